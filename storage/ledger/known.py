"""Who is in the roster now: people with their living roles, as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Department, Enterprise, Person, Role, RoleKind


@dataclass(frozen=True, kw_only=True)
class RoleView:
    """One living role: as what, and of which enterprise or department."""

    kind: RoleKind
    enterprise_id: int | None = None
    enterprise: str | None = None
    department_id: int | None = None
    department: str | None = None
    organisation: str = ""
    title: str = ""

    @property
    def belongs_to(self) -> str:
        """The enterprise, department or organisation (单位) in whose name they are here."""
        return self.enterprise or self.department or self.organisation


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """Somebody with at least one living role; `telegram_id` is None for one who has not joined."""

    person_id: int
    name: str
    phone: str
    telegram_id: int | None
    joined_at: datetime | None
    consent_version: str | None
    consented_at: datetime | None
    unreachable_since: datetime | None
    roles: tuple[RoleView, ...]

    @property
    def kinds(self) -> frozenset[RoleKind]:
        """As what they are here; the menu is the union."""
        return frozenset(role.kind for role in self.roles)

    @property
    def enterprises(self) -> tuple[RoleView, ...]:
        """The roles in which they speak for an enterprise."""
        return tuple(role for role in self.roles if role.kind is RoleKind.CONTACT)

    def has_consented(self, version: str) -> bool:
        """Whether they have agreed to this version of the 个人信息处理告知."""
        return self.consent_version == version


def person_of(session: LedgerSession, telegram_id: int) -> PersonView | None:
    """Who this Telegram account belongs to, or None for a stranger."""
    return _one(session, _BY_ACCOUNT, telegram_id)


def person(session: LedgerSession, person_id: int) -> PersonView | None:
    """The person with this id, joined or not, or None without a living role."""
    return _one(session, _BY_ID, person_id)


def everybody(session: LedgerSession) -> tuple[PersonView, ...]:
    """Everybody in the roster, joined or not, in the order in which they came."""
    return _views(session.exec(_LIVING))


def people_not_joined(session: LedgerSession) -> tuple[PersonView, ...]:
    """Everybody in the roster who has no Telegram account here yet, in the order in which they came."""
    return _views(session.exec(_NOT_JOINED))


# Asked on every update, so built once.
_LIVING = (
    select(Person, Role, Enterprise.name, Department.name)
    .join(Role, (col(Role.person_id) == Person.id) & col(Role.until).is_(None))
    .outerjoin(Enterprise, col(Enterprise.id) == Role.enterprise_id)
    .outerjoin(Department, col(Department.id) == Role.department_id)
    .order_by(col(Person.id), col(Role.id))
)
_BY_ACCOUNT = _LIVING.where(col(Person.telegram_id) == bindparam("value"))
_BY_ID = _LIVING.where(col(Person.id) == bindparam("value"))
_NOT_JOINED = _LIVING.where(col(Person.telegram_id).is_(None))


def _one(session: LedgerSession, statement: Any, value: int) -> PersonView | None:
    return next(iter(_views(session.exec(statement, params={"value": value}))), None)


def _views(rows: Iterable[Any]) -> tuple[PersonView, ...]:
    return tuple(_view(list(of_one)) for _, of_one in groupby(rows, key=lambda row: row[0].id))


def _view(rows: Sequence[Any]) -> PersonView:
    who: Person = rows[0][0]
    return PersonView(
        person_id=who.id,
        name=who.name,
        phone=who.phone,
        telegram_id=who.telegram_id,
        joined_at=who.joined_at,
        consent_version=who.consent_version,
        consented_at=who.consented_at,
        unreachable_since=who.unreachable_since,
        roles=tuple(_role_view(role, enterprise, department) for _, role, enterprise, department in rows),
    )


def _role_view(role: Role, enterprise: str | None, department: str | None) -> RoleView:
    return RoleView(
        kind=role.kind,
        enterprise_id=role.enterprise_id,
        enterprise=enterprise,
        department_id=role.department_id,
        department=department,
        organisation=role.organisation,
        title=role.title,
    )
