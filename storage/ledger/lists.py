"""The lists that people leaf through: 我的问题, 待办, 企业, 我的服务员, and to whom a case can be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlalchemy import case as sql_case
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.parts import can_handle, living_roles
from storage.ledger.values import Target
from storage.rules.urgency import Urgency
from storage.rules.words import State
from storage.tables import (
    Assignment,
    Case,
    Department,
    DepartmentCategory,
    Duty,
    Enterprise,
    Person,
    Role,
    RoleKind,
)

PAGE = 6
_OPEN = [state for state in State if state.is_open]
_PRESSING = [urgency.value for urgency in Urgency]


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case in a list."""

    id: int
    number: str
    enterprise: str
    state: State
    urgency: Urgency
    text: str
    next_due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One page of a list; `page` counts from 0 and is the nearest that exists."""

    lines: tuple[CaseLine, ...]
    page: int
    pages: int
    total: int


def own_cases(session: LedgerSession, person_id: int, page: int) -> CasePage:
    """我的问题: all cases of the enterprises that somebody speaks for, open first, then the newest."""
    roles = living_roles(session, person_id)
    enterprises = [role.enterprise_id for role in roles if role.kind is RoleKind.CONTACT]
    mine = and_(
        col(Case.enterprise_id).in_(enterprises),
        or_(col(Case.confidential).is_(False), col(Case.reporter_id) == person_id),
    )
    ended = sql_case((col(Case.state).in_(_OPEN), 0), else_=1)
    return _page(session, mine, page, [ended, col(Case.id).desc()])


def pending_cases(session: LedgerSession, person_id: int, page: int) -> CasePage:
    """待办: what waits for this person, most urgent first, then what is due first.

    A handler's open cases; what a 成员 or another 联络员 may sign for; 待改派 for 专班.
    """
    roles = living_roles(session, person_id)
    mine: list[ColumnElement[bool]] = [and_(_held_by(session, person_id), col(Case.state).in_(_OPEN))]
    departments = [role.department_id for role in roles if role.kind is RoleKind.LIAISON]
    acceptable = or_(
        and_(col(Case.department_id).is_(None), col(Case.enterprise_id).in_(_looked_after(person_id))),
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
        [order, col(Case.next_action_at).is_(None), col(Case.next_action_at), col(Case.id)],
    )


def answerable_cases(session: LedgerSession, person_id: int) -> list[CaseLine]:
    """The cases that wait for a 补充 of this person's enterprises."""
    roles = living_roles(session, person_id)
    enterprises = [role.enterprise_id for role in roles if role.kind is RoleKind.CONTACT]
    mine = and_(
        col(Case.enterprise_id).in_(enterprises),
        col(Case.state) == State.NEEDS_INFO,
        or_(col(Case.confidential).is_(False), col(Case.reporter_id) == person_id),
    )
    return list(_page(session, mine, 0, [col(Case.id).desc()]).lines)


def handled_cases(session: LedgerSession, person_id: int) -> list[CaseLine]:
    """The cases on which somebody can record progress now, the newest first; a page of them."""
    progressing = col(Case.state).in_([State.IN_PROGRESS, State.NEEDS_INFO])
    mine = and_(_held_by(session, person_id), progressing)
    return list(_page(session, mine, 0, [col(Case.id).desc()]).lines)


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


def _looked_after(person_id: int) -> Any:
    return select(Assignment.enterprise_id).where(
        Assignment.officer_id == person_id, col(Assignment.until).is_(None)
    )


def _page(session: LedgerSession, which: ColumnElement[bool], page: int, order: Sequence[Any]) -> CasePage:
    total = session.exec(select(func.count()).select_from(Case).where(which)).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    query = select(Case, Enterprise.name).join(Enterprise).where(which).order_by(*order)
    lines = tuple(
        CaseLine(
            id=case.id,
            number=case.number,
            enterprise=name,
            state=case.state,
            urgency=case.urgency,
            text=case.text,
            next_due_at=case.next_action_at and case.next_action_at.astimezone(session.policy.timezone),
        )
        for case, name in session.exec(query.offset(page * PAGE).limit(PAGE))
    )
    return CasePage(lines=lines, page=page, pages=pages, total=total)


@dataclass(frozen=True, kw_only=True)
class OfficerLine:
    """One who looks after an enterprise, as the enterprise is told."""

    enterprise: str
    name: str
    organisation: str
    title: str
    phone: str
    duty: Duty
    has_joined: bool


