"""The rows of a case that nearly every unit reads: asked once a unit, by statements built once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Attachment, Clock, Entry

_HISTORY = select(Entry).where(col(Entry.case_id) == bindparam("case_id")).order_by(col(Entry.id))
_CLOCKS = select(Clock).where(col(Clock.case_id) == bindparam("case_id")).order_by(col(Clock.id))
_FILES = (
    select(Attachment)
    .where(col(Attachment.case_id) == bindparam("case_id"))
    .order_by(col(Attachment.message_id))
)


def history_of(session: LedgerSession, case_id: int) -> Sequence[Entry]:
    """All entries of a case, the oldest first."""
    return session.once(_HISTORY, case_id=case_id)


def clocks_of(session: LedgerSession, case_id: int) -> Sequence[Clock]:
    """All clocks of a case, those that have stopped among them, in the order in which they began."""
    return session.once(_CLOCKS, case_id=case_id)


def running_clocks(session: LedgerSession, case_id: int) -> list[Clock]:
    """The clocks that run now, those that rest among them."""
    return [clock for clock in clocks_of(session, case_id) if clock.stopped_at is None]


def files_of(session: LedgerSession, entry: Entry) -> list[Attachment]:
    """The attachments of an entry."""
    return [file for file in session.once(_FILES, case_id=entry.case_id) if file.entry_id == entry.id]
