"""To whom a case can be given (改派)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case as sql_case
from sqlalchemy import or_
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.values import Target
from storage.tables import Assignment, Case, Department, DepartmentCategory, Person, Role, RoleKind


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
