"""Rosters that 专班 sends to the bot, from the dry run to 导入 or 取消."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.base import BIG, points_to


class RosterUpload(SQLModel, table=True):
    """A roster that somebody of 专班 sent in and is asked about; its id is the inbox row that brought it.

    Not a draft: nothing of it ever belongs to a case. The file itself stays with Telegram, and what is in it is
    not kept twice.
    """

    __tablename__ = "roster_upload"

    id: int = Field(primary_key=True, sa_type=BIG)
    person_id: int = points_to("person.id")
    file_id: str
    shown: str  # fingerprint of the changes that were shown last
    ending: int | None = None  # the number to be typed before it is imported; None: none is
    prompt_message_id: int | None = Field(default=None, sa_type=BIG, nullable=True)
    sent_at: datetime
    ended_by: str | None = None  # the cause that imported it or left it
