"""What a draft shows and waits for, whatever it is about."""

from __future__ import annotations

from handlers.case.words import words_message
from handlers.context import Context
from handlers.meaning import is_offer, offer_message
from handlers.prompting import prompt
from handlers.render import Message
from handlers.report.talk import report_message
from handlers.talk import Waiting
from storage.ledger import drafts
from storage.ledger.draft_view import DraftView
from storage.rules.words import Action


async def face(context: Context, draft: DraftView) -> Message:
    """Where a draft stands, with the buttons that take it on."""
    if is_offer(draft):
        return await offer_message(context, draft)
    if draft.action is Action.OPEN:
        return await report_message(context, draft)
    return await words_message(context, draft)


async def go_on(context: Context, draft: DraftView) -> Waiting:
    """继续: the draft is what the conversation is about again."""
    touched = await context.ledger.write(drafts.set_draft, draft.id, draft.person_id, now=context.now)
    await prompt(context, touched, await face(context, touched))
    if is_offer(draft):
        return Waiting.OFFER
    return Waiting.REPORT if draft.action is Action.OPEN else Waiting.WORDS
