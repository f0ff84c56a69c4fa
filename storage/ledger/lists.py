"""The lists of cases that people leaf through: 我的问题 and 待办."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlalchemy import case as sql_case
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.agenda import colours_of
from storage.ledger.parts import can_handle, living_roles, looked_after
from storage.rules.colour import Colour
from storage.rules.masking import mask
from storage.rules.urgency import Urgency
from storage.rules.words import OPEN_STATES, State
from storage.tables import Case, Clock, Enterprise, Entry, RoleKind

PAGE = 6
LATELY = timedelta(minutes=10)
_PRESSING = [urgency.value for urgency in Urgency]
_ENDED = sql_case((col(Case.state).in_(OPEN_STATES), 0), else_=1)
_NEXT_DUE = (
    select(func.min(Clock.due_at))
    .where(
        col(Clock.case_id) == col(Case.id),
        col(Clock.stopped_at).is_(None),
        col(Clock.resting_since).is_(None),
    )
    .correlate(Case)
    .scalar_subquery()
)


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case in a list; personal data in its text is masked for everybody."""

    id: int
    number: str
    enterprise: str
    state: State
    urgency: Urgency
    text: str
    next_due_at: datetime | None  # of its running clocks
    colour: Colour


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One page of a list; `page` counts from 0 and is the nearest that exists."""

    lines: tuple[CaseLine, ...]
    page: int
    pages: int
    total: int


def own_cases(session: LedgerSession, person_id: int, page: int, *, now: datetime) -> CasePage:
    """我的问题: all cases of the enterprises that somebody speaks for, open first, then the newest."""
    return _page(session, _spoken_for(session, person_id), page, now, [_ENDED, col(Case.id).desc()])


def recent_cases(session: LedgerSession, person_id: int, *, now: datetime) -> list[CaseLine]:
    """Of 我的问题 what is open, or was closed so lately that it can still be 重办; a page of them."""
    lately = now - timedelta(days=session.policy.course.reopen_days)
    recent = or_(col(Case.state).in_(OPEN_STATES), col(Case.closed_at) >= lately)
    mine = and_(_spoken_for(session, person_id), recent)
    return list(_page(session, mine, 0, now, [_ENDED, col(Case.id).desc()]).lines)


def pending_cases(session: LedgerSession, person_id: int, page: int, *, now: datetime) -> CasePage:
    """待办: what waits for this person, most urgent first, then what is due first.

    A handler's open cases; what a 成员 or another 联络员 may sign for; 待改派 for 专班.
    """
    roles = living_roles(session, person_id)
    mine: list[ColumnElement[bool]] = [and_(_held_by(session, person_id), col(Case.state).in_(OPEN_STATES))]
    departments = [role.department_id for role in roles if role.kind is RoleKind.LIAISON]
    acceptable = or_(
        and_(col(Case.department_id).is_(None), col(Case.enterprise_id).in_(looked_after(person_id))),
        col(Case.department_id).in_(departments),
    )
    mine.append(and_(col(Case.state) == State.SUBMITTED, col(Case.confidential).is_(False), acceptable))
    if any(role.kind is RoleKind.MANAGER for role in roles):
        mine.append(col(Case.state) == State.RETURNED)
    order = sql_case({urgency: rank for rank, urgency in enumerate(_PRESSING)}, value=col(Case.urgency))
    return _page(
        session,
        or_(*mine),
        page,
        now,
        [order, _NEXT_DUE.is_(None), _NEXT_DUE, col(Case.id)],
    )


@dataclass(frozen=True, kw_only=True)
class Addable:
    """The cases to which somebody may mean to add what they say, each list the newest first."""

    answerable: tuple[CaseLine, ...]  # as a contact
    handled: tuple[CaseLine, ...]


def addable_cases(session: LedgerSession, person_id: int, *, now: datetime) -> Addable:
    """What a text of this person may belong to; a page of each."""
    return Addable(
        answerable=tuple(answerable_cases(session, person_id, now=now)),
        handled=tuple(handled_cases(session, person_id, now=now)),
    )


def answerable_cases(session: LedgerSession, person_id: int, *, now: datetime) -> list[CaseLine]:
    """The cases in which something is waited for from this person's enterprises: 待补充 and 待确认."""
    waiting = col(Case.state).in_([State.NEEDS_INFO, State.RESOLVED])
    mine = and_(_spoken_for(session, person_id), waiting)
    return list(_page(session, mine, 0, now, [col(Case.id).desc()]).lines)


def handled_cases(session: LedgerSession, person_id: int, *, now: datetime) -> list[CaseLine]:
    """The cases on which somebody can record progress now, the newest first; a page of them."""
    if not can_handle(session, person_id):
        return []
    progressing = col(Case.state).in_([State.IN_PROGRESS, State.NEEDS_INFO])
    mine = and_(_held_by(session, person_id), progressing)
    return list(_page(session, mine, 0, now, [col(Case.id).desc()]).lines)


def lately_moved(session: LedgerSession, person_id: int, *, now: datetime) -> str | None:
    """The number of the case with which this person did something in the last ten minutes: the last such one."""
    query = (
        select(Case.number)
        .join(Entry, col(Entry.case_id) == col(Case.id))
        .where(col(Entry.at) >= now - LATELY, Entry.actor_id == person_id)
    )
    return session.exec(query.order_by(col(Entry.id).desc()).limit(1)).first()


def _spoken_for(session: LedgerSession, person_id: int) -> ColumnElement[bool]:
    """The cases that somebody may follow as a contact: all of their enterprises', but what others told 专班 alone."""
    roles = living_roles(session, person_id)
    return and_(
        col(Case.enterprise_id).in_(role.enterprise_id for role in roles if role.kind is RoleKind.CONTACT),
        or_(col(Case.confidential).is_(False), col(Case.reporter_id) == person_id),
    )


def _held_by(session: LedgerSession, person_id: int) -> ColumnElement[bool]:
    """The cases that somebody has by an office that they still hold."""
    if not can_handle(session, person_id):
        return false()
    roles = living_roles(session, person_id)
    departments = [role.department_id for role in roles if role.kind is RoleKind.LIAISON]
    held = and_(
        col(Case.handler_id) == person_id,
        or_(col(Case.department_id).is_(None), col(Case.department_id).in_(departments)),
    )
    if any(role.kind is RoleKind.MANAGER for role in roles):
        return held
    return and_(held, col(Case.confidential).is_(False))


def _page(
    session: LedgerSession, which: ColumnElement[bool], page: int, now: datetime, order: Sequence[Any]
) -> CasePage:
    total = session.exec(select(func.count()).select_from(Case).where(which)).one()
    if not total:
        return CasePage(lines=(), page=0, pages=1, total=0)
    pages = -(-total // PAGE)
    page = min(max(page, 0), pages - 1)
    query = select(Case, Enterprise.name, _NEXT_DUE).join(Enterprise).where(which).order_by(*order)
    found = session.exec(query.offset(page * PAGE).limit(PAGE)).all()
    colours = colours_of(session, [case for case, _, _ in found], now)
    lines = tuple(
        CaseLine(
            id=case.id,
            number=case.number,
            enterprise=name,
            state=case.state,
            urgency=case.urgency,
            text=mask(case.text),
            next_due_at=due_at and due_at.astimezone(session.policy.timezone),
            colour=colours[case.id],
        )
        for case, name, due_at in found
    )
    return CasePage(lines=lines, page=page, pages=pages, total=total)
