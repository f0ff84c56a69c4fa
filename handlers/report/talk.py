"""The talk of a report: begin it, add to it, change what was suggested, submit it."""

from __future__ import annotations

from telegram import Update

from handlers.contents import Content
from handlers.context import Context
from handlers.menu import MenuWord
from handlers.prompting import Doing, Step, chosen, close_prompt, prompt, redraw
from handlers.render import Message, message
from handlers.report.preview import (
    category_menu,
    edit_menu,
    enterprise_menu,
    own_enterprise_menu,
    preview,
    source_menu,
    urgency_menu,
)
from handlers.speech import pressed_message, say
from handlers.talk import END, Waiting
from storage.ledger import drafts, submitting
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import NewDraft
from storage.ledger.enterprises import find_enterprises
from storage.rules.urgency import Urgency
from storage.rules.words import Action
from storage.tables import RoleKind, Source


async def begin_report(
    context: Context,
    *,
    source: Source = Source.CHAT,
    confidential: bool = False,
    first: Content | None = None,
) -> Waiting:
    """Begin a report, with what was typed if anything was; one that is being written is kept, and that is said."""
    draft = await begin(context, new_report(context, source=source, confidential=confidential), first)
    await prompt(context, draft, await report_message(context, draft))
    return Waiting.REPORT


def new_report(
    context: Context,
    *,
    source: Source = Source.CHAT,
    confidential: bool = False,
    choice: str | None = None,
) -> NewDraft:
    """A report of this person that begins with what they have just said."""
    own = [role.enterprise_id for role in context.person.enterprises]
    return NewDraft(
        id=context.arrival.inbox_id,
        person_id=context.person.person_id,
        action=Action.OPEN,
        now=context.now,
        # Who speaks for several says for which: a report under the wrong name would show it to the wrong people.
        enterprise_id=own[0] if source is Source.CHAT and len(own) == 1 else None,
        source=source,
        confidential=confidential,
        choice=choice,
    )


async def begin(context: Context, new: NewDraft, first: Content | None = None) -> DraftView:
    """Begin a draft, with what was said if anything was; if another is being written, it is kept, and that is said."""
    begun = await context.ledger.write(drafts.begin_beside, new, first)
    await say_what_is_kept(context, begun.beside)
    return begun.draft


async def say_what_is_kept(context: Context, beside: DraftView | None) -> None:
    """Somebody begins something while another draft is open: it is kept, and they hear where it is."""
    if beside and not beside.is_empty:
        contact = RoleKind.CONTACT in context.person.kinds
        where = MenuWord.MY_CASES if contact else MenuWord.PENDING
        await say(context, message("report", "kept", where=where.value))


async def take_in(context: Context, draft: DraftView, content: Content) -> DraftView:
    """Take a message into a draft."""
    return await context.ledger.write(drafts.take_in, draft.id, draft.person_id, content, now=context.now)


async def add_to_report(context: Context, draft: DraftView, content: Content) -> Waiting:
    """More of a report; what comes in pieces is answered when all of it is there."""
    if draft.enterprise_id is None and draft.source is not Source.CHAT and not content.attachment:
        found = await context.ledger.read(find_enterprises, draft.person_id, content.text)
        await prompt(context, draft, enterprise_menu(draft, found, content.text))
        return Waiting.REPORT
    draft = await take_in(context, draft, content)
    if not context.will_answer_later(piece=content.is_piece):
        await prompt(context, draft, await report_message(context, draft))
    return Waiting.REPORT


async def report_message(context: Context, draft: DraftView) -> Message:
    """What a report shows by itself: its preview, or the question without which there is nothing to preview."""
    if draft.enterprise_id is None and draft.source is not Source.CHAT:
        found = await context.ledger.read(find_enterprises, draft.person_id)
        return enterprise_menu(draft, found, "")
    return preview(draft, context.person, context.policy)


async def step_report(update: Update, context: Context, step: Step, draft: DraftView) -> object:
    """A press on a report's prompt."""
    pressed = pressed_message(update)
    if step.do in (Doing.SUBMIT, Doing.SPLIT):
        # What was submitted apart stays so, whichever button is pressed after it.
        apart = step.do is Doing.SPLIT or draft.is_submitted
        return await (_submit_apart if apart else _submit)(context, draft, pressed)
    if step.do is Doing.CANCEL:
        await context.ledger.write(drafts.end_draft, draft.id, draft.person_id, now=context.now)
        await close_prompt(context, draft, pressed, message("report", "cancelled", draft=draft))
        return END
    changed = await _change(context, draft, step)
    await redraw(
        context,
        changed,
        pressed,
        await _menu(context, changed, step) or await report_message(context, changed),
    )
    return Waiting.REPORT


async def _submit(context: Context, draft: DraftView, pressed: int | None) -> object:
    done = await context.ledger.write(submitting.submit_report, draft.id, draft.person_id, now=context.now)
    context.toast = f"已提交 {done.number}"
    # The receipt is a notice and may take a moment: the number is said at once, where the preview was.
    await close_prompt(
        context, draft, pressed, message("report", "submitted", number=done.number, text=draft.text)
    )
    return END


async def _submit_apart(context: Context, draft: DraftView, pressed: int | None) -> object:
    cases = await context.ledger.write(submitting.submit_problems, draft.id, draft.person_id, now=context.now)
    [first, *others] = cases
    context.toast = f"已提交 {len(cases)} 个问题" if others else f"已提交 {first.number}"
    said = (
        message("report", "submitted_apart", cases=cases, files=bool(draft.attachments))
        if others
        else message("report", "submitted", number=first.number, text=draft.text)
    )
    await close_prompt(context, draft, pressed, said)
    return END


async def _change(context: Context, draft: DraftView, step: Step) -> DraftView:
    ledger, mine, now = context.ledger, (draft.id, draft.person_id), context.now
    match step.do, step.value:
        case Doing.CATEGORY, str(code):
            known = context.policy.category(code).code
            return await ledger.write(drafts.set_draft, *mine, now=now, category=known)
        case Doing.URGENCY, str(code):
            return await ledger.write(drafts.set_draft, *mine, now=now, urgency=chosen(Urgency, code))
        case Doing.SOURCE, str(code) if draft.source is not Source.CHAT:
            return await ledger.write(drafts.set_draft, *mine, now=now, source=chosen(Source, code))
        case Doing.ENTERPRISE, str(enterprise):
            return await ledger.write(drafts.choose_enterprise, *mine, chosen(int, enterprise), now=now)
        case Doing.REWRITE, _:
            return await ledger.write(drafts.forget_words, *mine, now=now)
        case Doing.DROP_FILES, _:
            return await ledger.write(drafts.forget_files, *mine, now=now)
    # Going back, or on: the draft was touched, so that it is the one that the conversation is about.
    return await ledger.write(drafts.set_draft, *mine, now=now)


async def _menu(context: Context, draft: DraftView, step: Step) -> Message | None:
    match step.do, step.value:
        case Doing.EDIT, _:
            return edit_menu(draft)
        case Doing.MENU, Doing.CATEGORY:
            return category_menu(draft, context.policy)
        case Doing.MENU, Doing.URGENCY:
            return urgency_menu(draft, context.policy)
        case Doing.MENU, Doing.SOURCE:
            return source_menu(draft)
        case Doing.MENU, Doing.ENTERPRISE if draft.source is Source.CHAT:
            return own_enterprise_menu(draft, context.person)
        case Doing.MENU, Doing.ENTERPRISE:
            found = await context.ledger.read(find_enterprises, draft.person_id)
            return enterprise_menu(draft, found, "")
    return None
