"""The 日报 that were made: a closed period's figures stay as they were told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.tables.base import document, key


class Digest(SQLModel, table=True):
    """The 日报 of one day. Append-only: what happens later never changes it."""

    id: int = key()
    day: date = Field(unique=True)
    since: datetime
    until: datetime
    made_at: datetime
    figures: dict[str, Any] = document()
