"""Wording what delivery sends: cards and events, for the one who gets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handlers.case.card import card_message, tombstone
from handlers.case.events import event_message
from handlers.digest.notices import word_digest
from handlers.long_stop import word_missed
from handlers.reminders import Reminding, reminders_message
from handlers.render import Message, message
from handlers.report.left import word_draft_question
from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.case_view import FileView
from storage.ledger.digest_hours import TOPICS
from storage.ledger.left_drafts import DRAFT_QUESTION
from storage.ledger.long_stop import MISSED
from storage.ledger.outbox import Parcel
from storage.ledger.reminders import view_reminder
from storage.ledger.views import look, look_at_entry
from storage.tables import Entry

# Events that belong to no case, and say how things stand when they are sent.
_WORDING: Final = {
    **dict.fromkeys(TOPICS, word_digest),
    DRAFT_QUESTION: word_draft_question,
    MISSED: word_missed,
}


@dataclass(frozen=True, kw_only=True)
class Worded:
    """A notice in words. `live`: a card whose holder still has a part in the case."""

    message: Message
    files: tuple[FileView, ...] = ()
    live: bool = True


def word_card(session: LedgerSession, parcel: Parcel, now: datetime) -> Worded:
    """The card of a case as its holder may see it now; who has no part in it any more is told so."""
    assert parcel.notice.case_id is not None
    assert parcel.to.person_id is not None
    try:
        case = look(session, parcel.notice.case_id, parcel.to.person_id, now)
    except NotFound:
        return Worded(message=tombstone(session, parcel.notice.case_id), live=False)
    return Worded(message=card_message(case), files=case.files)


def word_event(session: LedgerSession, parcel: Parcel, now: datetime) -> Worded | None:
    """An event in words; None where its addressee may not know of it (any more)."""
    notice = parcel.notice
    if notice.topic in _WORDING:
        told = _WORDING[notice.topic](session, parcel, now)
        return Worded(message=told) if told else None
    if notice.entry_id is None:
        return Worded(message=message("notices", notice.topic, **(notice.facts or {})))
    assert parcel.to.person_id is not None
    try:
        case, entry = look_at_entry(session, notice.entry_id, parcel.to.person_id, now)
    except NotFound:
        return None
    opening = None if session.calendar.is_open(entry.at) else session.calendar.next_opening(entry.at)
    local = opening and opening.astimezone(session.policy.timezone)
    # Whoever sent the files has them.
    is_own = session.get_one(Entry, entry.id).actor_id == parcel.to.person_id
    return Worded(
        message=event_message(case, entry, notice.audience, parcel.to, local),
        files=() if is_own else entry.files,
    )


def word_reminders(session: LedgerSession, parcels: Sequence[Parcel], now: datetime) -> Message:
    """Everything of which one person is reminded now, as one message."""
    return reminders_message(
        [
            Reminding(
                view=view_reminder(session, parcel.notice.id, parcel.to.person_id, now),
                stands_in=parcel.to.stands_in,
            )
            for parcel in parcels
        ]
    )
