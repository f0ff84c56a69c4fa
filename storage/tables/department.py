"""Departments (责任部门) and the categories that they take (受理类别)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import key, points_to


class Department(SQLModel, table=True):
    """A department; its 联络员 are roles."""

    id: int = key()
    name: str = Field(unique=True)
    since: datetime
    until: datetime | None = None


class DepartmentCategory(SQLModel, table=True):
    """One category (its code in the policy) that a department takes."""

    __tablename__ = "department_category"
    __table_args__ = (UniqueConstraint("department_id", "category"),)

    id: int = key()
    department_id: int = points_to("department.id")
    category: str = Field(index=True)
