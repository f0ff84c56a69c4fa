"""Who lives in the zone: everybody has joined and agreed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from storage.database import LedgerSession
from storage.rules.words import Part
from storage.tables import (
    Assignment,
    Department,
    DepartmentCategory,
    Duty,
    Enterprise,
    Person,
    Role,
    RoleKind,
)
from tests.storage.ledger.zone.times import LONG_AGO

CONSENT = "2026-11"


@dataclass(frozen=True, kw_only=True)
class Who:
    """The ids of everybody and everything in the zone."""

    enterprise: int
    reporter: int  # a contact of it
    colleague: int  # another one
    lead: int  # 负责人
    member: int  # 成员
    member2: int
    other_enterprise: int
    outsider: int  # its contact
    other_officer: int  # its 负责人
    unled_enterprise: int  # nobody looks after it
    unled_contact: int
    department: int
    liaison: int
    liaison2: int
    manager: int
    manager2: int
    leader: int
    stranger: int  # somebody without any role

    def name_of(self, person_id: int | None) -> str:
        """What somebody is called here."""
        places = {"enterprise", "other_enterprise", "unled_enterprise", "department"}
        return next(name for name, id_ in asdict(self).items() if id_ == person_id and name not in places)

    def acting_as(self, part: Part) -> int | None:
        """Who of them has this part in a case of the enterprise; nobody is the sweep."""
        return {
            Part.CONTACT: self.reporter,
            Part.HANDLER: self.lead,
            Part.MEMBER: self.member,
            Part.MANAGER: self.manager,
            Part.LEADER: self.leader,
            Part.SWEEP: None,
        }[part]


def chat_of(person_id: int) -> int:
    """The Telegram id of somebody in the zone."""
    return 7_000_000_000 + person_id


def populate(session: LedgerSession) -> Who:
    """Fill an empty ledger with the zone."""
    return _Builder(session).build()


class _Builder:
    def __init__(self, session: LedgerSession) -> None:
        self._session = session
        self._people = 0

    def build(self) -> Who:
        enterprise = self._enterprise("示例汽车部件有限公司", "91220101MA0000001A")
        other = self._enterprise("示例光电有限公司", "91220101MA0000002B")
        unled = self._enterprise("示例食品有限公司", "91220101MA0000003C")
        department = self._department("示例建设局", "utilities")
        who = Who(
            enterprise=enterprise,
            reporter=self._person("王示例", RoleKind.CONTACT, enterprise_id=enterprise),
            colleague=self._person("李示例", RoleKind.CONTACT, enterprise_id=enterprise),
            lead=self._person("张示例", RoleKind.OFFICER, job_number="S001"),
            member=self._person("刘示例", RoleKind.OFFICER, job_number="S002"),
            member2=self._person("陈示例", RoleKind.OFFICER, job_number="S003"),
            other_enterprise=other,
            outsider=self._person("赵示例", RoleKind.CONTACT, enterprise_id=other),
            other_officer=self._person("周示例", RoleKind.OFFICER, job_number="S004"),
            unled_enterprise=unled,
            unled_contact=self._person("孙示例", RoleKind.CONTACT, enterprise_id=unled),
            department=department,
            liaison=self._person("吴示例", RoleKind.LIAISON, department_id=department),
            liaison2=self._person("郑示例", RoleKind.LIAISON, department_id=department),
            manager=self._person("钱示例", RoleKind.MANAGER, organisation="示例专班"),
            manager2=self._person("冯示例", RoleKind.MANAGER, organisation="示例专班"),
            leader=self._person("褚示例", RoleKind.LEADER, organisation="示例管委会"),
            stranger=self._person("卫示例", None),
        )
        self._assign(who.enterprise, who.member, Duty.MEMBER)
        self._assign(who.enterprise, who.lead, Duty.LEAD)
        self._assign(who.enterprise, who.member2, Duty.MEMBER)
        self._assign(who.other_enterprise, who.other_officer, Duty.LEAD)
        return who

    def _enterprise(self, name: str, code: str) -> int:
        return self._add(Enterprise(credit_code=code, name=name, since=LONG_AGO))

    def _department(self, name: str, category: str) -> int:
        department_id = self._add(Department(name=name, since=LONG_AGO))
        self._add(DepartmentCategory(department_id=department_id, category=category))
        return department_id

    def _person(self, name: str, kind: RoleKind | None, **role: Any) -> int:
        self._people += 1
        person_id = self._add(
            Person(
                name=name,
                phone=f"138000000{self._people:02d}",
                telegram_id=chat_of(self._people),
                joined_at=LONG_AGO,
                consent_version=CONSENT,
                consented_at=LONG_AGO,
            )
        )
        assert person_id == self._people
        if kind:
            self._add(Role(person_id=person_id, kind=kind, since=LONG_AGO, **role))
        return person_id

    def _assign(self, enterprise_id: int, officer_id: int, duty: Duty) -> None:
        self._add(Assignment(enterprise_id=enterprise_id, officer_id=officer_id, duty=duty, since=LONG_AGO))

    def _add(self, row: Any) -> int:
        self._session.add(row)
        self._session.flush()
        return int(row.id)


def leave_office(session: LedgerSession, person_id: int, now: datetime) -> None:
    for role in session.exec(select(Role).where(Role.person_id == person_id)):
        role.until = now
    for assignment in session.exec(select(Assignment).where(Assignment.officer_id == person_id)):
        assignment.until = now


def set_person(session: LedgerSession, person_id: int, values: dict[str, Any]) -> None:
    person = session.get_one(Person, person_id)
    for name, value in values.items():
        setattr(person, name, value)


def add(session: LedgerSession, row: Any) -> None:
    session.add(row)
