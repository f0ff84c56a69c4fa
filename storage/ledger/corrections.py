"""What became of a message that was edited too late: the words that it had, and the case that they went into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.draft_view import cause_of
from storage.tables import Attachment, Case, Draft, Entry

# So long can a message be edited: https://core.telegram.org/bots/api#editmessagetext
EDITABLE_FOR: Final = timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """A message of a draft that has ended."""

    text: str  # as it was taken in
    file_unique_id: str | None  # of its file, if it had one
    case_id: int | None = None  # None: it was never submitted
    number: str | None = None


def taken_in(session: LedgerSession, person_id: int, *, message_id: int, now: datetime) -> TakenIn | None:
    """What became of a message of this person; None if no draft took it in that ended while it can be edited."""
    query = select(Draft).where(Draft.person_id == person_id, col(Draft.ended_at) >= now - EDITABLE_FOR)
    for draft in session.exec(query.order_by(col(Draft.id).desc())):
        for place, text in draft.parts:
            if place == message_id:
                return _view(session, draft, message_id, text)
    return None


def _view(session: LedgerSession, draft: Draft, message_id: int, text: str) -> TakenIn:
    of_message = (Attachment.draft_id == draft.id, Attachment.message_id == message_id)
    file = session.exec(select(Attachment.file_unique_id).where(*of_message)).first()
    by_draft = select(Case).join(Entry, col(Entry.case_id) == col(Case.id))
    case = session.exec(by_draft.where(Entry.cause == cause_of(draft.id))).first()
    if case is None:
        return TakenIn(text=text, file_unique_id=file)
    return TakenIn(text=text, file_unique_id=file, case_id=case.id, number=case.number)
