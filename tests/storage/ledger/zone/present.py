"""What the ledger holds now, as values that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.telling import Audience
from storage.rules.words import Action, ClockKind, Closure, Part, Rating, Result, State
from storage.tables import Case, Clock, Entry, Outbox
from tests.storage.ledger.zone.times import SHANGHAI


@dataclass(frozen=True, kw_only=True)
class CaseNow:
    """What a case is, for a comparison."""

    state: State
    handler: int | None
    department: int | None
    turn: int
    denials: int
    result: Result | None
    closure: Closure | None
    rating: Rating | None


@dataclass(frozen=True, kw_only=True)
class ClockNow:
    """A clock, in the district's time."""

    kind: ClockKind
    limit: str
    began_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    resting_since: datetime | None
    rested_minutes: int
    estimated: bool


@dataclass(frozen=True, kw_only=True)
class EntryNow:
    """A history entry, for a comparison."""

    id: int
    cause: str
    at: datetime
    actor: int | None
    part: Part
    action: Action
    from_state: State | None
    to_state: State
    turn: int
    handler: int | None
    department: int | None
    visible: bool
    text: str
    result: Result | None
    reason: str | None
    rating: Rating | None
    self_approved: bool


def case_now(session: LedgerSession, case_id: int) -> CaseNow:
    case = session.get_one(Case, case_id)
    return CaseNow(
        state=case.state,
        handler=case.handler_id,
        department=case.department_id,
        turn=case.turn,
        denials=case.denials,
        result=case.result,
        closure=case.closure,
        rating=case.rating,
    )


def entries_now(session: LedgerSession, case_id: int) -> list[EntryNow]:
    entries = session.exec(select(Entry).where(Entry.case_id == case_id).order_by(col(Entry.id)))
    return [
        EntryNow(
            id=entry.id,
            cause=entry.cause,
            at=entry.at,
            actor=entry.actor_id,
            part=entry.part,
            action=entry.action,
            from_state=entry.from_state,
            to_state=entry.to_state,
            turn=entry.turn,
            handler=entry.handler_id,
            department=entry.department_id,
            visible=entry.visible,
            text=entry.text,
            result=entry.result,
            reason=entry.reason,
            rating=entry.rating,
            self_approved=entry.self_approved,
        )
        for entry in entries
    ]


def clocks_now(session: LedgerSession, case_id: int) -> list[ClockNow]:
    clocks = session.exec(select(Clock).where(Clock.case_id == case_id).order_by(col(Clock.id)))
    return [
        ClockNow(
            kind=clock.kind,
            limit=clock.limit,
            began_at=clock.began_at.astimezone(SHANGHAI),
            due_at=clock.due_at.astimezone(SHANGHAI),
            stopped_at=clock.stopped_at and clock.stopped_at.astimezone(SHANGHAI),
            resting_since=clock.resting_since and clock.resting_since.astimezone(SHANGHAI),
            rested_minutes=clock.rested_minutes,
            estimated=clock.estimated,
        )
        for clock in clocks
    ]


def next_action_at(session: LedgerSession, case_id: int) -> datetime | None:
    return session.exec(select(Case.next_action_at).where(Case.id == case_id)).one()


def told(session: LedgerSession, case_id: int, action: Action) -> list[Audience]:
    last = select(Entry.id).where(Entry.case_id == case_id, Entry.action == action)
    entry_id = session.exec(last.order_by(col(Entry.id).desc())).first()
    assert entry_id is not None
    rows = session.exec(select(Outbox).where(Outbox.entry_id == entry_id).order_by(col(Outbox.id)))
    return [row.audience for row in rows]


def stored(session: LedgerSession) -> dict[str, list[dict[str, Any]]]:
    tables = (Case, Entry, Clock, Outbox)
    return {
        table.__name__: [row.model_dump() for row in session.exec(select(table).order_by(col(table.id)))]
        for table in tables
    }
