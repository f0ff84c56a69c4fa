"""Who looks after whom: 我的服务员 for an enterprise, 企业 for an officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import LedgerSession
from storage.ledger.parts import living_roles, looked_after
from storage.rules.words import OPEN_STATES
from storage.tables import Assignment, Case, Duty, Enterprise, Person, Role, RoleKind

PAGE = 8


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
    """Those that an officer looks after, or all for 专班, whose name or credit code has these words."""
    query = _theirs(session, person_id)
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


@dataclass(frozen=True, kw_only=True)
class EnterprisePage:
    """One page of a list of enterprises; `page` counts from 0 and is the nearest that exists."""

    lines: tuple[EnterpriseLine, ...]
    page: int
    pages: int
    total: int


def enterprises_page(session: LedgerSession, person_id: int, page: int) -> EnterprisePage:
    """企业: those that an officer looks after, or all for 专班, by name."""
    query = _theirs(session, person_id)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    found = session.exec(
        query.order_by(col(Enterprise.name), col(Enterprise.id)).offset(page * PAGE).limit(PAGE)
    )
    lines = tuple(_enterprise_line(session, row) for row in found)
    return EnterprisePage(lines=lines, page=page, pages=pages, total=total)


def _theirs(session: LedgerSession, person_id: int) -> SelectOfScalar[Enterprise]:
    query = select(Enterprise).where(col(Enterprise.until).is_(None))
    if not any(role.kind is RoleKind.MANAGER for role in living_roles(session, person_id)):
        query = query.where(col(Enterprise.id).in_(looked_after(person_id)))
    return query


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
            Case.enterprise_id == enterprise.id,
            col(Case.state).in_(OPEN_STATES),
            col(Case.confidential).is_(False),
        )
    )
    return EnterpriseLine(
        id=enterprise.id,
        name=enterprise.name,
        park=enterprise.park,
        contacts=tuple(f"{person.name} {person.phone}" for person in session.exec(contacts)),
        open_cases=session.exec(count).one(),
    )
