"""What came in from Telegram, what goes out to it, and where each person's talk stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.rules.telling import Audience
from storage.tables.base import BIG, document, key, of, points_to


class NoticeKind(StrEnum):
    """How a notice is told (design.md, "Notices")."""

    EVENT = "event"  # frozen from its history entry
    CARD = "card"  # shows the present
    REMINDER = "reminder"  # checked again when it is sent
    PROMPT = "prompt"  # a prompt of the talk that could not be sent at once


class Inbox(SQLModel, table=True):
    """One update, stored before it is acknowledged.

    A duplicate is the same (bot, update_id) within 48 hours.
    """

    __table_args__ = (
        Index("ix_inbox_bot_id_update_id", "bot_id", "update_id"),
        Index("ix_inbox_done_at_id", "done_at", "id"),
    )

    id: int = key()
    bot_id: int = Field(sa_type=BIG)
    update_id: int = Field(sa_type=BIG)
    lane: int = Field(sa_type=BIG)  # whose updates stay in order: the person's id, or the chat's
    payload: dict[str, Any] | None = document(optional=True)
    received_at: datetime
    done_at: datetime | None = None
    tries: int = 0
    set_aside: str | None = None  # the reference under which the log says why


class Conversation(SQLModel, table=True):
    """Where a person's talk stands; no row: in none."""

    telegram_id: int = Field(primary_key=True, sa_type=BIG)
    state: str


class Outbox(SQLModel, table=True):
    """A notice to whoever an audience means when it is sent.

    Done only when Telegram took it, or dropped with a reason.
    """

    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_done_at_not_before", "done_at", "not_before"),
    )

    id: int = key()
    key: str
    kind: NoticeKind = of(NoticeKind)
    topic: str  # the template block that words it
    audience: Audience = of(Audience)
    case_id: int | None = points_to("case.id", optional=True)
    entry_id: int | None = points_to("entry.id", optional=True, index=False)
    person_id: int | None = points_to("person.id", optional=True, index=False)  # whom or about whom
    chat_id: int | None = Field(default=None, sa_type=BIG, nullable=True)  # for a prompt
    facts: dict[str, Any] | None = document(optional=True)
    urgent: bool = False  # before all others, with sound at any hour
    wanted: int = 1  # a card asked for again while it is on its way is sent again
    created_at: datetime
    not_before: datetime
    tries: int = 0
    done_at: datetime | None = None
    dropped: str | None = None


class Sent(SQLModel, table=True):
    """Telegram took a notice for one chat."""

    notice_id: int = Field(primary_key=True, foreign_key="outbox.id", sa_type=BIG)
    chat_id: int = Field(primary_key=True, sa_type=BIG)
    message_id: int | None = Field(default=None, sa_type=BIG, nullable=True)
    at: datetime
