"""A message was edited: it corrects the draft that took it in, or is offered to the case that it has become."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from handlers.case.buttons import Show
from handlers.contents import Content, content_of
from handlers.context import Context
from handlers.drafting import face
from handlers.meaning import Meaning, begin_offer, meanings_of
from handlers.prompting import Doing, Step, prompt, redraw
from handlers.render import message
from handlers.speech import say
from handlers.talk import Waiting
from storage.ledger import corrections, drafts
from storage.ledger.corrections import TakenIn


async def corrected(update: Update, context: Context) -> object:
    """While the draft is open it is corrected and shows it; what has been submitted stays as it was."""
    said = update.edited_message
    assert said is not None
    if said.location:
        return None  # a live one moves by itself
    content = content_of(said)
    mine, now = context.person.person_id, context.now
    draft = await context.ledger.write(
        drafts.correct,
        mine,
        content,
    )
    if draft and draft.id != context.arrival.inbox_id:
        # Another than what this very edit began when it was handled before, and not to the end.
        await redraw(context, draft, None, await face(context, draft))
        return None
    before = await context.ledger.read(corrections.taken_in, mine, message_id=content.message_id, now=now)
    if before is None:
        return None
    if before.file_unique_id == _file_of(content):
        content = replace(content, attachment=None)
        if before.text == content.text:
            return None  # a link that begins to show its page is an edit too
    return await _too_late(context, content, before)


def _file_of(content: Content) -> str | None:
    return content.attachment.file_unique_id if content.attachment else None


async def _too_late(context: Context, content: Content, before: TakenIn) -> object:
    if before.number is None or before.case_id is None:
        await say(context, message("report", "edited_after_leaving"))
        return None
    meanings = [one for one in await meanings_of(context, before.number) if one.only_adds]
    if meanings and not content.is_empty and not await _is_writing(context):
        return await _offer(context, content, before.number, meanings)
    rows = [[Show(case_id=before.case_id).labelled("查看")]]
    await say(context, message("report", "edited_too_late", number=before.number, draft=None, rows=rows))
    return None


async def _is_writing(context: Context) -> bool:
    """Whether something is being written, which an edit must not push aside."""
    current = await context.ledger.read(drafts.current_draft, context.person.person_id)
    return current is not None and current.id != context.arrival.inbox_id and not current.is_empty


async def _offer(context: Context, content: Content, number: str, meanings: list[Meaning]) -> Waiting:
    draft = await begin_offer(context, content, number)
    cancel = Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消")
    rows = [[meaning.button(draft)] for meaning in meanings]
    await prompt(
        context,
        draft,
        message("report", "edited_too_late", number=number, draft=draft, rows=[*rows, [cancel]]),
    )
    return Waiting.OFFER
