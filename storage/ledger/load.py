"""How much there is to do, in numbers: for whoever watches the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.words import OPEN_STATES, State
from storage.tables import Case, Inbox, Outbox


@dataclass(frozen=True, kw_only=True)
class Load:
    """What waits at one moment, and how cases stand."""

    updates_waiting: int
    notices_due: int
    oldest_due_at: datetime | None  # since when the first of them has been due
    last_left_at: datetime | None  # when a notice was last done with
    open_cases: Mapping[State, int]


def measure_load(session: LedgerSession, now: datetime) -> Load:
    """What waits now. Only indexes are read, and of these what is open or due."""
    due = select(func.count(), func.min(Outbox.not_before)).where(
        col(Outbox.done_at).is_(None), Outbox.not_before <= now
    )
    notices_due, oldest_due_at = session.exec(due).one()
    by_state = (
        select(Case.state, func.count()).where(col(Case.state).in_(OPEN_STATES)).group_by(col(Case.state))
    )
    found = dict(session.exec(by_state).all())
    return Load(
        updates_waiting=session.exec(select(func.count()).where(col(Inbox.done_at).is_(None))).one(),
        notices_due=notices_due,
        oldest_due_at=oldest_due_at,
        last_left_at=session.exec(select(func.max(Outbox.done_at))).one(),
        open_cases={state: found.get(state, 0) for state in State if state.is_open},
    )
