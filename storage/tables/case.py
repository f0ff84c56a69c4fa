"""Cases (问题), their clocks, their history and what is attached to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind, Closure, Part, Rating, Result, State, Word
from storage.tables.base import BIG, document, key, of, points_to


class Source(Word):
    """Where a case came from: typed by a contact, or opened for one (代上报)."""

    CHAT = "chat", "本人"
    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    VISIT = "visit", "走访"


class AttachmentKind(StrEnum):
    """Kinds that can be added to a case."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"
    AUDIO = "audio"
    LOCATION = "location"


class Case(SQLModel, table=True):
    """One problem of one enterprise.

    Changed by `storage.ledger.move` alone; `turn` counts changes of state or handler.
    """

    id: int = key()
    number: str = Field(unique=True)
    cause: str = Field(unique=True)
    enterprise_id: int = points_to("enterprise.id")
    reporter_id: int | None = points_to("person.id", optional=True)  # the contact; None: none has been named
    opened_by_id: int = points_to("person.id", index=False)
    source: Source = of(Source)
    confidential: bool = False  # 找专班: officer and department never see it
    category: str
    urgency: Urgency = of(Urgency)
    text: str
    state: State = of(State, index=True)
    turn: int = 0
    handler_id: int | None = points_to("person.id", optional=True)
    department_id: int | None = points_to(
        "department.id", optional=True
    )  # in whose hands, when not an officer's
    denials: int = 0  # 没解决 and 重办 so far
    received_at: datetime
    resolved_at: datetime | None = None
    result: Result | None = of(Result, optional=True)
    closed_at: datetime | None = None
    closure: Closure | None = of(Closure, optional=True)
    rating: Rating | None = of(Rating, optional=True)
    next_action_at: datetime | None = Field(default=None, index=True)
    # 企业希望: until then the enterprise needs it, as its text says; it moves no clock. A day without an hour is the
    # midnight at its end.
    needed_by: datetime | None = None


class Clock(SQLModel, table=True):
    """A promise with its due time; running until `stopped_at`. `limit` is the policy's limit when it began."""

    id: int = key()
    case_id: int = points_to("case.id")
    kind: ClockKind = of(ClockKind)
    limit: str
    began_at: datetime
    due_at: datetime = Field(index=True)
    estimated: bool = False  # 预计: the year's holidays were not announced yet
    resting_since: datetime | None = None
    rested_minutes: int = 0  # working minutes
    stopped_at: datetime | None = None


class Entry(SQLModel, table=True):
    """One line of a case's history: who, when, from, to, why, by which cause. Append-only."""

    __table_args__ = (UniqueConstraint("case_id", "cause"), Index("ix_entry_cause", "cause"))

    id: int = key()
    case_id: int = points_to("case.id")
    cause: str
    at: datetime = Field(index=True)
    actor_id: int | None = points_to("person.id", optional=True, index=False)  # None: the sweep or the roster
    part: Part = of(Part)
    action: Action = of(Action)
    from_state: State | None = of(State, optional=True)
    to_state: State = of(State)
    turn: int
    # Who had the case after this entry: figures belong to the handler of that moment.
    handler_id: int | None = points_to("person.id", optional=True, index=False)
    department_id: int | None = points_to("department.id", optional=True, index=False)
    visible: bool = True  # 企业可见
    text: str = ""
    result: Result | None = of(Result, optional=True)
    reason: str | None = None  # code of a listed reason
    rating: Rating | None = of(Rating, optional=True)
    self_approved: bool = False  # 自批: decided by its own handler, there being no other of 专班


class Attachment(SQLModel, table=True):
    """A file or a place, first of a draft, then of the case and the entry that took it in."""

    __table_args__ = (UniqueConstraint("draft_id", "message_id"),)

    id: int = key()
    draft_id: int | None = points_to("draft.id", optional=True)
    case_id: int | None = points_to("case.id", optional=True)
    entry_id: int | None = points_to("entry.id", optional=True)
    message_id: int = Field(sa_type=BIG)
    kind: AttachmentKind = of(AttachmentKind)
    file_id: str | None = None
    file_unique_id: str | None = None
    name: str = ""
    mime_type: str = ""
    size: int | None = Field(default=None, sa_type=BIG, nullable=True)  # bytes
    latitude: float | None = None  # degrees, WGS 84
    longitude: float | None = None
    copied_to: str | None = None  # below FILES_DIR


class Counter(SQLModel, table=True):
    """The last serial number given on a local day; numbers have no gaps and are never given twice."""

    day: str = Field(primary_key=True)  # 261124
    last: int = 0


class Card(SQLModel, table=True):
    """The message that shows a case in a chat: edited in place."""

    __table_args__ = (UniqueConstraint("case_id", "chat_id"),)

    id: int = key()
    case_id: int = points_to("case.id")
    chat_id: int = Field(sa_type=BIG)
    message_id: int = Field(sa_type=BIG)
    rendered: str  # digest of what was shown last
    live: bool = True  # False: its holder has no part in the case any more, and was told so


class Draft(SQLModel, table=True):
    """What somebody is putting together: a report, or words about a case.

    Its id is the inbox row that began it.
    """

    id: int = Field(primary_key=True, sa_type=BIG)
    person_id: int = points_to("person.id")
    action: Action = of(Action)
    case_id: int | None = points_to("case.id", optional=True)
    turn: int | None = None  # the case's, when the draft was begun
    enterprise_id: int | None = points_to("enterprise.id", optional=True)
    source: Source = of(Source)
    confidential: bool = False
    category: str | None = None  # None: as suggested
    urgency: Urgency | None = of(Urgency, optional=True)
    choice: str | None = None  # what a button of the talk chose: a result, a reason, a target
    parts: list[Any] = document()  # [message id, text] of every message taken in, in order
    prompt_message_id: int | None = Field(default=None, sa_type=BIG, nullable=True)
    begun_at: datetime
    touched_at: datetime
    asked_at: datetime | None = None  # 继续 / 新问题 / 丢弃 was asked
    ended_at: datetime | None = Field(default=None, index=True)
