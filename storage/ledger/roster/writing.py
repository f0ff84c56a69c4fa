"""Writing a roster's changes: rows are ended and begun, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.database import LedgerSession
from storage.ledger.roster.present import Present
from storage.ledger.roster.report import kind_of
from storage.rules.roster import (
    ContactRow,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PersonRow,
    Roster,
    Row,
    SheetChanges,
)
from storage.tables import Assignment, Department, DepartmentCategory, Enterprise, Person, Role, RoleKind

_OFFICES = frozenset({RoleKind.OFFICER, RoleKind.LIAISON, RoleKind.MANAGER})


class Writer:
    """One import under way; `people` are the known ones by their phone of now."""

    def __init__(
        self, session: LedgerSession, present: Present, people: dict[str, Person], now: datetime
    ) -> None:
        self._session = session
        self._now = now
        self._enterprises = dict(present.enterprises)
        self._departments = dict(present.departments)
        self._categories = present.categories
        self._people = people
        self._roles = {(type(row), row.key): role for row, role in present.roles.items()}
        self._assignments = {row.key: assignment for row, assignment in present.assignments.items()}
        self._left: set[int] = set()

    def write(self, roster: Roster, sheets: Sequence[SheetChanges]) -> set[int]:
        """Write everything; the people who gave up an office by it."""
        self._write_people(roster)
        self._write_departments(roster.departments())
        for sheet in sheets:
            for row in sheet.ended:
                self._end(row)
            for row in (*sheet.added, *(new for _, new in sheet.changed)):
                self._put(row)
            self._session.flush()
        self._write_assignments(roster)
        self._session.flush()
        return self._left

    def _write_people(self, roster: Roster) -> None:
        for row in roster.people():
            if row.phone not in self._people:
                self._people[row.phone] = Person(name=row.name, phone=row.phone)
                self._session.add(self._people[row.phone])
        self._session.flush()

    def _write_departments(self, departments: dict[str, frozenset[str]]) -> None:
        for name in [name for name in departments if name not in self._departments]:
            self._departments[name] = Department(name=name, since=self._now)
            self._session.add(self._departments[name])
        self._session.flush()
        for name, department in self._departments.items():
            if name in departments:
                department.until = None
                self._write_categories(department, departments[name])
            elif department.until is None:
                department.until = self._now

    def _write_categories(self, department: Department, categories: frozenset[str]) -> None:
        there = {row.category: row for row in self._categories if row.department_id == department.id}
        for category in sorted(there.keys() - categories):
            self._session.delete(there[category])
        for category in sorted(categories - there.keys()):
            self._session.add(DepartmentCategory(department_id=department.id, category=category))

    def _put(self, row: Row) -> None:
        match row:
            case EnterpriseRow():
                self._put_enterprise(row)
            case PersonRow():
                self._put_role(row)

    def _end(self, row: Row) -> None:
        match row:
            case EnterpriseRow():
                self._enterprises[row.code].until = self._now
            case PersonRow():
                self._end_role(self._roles[type(row), row.key])

    def _put_enterprise(self, row: EnterpriseRow) -> None:
        there = self._enterprises.get(row.code)
        if there is None:
            there = Enterprise(credit_code=row.code, name=row.name, since=self._now)
            self._enterprises[row.code] = there
        there.name, there.kind, there.high_growth = row.name, row.kind, row.high_growth
        there.park, there.address, there.until = row.park, row.address, None
        self._session.add(there)

    def _put_role(self, row: PersonRow) -> None:
        new = self._role(row)
        there = self._roles.get((type(row), row.key))
        if there is not None and (there.kind, there.person_id) == (new.kind, new.person_id):
            there.organisation, there.title = new.organisation, new.title
            return
        if there is not None:
            self._end_role(there)
        self._session.add(new)

    def _end_role(self, role: Role) -> None:
        role.until = self._now
        if role.kind in _OFFICES:
            self._left.add(role.person_id)

    def _role(self, row: PersonRow) -> Role:
        role = Role(person_id=self._people[row.phone].id, kind=kind_of(row), since=self._now)
        match row:
            case ContactRow():
                role.enterprise_id, role.title = self._enterprises[row.code].id, row.title
            case OfficerRow():
                role.job_number, role.organisation, role.title = row.job_number, row.organisation, row.title
            case LiaisonRow():
                role.department_id = self._departments[row.department].id
            case ManagerRow():
                role.organisation, role.title = row.organisation, row.title
        return role

    def _write_assignments(self, roster: Roster) -> None:
        """All of them, not the changed rows only: a 工号 may have gone to somebody else."""
        officers = {row.job_number: self._people[row.phone].id for row in roster.officers}
        wanted = {
            row.key: (self._enterprises[row.code].id, officers[row.job_number], row.duty)
            for row in roster.pairs
        }
        for key, there in self._assignments.items():
            if wanted.get(key) == (there.enterprise_id, there.officer_id, there.duty):
                del wanted[key]
            else:
                there.until = self._now
        for enterprise_id, officer_id, duty in wanted.values():
            self._session.add(
                Assignment(enterprise_id=enterprise_id, officer_id=officer_id, duty=duty, since=self._now)
            )
