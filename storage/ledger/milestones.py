"""What happened once: the first start, before which nothing was due."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Milestone

FIRST_START: Final = "first start"

# Built once: the sweep asks for every case.
_AT = select(Milestone.at).where(col(Milestone.name) == bindparam("name"))


def reach(session: LedgerSession, name: str, now: datetime) -> datetime:
    """Note that something happened, unless it had before; when it was first. Idempotent."""
    row = session.get(Milestone, name)
    if row is None:
        row = Milestone(name=name, at=now)
        session.add(row)
        session.flush()
    return row.at


def milestone(session: LedgerSession, name: str) -> datetime | None:
    """When something happened first; None: it has not."""
    return session.exec(_AT, params={"name": name}).first()
