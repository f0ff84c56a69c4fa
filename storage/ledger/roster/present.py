"""The roster that is in force, read back from the ledger, with the rows that hold it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.roster import (
    ContactRow,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    PersonRow,
    Power,
    Roster,
)
from storage.tables import Assignment, Department, DepartmentCategory, Enterprise, Person, Role, RoleKind


@dataclass(frozen=True, kw_only=True)
class Present:
    """What there is. Enterprises, departments and people are there from their first listing on, ended or not."""

    enterprises: dict[str, Enterprise]  # by credit code
    departments: dict[str, Department]  # by name
    categories: list[DepartmentCategory]
    people: dict[str, Person]  # by phone
    roles: dict[PersonRow, Role]  # the living ones
    assignments: dict[PairRow, Assignment]  # the living ones

    @property
    def roster(self) -> Roster:
        """What is in force, as a roster would say it."""
        rows = list(self.roles)
        return Roster(
            enterprises=[_enterprise(row) for row in self.enterprises.values() if row.until is None],
            contacts=[row for row in rows if isinstance(row, ContactRow)],
            officers=[row for row in rows if isinstance(row, OfficerRow)],
            pairs=list(self.assignments),
            liaisons=[row for row in rows if isinstance(row, LiaisonRow)],
            managers=[row for row in rows if isinstance(row, ManagerRow)],
        )


def read_present(session: LedgerSession) -> Present:
    """Everything that an import compares with, in as many queries as there are tables."""
    enterprises = session.exec(select(Enterprise).order_by(col(Enterprise.id))).all()
    departments = session.exec(select(Department).order_by(col(Department.id))).all()
    categories = session.exec(select(DepartmentCategory)).all()
    people = session.exec(select(Person)).all()
    roles = session.exec(select(Role).where(col(Role.until).is_(None)).order_by(col(Role.id))).all()
    rows = _Rows(enterprises, departments, categories, people)
    listed = {rows.of(role): role for role in roles}
    job_numbers = {role.person_id: role.job_number or "" for role in roles if role.kind is RoleKind.OFFICER}
    return Present(
        enterprises={row.credit_code: row for row in enterprises},
        departments={row.name: row for row in departments},
        categories=list(categories),
        people={row.phone: row for row in people},
        roles=listed,
        assignments={rows.pair(row, job_numbers): row for row in _living_assignments(session)},
    )


def _living_assignments(session: LedgerSession) -> Iterable[Assignment]:
    query = select(Assignment).where(col(Assignment.until).is_(None)).order_by(col(Assignment.id))
    return session.exec(query)


def _enterprise(row: Enterprise) -> EnterpriseRow:
    return EnterpriseRow(
        code=row.credit_code,
        name=row.name,
        kind=row.kind,
        high_growth=row.high_growth,
        park=row.park,
        address=row.address,
    )


class _Rows:
    """What living roles and assignments would be called in a roster."""

    def __init__(
        self,
        enterprises: Iterable[Enterprise],
        departments: Iterable[Department],
        categories: Iterable[DepartmentCategory],
        people: Iterable[Person],
    ) -> None:
        self._codes = {row.id: row.credit_code for row in enterprises}
        self._departments = {row.id: row.name for row in departments}
        self._people = {row.id: row for row in people}
        self._categories: defaultdict[int, set[str]] = defaultdict(set)
        for row in categories:
            self._categories[row.department_id].add(row.category)

    def of(self, role: Role) -> PersonRow:
        person = self._people[role.person_id]
        name, phone = person.name, person.phone
        match role.kind:
            case RoleKind.CONTACT:
                assert role.enterprise_id is not None
                code = self._codes[role.enterprise_id]
                return ContactRow(name=name, phone=phone, code=code, title=role.title)
            case RoleKind.OFFICER:
                return OfficerRow(
                    name=name,
                    phone=phone,
                    job_number=role.job_number or "",
                    organisation=role.organisation,
                    title=role.title,
                )
            case RoleKind.LIAISON:
                assert role.department_id is not None
                return LiaisonRow(
                    name=name,
                    phone=phone,
                    department=self._departments[role.department_id],
                    categories=frozenset(self._categories[role.department_id]),
                )
            case RoleKind.MANAGER | RoleKind.LEADER:
                return ManagerRow(
                    name=name,
                    phone=phone,
                    organisation=role.organisation,
                    title=role.title,
                    power=Power.MANAGER if role.kind is RoleKind.MANAGER else Power.LEADER,
                )

    def pair(self, row: Assignment, job_numbers: dict[int, str]) -> PairRow:
        code = self._codes[row.enterprise_id]
        return PairRow(code=code, job_number=job_numbers.get(row.officer_id, ""), duty=row.duty)
