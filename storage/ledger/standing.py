"""Where things stand at a moment: how many cases wait for what, what is red and what will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import case as sql_case
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.agenda import colour_of_clock
from storage.ledger.figures import state_at
from storage.ledger.lists import PAGE
from storage.ledger.parts import living_roles
from storage.rules.colour import Colour
from storage.rules.running_clock import DAY_MINUTES
from storage.rules.urgency import LimitUnit, Urgency
from storage.rules.words import OPEN_STATES, PROMISES, ClockKind, State
from storage.tables import Case, Clock, Enterprise, Entry, Person, RoleKind

_RESTING = (State.NEEDS_INFO, State.ON_HOLD)


@dataclass(frozen=True, kw_only=True)
class StateCount:
    """How many cases are in a state."""

    state: State
    cases: int


@dataclass(frozen=True, kw_only=True)
class PromiseLine:
    """A case by the one of its promises that is due first; times in the district's zone."""

    case_id: int
    number: str
    enterprise: str
    handler: str | None
    urgency: Urgency
    kind: ClockKind
    due_at: datetime
    colour: Colour


@dataclass(frozen=True, kw_only=True)
class PromisePage:
    """One page of such cases; `page` counts from 0 and is the nearest that exists."""

    lines: tuple[PromiseLine, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """The first of what somebody has to do, and how much it is."""

    lines: tuple[PromiseLine, ...]
    total: int


def count_states(session: LedgerSession, at: datetime) -> tuple[StateCount, ...]:
    """How many cases were in each open state, in the order of the states."""
    state = _state(at)
    query = select(state, func.count()).where(_not_ended_before(at), state.in_(OPEN_STATES))
    found = dict(session.exec(query.group_by(state)).all())
    return tuple(StateCount(state=state, cases=found.get(state, 0)) for state in OPEN_STATES)


def count_overdue(session: LedgerSession, at: datetime) -> int:
    """How many cases were red: one of their promises was past due."""
    query = select(func.count(func.distinct(Clock.case_id))).join(Case, col(Case.id) == col(Clock.case_id))
    return session.exec(query.where(_runs(at), _is_overdue(at))).one()


def count_yellow(session: LedgerSession, at: datetime) -> int:
    """How many cases were yellow, and not red besides.

    Working time is not the database's to measure: it brings the clocks that fall due within the longest time for
    which one can be yellow, and the colour is asked for each.
    """
    other = aliased(Clock)
    red = select(other.case_id).where(
        other.case_id == col(Clock.case_id), _runs(at, other), _is_overdue(at, other)
    )
    rests = and_(col(Clock.kind) == ClockKind.RESOLVE, _state(at).in_(_RESTING))
    query = (
        select(Clock, col(Case.urgency))
        .join(Case, col(Case.id) == col(Clock.case_id))
        .where(
            _runs(at), Clock.due_at >= at, Clock.due_at <= _yellow_until(session, at), ~rests, ~red.exists()
        )
    )
    rows = session.exec(query.execution_options(yield_per=500))
    yellow = (
        clock for clock, urgency in rows if colour_of_clock(session, clock, urgency, at) is Colour.YELLOW
    )
    return len({clock.case_id for clock in yellow})


def overdue_lines(
    session: LedgerSession, at: datetime, *, limit: int, skip: int = 0
) -> tuple[PromiseLine, ...]:
    """The red cases, the longest past due first."""
    return _lines(session, at, _is_overdue(at), limit=limit, skip=skip)


def overdue_page(session: LedgerSession, person_id: int, now: datetime, page: int) -> PromisePage:
    """超期: what is red now, the worst first, for 专班 and leaders.

    Raises:
        NotFound: they are neither.
    """
    if not {role.kind for role in living_roles(session, person_id)} & {RoleKind.MANAGER, RoleKind.LEADER}:
        raise NotFound(what="这份清单")
    total = count_overdue(session, now)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    lines = overdue_lines(session, now, limit=PAGE, skip=page * PAGE)
    return PromisePage(lines=lines, page=page, pages=pages, total=total)


def tasks_of(session: LedgerSession, person_id: int, now: datetime, *, until: datetime, limit: int) -> Tasks:
    """What somebody has in hand that is past due or falls due before `until`, what is due first in front."""
    mine = and_(col(Case.handler_id) == person_id, _is_due(until))
    total = select(func.count(func.distinct(Clock.case_id))).join(Case, col(Case.id) == col(Clock.case_id))
    return Tasks(
        lines=_lines(session, now, mine, limit=limit),
        total=session.exec(total.where(_runs(now), mine)).one(),
    )


def handlers_with_tasks(session: LedgerSession, now: datetime, *, until: datetime) -> list[int]:
    """Who has something in hand that is past due or falls due before `until`."""
    query = (
        select(Case.handler_id)
        .join(Clock, col(Clock.case_id) == col(Case.id))
        .where(_runs(now), _is_due(until), col(Case.handler_id).is_not(None))
    )
    return [person_id for person_id in session.exec(query.distinct()) if person_id is not None]


def _state(at: datetime) -> ColumnElement[State]:
    """The state of a case then; only what has moved since has to be looked up in the history."""
    return sql_case((col(Case.id).in_(_moved_since(at)), state_at(col(Case.id), at)), else_=col(Case.state))


def _not_ended_before(at: datetime) -> ColumnElement[bool]:
    return or_(col(Case.state).in_(OPEN_STATES), col(Case.id).in_(_moved_since(at)))


def _moved_since(at: datetime) -> Any:
    moved = aliased(Entry)
    return select(moved.case_id).where(moved.at >= at)


def _runs(at: datetime, clock: Any = Clock) -> ColumnElement[bool]:
    """Whether a clock was a promise that ran or rested then, in a query that knows its case.

    What is resolved has no running clock of 办结, though 撤回办结 may have taken back its stop since.
    """
    state = _state(at)
    return and_(
        _not_ended_before(at),
        state.in_(OPEN_STATES),
        col(clock.kind).in_(PROMISES),
        clock.began_at < at,
        or_(col(clock.stopped_at).is_(None), clock.stopped_at >= at),
        or_(clock.kind != ClockKind.RESOLVE, state != State.RESOLVED),
    )


def _is_overdue(at: datetime, clock: Any = Clock) -> ColumnElement[bool]:
    return and_(col(clock.due_at) < at, _was_due_awake(clock))


def _is_due(until: datetime) -> ColumnElement[bool]:
    return and_(col(Clock.due_at) < until, _was_due_awake(Clock))


def _was_due_awake(clock: Any) -> ColumnElement[bool]:
    """A clock that rests is not due, unless it was when the rest began: red does not turn back."""
    return or_(col(clock.resting_since).is_(None), clock.resting_since > clock.due_at)


def _lines(
    session: LedgerSession, at: datetime, which: ColumnElement[bool], *, limit: int, skip: int = 0
) -> tuple[PromiseLine, ...]:
    """The first due promise of each case that has such a one."""
    place = func.row_number().over(
        partition_by=col(Clock.case_id), order_by=(col(Clock.due_at), col(Clock.id))
    )
    ranked = (
        select(col(Clock.id).label("id"), place.label("place"))
        .join(Case, col(Case.id) == col(Clock.case_id))
        .where(_runs(at), which)
        .subquery()
    )
    query = (
        select(Clock, Case, Enterprise.name, Person.name)
        .join(ranked, ranked.c.id == col(Clock.id))
        .join(Case, col(Case.id) == col(Clock.case_id))
        .join(Enterprise, col(Enterprise.id) == col(Case.enterprise_id))
        .outerjoin(Person, col(Person.id) == col(Case.handler_id))
        .where(ranked.c.place == 1)
        .order_by(col(Clock.due_at), col(Clock.id))
        .offset(skip)
        .limit(limit)
    )
    return tuple(
        PromiseLine(
            case_id=case.id,
            number=case.number,
            enterprise=enterprise,
            handler=handler,
            urgency=case.urgency,
            kind=clock.kind,
            due_at=clock.due_at.astimezone(session.policy.timezone),
            colour=colour_of_clock(session, clock, case.urgency, at),
        )
        for clock, case, enterprise, handler in session.exec(query)
    )


def _yellow_until(session: LedgerSession, at: datetime) -> datetime:
    """No clock that is due later is yellow yet: the longest limit of the policy says how long one can be."""
    limits = session.policy.limits
    each = (limits.critical, limits.urgent, limits.normal, limits.inquiry)
    days = [
        limit.amount
        for of in each
        for limit in (of.resolve, session.policy.course.redo)
        if limit.unit is LimitUnit.WORKING_DAYS
    ]
    # The day of receipt comes on top of a limit in working days.
    longest = (max(days, default=0) + 1) * DAY_MINUTES * session.policy.ladder.yellow_percent // 100
    return session.calendar.add_working_minutes(at, max(longest, DAY_MINUTES))
