"""What the service remembers of itself: when it did something for the first time."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class Milestone(SQLModel, table=True):
    """Something that happens once: `name`, and when it was. Append-only."""

    name: str = Field(primary_key=True)
    at: datetime
