"""A draft that was left lying: its writer is asked, and says 继续, 新问题 or 丢弃."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telegram import Update

from handlers.buttons import Button
from handlers.context import Context
from handlers.drafting import go_on
from handlers.render import Message, message
from handlers.report.talk import begin_report
from handlers.speech import pressed_message, show, take_away
from handlers.talk import END
from storage.database import LedgerSession
from storage.ledger import drafts
from storage.ledger.left_drafts import left_draft
from storage.ledger.outbox import Parcel
from storage.rules.words import Action


class Fate(StrEnum):
    """What is to become of a draft."""

    GO_ON = "on"
    ANEW = "new"
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class Left(Button, code="left"):
    """The answer to the question about a draft."""

    draft_id: int
    fate: Fate


_LABELS = {Fate.GO_ON: "继续", Fate.ANEW: "新问题", Fate.DROP: "丢弃"}


def word_draft_question(session: LedgerSession, parcel: Parcel, now: datetime) -> Message | None:
    """The question about a draft; None where there is nothing to ask any more."""
    assert parcel.to.person_id is not None
    left = left_draft(session, (parcel.notice.facts or {})["draft"], parcel.to.person_id)
    if left is None:
        return None
    fates = [fate for fate in Fate if fate is not Fate.ANEW or left.draft.action is Action.OPEN]
    rows = [[Left(draft_id=left.draft.id, fate=fate).labelled(_LABELS[fate]) for fate in fates]]
    return message("report", "left_lying", left=left, draft=left.draft, rows=rows)


async def press_left(update: Update, context: Context, button: Left) -> object:
    """It was said what is to become of a draft."""
    pressed, person_id = pressed_message(update), context.person.person_id
    draft = await context.ledger.read(drafts.get_draft, button.draft_id, person_id)
    if not draft.is_open and (draft.is_submitted or button.fate is not Fate.DROP):
        context.toast = "这份内容已经提交或取消了"
        await take_away(context, pressed)
        return None
    if button.fate is Fate.DROP:
        await context.ledger.write(drafts.end_draft, draft.id, person_id, now=context.now)
        await take_away(context, draft.prompt_message_id)
        await show(context, pressed, message("report", "dropped"))
        current = await context.ledger.read(drafts.current_draft, person_id)
        return None if current else END
    waiting = await (
        go_on(context, draft) if button.fate is Fate.GO_ON else begin_report(context, source=draft.source)
    )
    await take_away(context, pressed)
    return waiting
