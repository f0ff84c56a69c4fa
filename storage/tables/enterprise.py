"""Enterprises (企业) and who looks after them (包保)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.rules.roster import Duty, EnterpriseKind
from storage.tables.base import key, of, points_to

__all__ = ["Assignment", "Duty", "Enterprise", "EnterpriseKind"]


class Enterprise(SQLModel, table=True):
    """An enterprise of the zone; `kind` is empty for one that is listed only as 高成长."""

    id: int = key()
    credit_code: str = Field(unique=True)
    name: str = Field(index=True)
    kind: EnterpriseKind | None = of(EnterpriseKind, optional=True)
    high_growth: bool = False
    park: str = ""
    address: str = ""
    since: datetime
    until: datetime | None = Field(default=None, index=True)


class Assignment(SQLModel, table=True):
    """Who looks after whom, from when to when."""

    id: int = key()
    enterprise_id: int = points_to("enterprise.id")
    officer_id: int = points_to("person.id")
    duty: Duty = of(Duty)
    since: datetime
    until: datetime | None = None
