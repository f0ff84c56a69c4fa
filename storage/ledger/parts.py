"""Who somebody is in a case, and what the lifecycle has to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import LedgerSession
from storage.ledger.case_rows import history_of, running_clocks
from storage.rules.lifecycle import Facts
from storage.rules.words import Action, ClockKind, Closure, Part, State
from storage.tables import Assignment, Case, Entry, Role, RoleKind

_HANDLING = (RoleKind.OFFICER, RoleKind.LIAISON, RoleKind.MANAGER)

# Asked several times on every update and for every notice, so built once.
_LIVING_ROLES = select(Role).where(Role.person_id == bindparam("person_id"), col(Role.until).is_(None))
_LOOKS_AFTER = select(Assignment.id).where(
    Assignment.officer_id == bindparam("person_id"),
    Assignment.enterprise_id == bindparam("enterprise_id"),
    col(Assignment.until).is_(None),
)
_MANAGERS = select(func.count(func.distinct(Role.person_id))).where(
    Role.kind == RoleKind.MANAGER, col(Role.until).is_(None)
)


def parts_of(session: LedgerSession, case: Case, person_id: int | None) -> frozenset[Part]:
    """Every part that somebody has in the case; empty: they may not even know that it exists."""
    if person_id is None:
        return frozenset({Part.SWEEP})
    roles = living_roles(session, person_id)
    parts = {part for role in roles if (part := _part_of_role(case, role))}
    if not case.confidential and _looks_after(session, person_id, case.enterprise_id):
        parts.add(Part.MEMBER)
    if case.handler_id == person_id and _entitle(roles, case, case.department_id):
        parts = (parts - {Part.MEMBER}) | {Part.HANDLER}
    return frozenset(parts)


def _part_of_role(case: Case, role: Role) -> Part | None:
    match role.kind:
        case RoleKind.MANAGER:
            return Part.MANAGER
        case RoleKind.LEADER:
            return Part.LEADER
        case RoleKind.CONTACT if role.enterprise_id == case.enterprise_id:
            hidden = case.confidential and case.reporter_id != role.person_id
            return None if hidden else Part.CONTACT
        case RoleKind.LIAISON if not case.confidential and role.department_id is not None:
            return Part.MEMBER if role.department_id == case.department_id else None
    return None


def living_roles(session: LedgerSession, person_id: int) -> Sequence[Role]:
    """The roles that somebody has now."""
    return session.once(_LIVING_ROLES, person_id=person_id)


def may_report_for(session: LedgerSession, person_id: int, enterprise_id: int) -> bool:
    """Whether somebody speaks for an enterprise, looks after it, or is of 专班."""
    return (
        is_manager(session, person_id)
        or speaks_for(session, person_id, enterprise_id)
        or _looks_after(session, person_id, enterprise_id)
    )


def speaks_for(session: LedgerSession, person_id: int, enterprise_id: int) -> bool:
    """Whether somebody is a contact of this enterprise now."""
    return any(
        role.kind is RoleKind.CONTACT and role.enterprise_id == enterprise_id
        for role in living_roles(session, person_id)
    )


def is_manager(session: LedgerSession, person_id: int) -> bool:
    """Whether somebody is of 专班 now."""
    return any(role.kind is RoleKind.MANAGER for role in living_roles(session, person_id))


def _is_sole_manager(session: LedgerSession, person_id: int | None) -> bool:
    return person_id is not None and is_manager(session, person_id) and session.exec(_MANAGERS).one() == 1


def is_liaison_of(session: LedgerSession, person_id: int, department_id: int | None) -> bool:
    """Whether somebody is a 联络员 of this department now."""
    return department_id is not None and any(
        role.kind is RoleKind.LIAISON and role.department_id == department_id
        for role in living_roles(session, person_id)
    )


def _looks_after(session: LedgerSession, person_id: int, enterprise_id: int) -> bool:
    return bool(session.once(_LOOKS_AFTER, person_id=person_id, enterprise_id=enterprise_id))


def looked_after(person_id: int) -> SelectOfScalar[int]:
    """The ids of the enterprises that somebody looks after (包保), as a query."""
    return select(Assignment.enterprise_id).where(
        Assignment.officer_id == person_id, col(Assignment.until).is_(None)
    )


def handler_lives(session: LedgerSession, case: Case) -> bool:
    """Whether the case has a handler who still has the office to handle it in."""
    return case.handler_id is not None and may_have(session, case, case.handler_id, case.department_id)


def may_have(session: LedgerSession, case: Case, person_id: int, department_id: int | None) -> bool:
    """Whether a case can be somebody's, in the name of this department if any; a confidential one is 专班's only."""
    return _entitle(living_roles(session, person_id), case, department_id)


def _entitle(roles: Iterable[Role], case: Case, department_id: int | None) -> bool:
    if case.confidential:
        return department_id is None and any(role.kind is RoleKind.MANAGER for role in roles)
    if department_id is not None:
        return any(role.kind is RoleKind.LIAISON and role.department_id == department_id for role in roles)
    return any(role.kind in _HANDLING for role in roles)


def can_handle(session: LedgerSession, person_id: int) -> bool:
    """Whether somebody is an officer, a liaison or of 专班 now."""
    return any(role.kind in _HANDLING for role in living_roles(session, person_id))


def facts_of(
    session: LedgerSession,
    case: Case,
    person_id: int | None,
    now: datetime,
) -> Facts:
    """The facts that the lifecycle table asks for, as they stand at `now` for one who acts."""
    past = history_of(session, case.id)
    has_handled = any(one.handler_id == person_id for one in past if one.handler_id is not None)
    this_round = _this_round(past)
    return Facts(
        state=case.state,
        denials=case.denials,
        handler_lives=handler_lives(session, case),
        may_ask=sum(one.action is Action.ASK for one in this_round) < session.policy.course.asks_per_round,
        urged_today=_urged_today(session, past, now),
        accept_overdue=_accept_overdue(session, case, now),
        in_own_hands=case.department_id is None
        or (person_id is not None and is_liaison_of(session, person_id, case.department_id)),
        reopenable=_reopenable(session, case, now),
        rateable=_rateable(session, case, this_round, now),
        has_handled=has_handled,
        # Of weight only for one who decides on what he has handled.
        sole_manager=has_handled and _is_sole_manager(session, person_id),
    )


def _this_round(history: Sequence[Entry]) -> Sequence[Entry]:
    """What came after the last 没解决 or 重办."""
    again = [place for place, one in enumerate(history) if one.action in (Action.DENY, Action.REOPEN)]
    return history[again[-1] + 1 :] if again else history


def _urged_today(session: LedgerSession, history: Sequence[Entry], now: datetime) -> bool:
    """Whether 催办 was pressed already, this working day or on the free days around it."""
    urges = [one.at for one in history if one.action is Action.URGE]
    if not urges:
        return False
    day, today = session.calendar.local_date(urges[-1]), session.calendar.local_date(now)
    while day < today:
        day += timedelta(days=1)
        if session.calendar.is_working_day(day):
            return False
    return True


def _accept_overdue(session: LedgerSession, case: Case, now: datetime) -> bool:
    if case.state is not State.SUBMITTED:
        return False
    clocks = running_clocks(session, case.id)
    return any(clock.kind is ClockKind.ACCEPT and now > clock.due_at for clock in clocks)


def _reopenable(session: LedgerSession, case: Case, now: datetime) -> bool:
    return case.closed_at is not None and now - case.closed_at <= timedelta(
        days=session.policy.course.reopen_days
    )


def _rateable(session: LedgerSession, case: Case, this_round: Sequence[Entry], now: datetime) -> bool:
    if case.closed_at is None or case.closure not in (Closure.CONFIRMED, Closure.CONFIRMED_FOR):
        return False
    if now > session.calendar.due_at(session.policy.course.rate, case.closed_at).at:
        return False
    return not any(one.text for one in this_round if one.action is Action.RATE)
