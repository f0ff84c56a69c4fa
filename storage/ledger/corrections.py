"""What became of a message that was edited too late: the words that it had, and the case that they went into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.drafts import cause_of
from storage.tables import Case, Draft, Entry

# So long can a message be edited: https://core.telegram.org/bots/api#editmessagetext
EDITABLE_FOR: Final = timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """A message of a draft that has ended."""

    text: str  # as it was taken in
    case_id: int | None = None  # None: it was never submitted
    number: str | None = None


def taken_in(session: LedgerSession, person_id: int, *, message_id: int, now: datetime) -> TakenIn | None:
    """What became of a message of this person; None if no draft took it in that ended while it can be edited."""
    query = select(Draft).where(Draft.person_id == person_id, col(Draft.ended_at) >= now - EDITABLE_FOR)
    for draft in session.exec(query.order_by(col(Draft.id).desc())):
        for place, text in draft.parts:
            if place == message_id:
                case = _case_of(session, draft)
                if case is None:
                    return TakenIn(text=text)
                return TakenIn(text=text, case_id=case.id, number=case.number)
    return None


def _case_of(session: LedgerSession, draft: Draft) -> Case | None:
    query = select(Case).join(Entry, col(Entry.case_id) == col(Case.id))
    return session.exec(query.where(Entry.cause == cause_of(draft.id))).first()
