"""What could not be followed up."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.base import KEY


class Setback(SQLModel, table=True):
    """A case that the sweep has set aside: it is tried again, later each time. Gone once that went well."""

    case_id: int = Field(primary_key=True, foreign_key="case.id", sa_type=KEY)
    times: int
    since: datetime
    reference: str  # under which the log says why, the last time
