"""People, the roles they have, and the invites that let them in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.rules.words import Word
from storage.tables.base import BIG, key, of, points_to


class RoleKind(Word):
    """Who somebody is in the service (rules.md, "Who")."""

    CONTACT = "contact", "企业联系人"
    OFFICER = "officer", "驻企服务员"
    LIAISON = "liaison", "责任部门联络员"
    MANAGER = "manager", "专班"
    LEADER = "leader", "分管领导"


class Person(SQLModel, table=True):
    """One human being: same phone and name. `telegram_id` is there from joining on."""

    id: int = key()
    name: str
    phone: str = Field(unique=True)
    telegram_id: int | None = Field(default=None, sa_type=BIG, unique=True, nullable=True)
    joined_at: datetime | None = None
    consent_version: str | None = None
    consented_at: datetime | None = None
    # Blocked the bot, or deleted the account: the notice finds the next one until they are back.
    unreachable_since: datetime | None = None


class Role(SQLModel, table=True):
    """One role of one person, from when to when; a person may have several."""

    __table_args__ = (Index("ix_role_kind_until", "kind", "until"),)

    id: int = key()
    person_id: int = points_to("person.id")
    kind: RoleKind = of(RoleKind)
    enterprise_id: int | None = points_to("enterprise.id", optional=True)
    department_id: int | None = points_to("department.id", optional=True)
    job_number: str | None = Field(default=None, index=True)  # 工号 of an officer
    organisation: str = ""  # 单位
    title: str = ""  # 职务
    since: datetime
    until: datetime | None = None


class Invite(SQLModel, table=True):
    """A one-time, expiring invitation; only the hash of its secret is kept."""

    id: int = key()
    person_id: int = points_to("person.id")
    secret_hash: str = Field(unique=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