def officers_of(session: LedgerSession, enterprise_ids: Sequence[int]) -> list[OfficerLine]:
    """我的服务员: who looks after these enterprises, the 负责人 first."""
    query = (
        select(Enterprise, Assignment, Person, Role)
        .join(Assignment, col(Assignment.enterprise_id) == col(Enterprise.id))
        .join(Person, col(Person.id) == col(Assignment.officer_id))
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(
            col(Enterprise.id).in_(enterprise_ids),
            col(Assignment.until).is_(None),
            Role.kind == RoleKind.OFFICER,
            col(Role.until).is_(None),
        )
        .order_by(col(Enterprise.id), col(Assignment.duty) != Duty.LEAD, col(Assignment.id))
    )
    return [
        OfficerLine(
            enterprise=enterprise.name,
            name=person.name,
            organisation=role.organisation,
            title=role.title,
            phone=person.phone,
            duty=assignment.duty,
            has_joined=person.consented_at is not None,
        )
        for enterprise, assignment, person, role in session.exec(query)
    ]


@dataclass(frozen=True, kw_only=True)
class EnterpriseLine:
    """An enterprise in a list, with its contacts and how many cases are open."""

    id: int
    name: str
    park: str
    contacts: tuple[str, ...]
    open_cases: int


def find_enterprises(
    session: LedgerSession, person_id: int, words: str = "", limit: int = 8
) -> list[EnterpriseLine]:
    """企业: those that an officer looks after, or all for 专班, whose name or credit code has these words."""
    query = select(Enterprise).where(col(Enterprise.until).is_(None))
    if not any(role.kind is RoleKind.MANAGER for role in living_roles(session, person_id)):
        query = query.where(col(Enterprise.id).in_(_looked_after(person_id)))
    if words.strip():
        like = words.strip()
        query = query.where(
            or_(
                col(Enterprise.name).contains(like, autoescape=True),
                col(Enterprise.credit_code).startswith(like.upper(), autoescape=True),
            )
        )
    return [
        _enterprise_line(session, row)
        for row in session.exec(query.order_by(col(Enterprise.name)).limit(limit))
    ]


def _enterprise_line(session: LedgerSession, enterprise: Enterprise) -> EnterpriseLine:
    contacts = (
        select(Person)
        .join(Role, col(Role.person_id) == col(Person.id))
        .where(Role.enterprise_id == enterprise.id, Role.kind == RoleKind.CONTACT, col(Role.until).is_(None))
        .order_by(col(Role.id))
    )
    count = (
        select(func.count())
        .select_from(Case)
        .where(
            Case.enterprise_id == enterprise.id, col(Case.state).in_(_OPEN), col(Case.confidential).is_(False)
        )
    )
    return EnterpriseLine(
        id=enterprise.id,
        name=enterprise.name,
        park=enterprise.park,
        contacts=tuple(f"{person.name} {person.phone}" for person in session.exec(contacts)),
        open_cases=session.exec(count).one(),
    )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One to whom a case can be given (改派)."""

    target: Target
    name: str
    organisation: str  # 单位, or the department


def find_candidates(session: LedgerSession, case_id: int, words: str = "", limit: int = 8) -> list[Candidate]:
    """To whom a case can be given, if their name, organisation or department has these words.

    Departments that take its category come first, then who looks after the enterprise, then all others.
    A confidential case stays within 专班.
    """
    case = session.get_one(Case, case_id)
    kinds = [RoleKind.MANAGER] if case.confidential else [RoleKind.LIAISON, RoleKind.OFFICER]
    takes = select(DepartmentCategory.department_id).where(DepartmentCategory.category == case.category)
    looking_after = select(Assignment.officer_id).where(
        Assignment.enterprise_id == case.enterprise_id, col(Assignment.until).is_(None)
    )
    nearness = sql_case(
        (col(Role.department_id).in_(takes), 0), (col(Person.id).in_(looking_after), 1), else_=2
    )
    query = (
        select(Person, Role, Department)
        .join(Role, col(Role.person_id) == col(Person.id))
        .outerjoin(Department, col(Department.id) == col(Role.department_id))
        .where(col(Role.kind).in_(kinds), col(Role.until).is_(None))
    )
    if case.handler_id is not None:
        query = query.where(col(Person.id) != case.handler_id)
    if words.strip():
        query = query.where(
            or_(
                *(
                    column.contains(words.strip(), autoescape=True)
                    for column in (col(Person.name), col(Role.organisation), col(Department.name))
                )
            )
        )
    rows = session.exec(query.order_by(nearness, col(Role.id)).limit(limit))
    return [
        Candidate(
            target=Target(person_id=person.id, department_id=role.department_id),
            name=person.name,
            organisation=department.name if role.department_id else role.organisation,
        )
        for person, role, department in rows
    ]
