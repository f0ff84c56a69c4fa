"""How columns are made, so that SQLite and PostgreSQL store the same thing."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Enum, Integer, MetaData
from sqlmodel import Field, SQLModel

# Telegram's ids and file sizes pass 32 bits; SQLite numbers only INTEGER keys.
BIG = BigInteger()
KEY = BigInteger().with_variant(Integer, "sqlite")
_DOCUMENT = JSON(none_as_null=True)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


def key() -> Any:
    """A surrogate primary key, given when the row is flushed."""
    return Field(default=None, primary_key=True, sa_type=KEY)


def points_to(column: str, *, optional: bool = False, index: bool = True) -> Any:
    """A foreign key to `table.column`."""
    default: Any = None if optional else ...
    return Field(default, foreign_key=column, sa_type=KEY, index=index, nullable=optional)


def of(enum: type[StrEnum], *, optional: bool = False, index: bool = False) -> Any:
    """An enum stored by value (names would be stored otherwise, and migrations would differ between engines)."""
    kind = Enum(enum, native_enum=False, length=32, values_callable=lambda e: [member.value for member in e])
    default: Any = None if optional else ...
    return Field(default, sa_type=kind, nullable=optional, index=index)


def document(*, optional: bool = False) -> Any:
    """A JSON column; assign a new value to change it, mutation is not tracked."""
    if optional:
        # Else None would be stored as the JSON value null, which IS NULL does not find.
        return Field(default=None, sa_type=_DOCUMENT, nullable=True)
    return Field(default_factory=list, sa_type=JSON, nullable=False)
