"""The outbox at a glance: what waits, what was delivered, how much of it late or twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy
from sqlmodel import col, or_, select

from bot.page.shown import shown_time
from storage.database import LedgerSession
from storage.ledger.notices import HELD_URGENT
from storage.rules.words import Action, ClockKind
from storage.tables import Card, NoticeKind, Outbox, Sent

Json = dict[str, Any]
Place = tuple[int, int | None]  # a message, by its chat and number

LATE: Final = timedelta(minutes=1)
SHOWN: Final = 12
_WORDS: Final = {
    "card": "卡片",
    "files": "附件",
    "joined": "有人加入",
    "prompt": "提示",
    "roster": "花名册",
    "digest": "日报",
    "digest_tasks": "今日待办",
} | {str(action): action.label for action in Action}
_REMINDS: Final = {f"remind_{clock}_": f"提醒：{clock.label}" for clock in ClockKind}


# Not whole rows: it is read every moment.
_COLUMNS: Final = (
    sqlalchemy.select(
        *(col(Outbox.id), col(Outbox.kind), col(Outbox.topic), col(Outbox.not_before)),
        *(col(Outbox.created_at), col(Outbox.done_at), col(Outbox.dropped)),
        *(col(Outbox.case_id), col(Outbox.chat_id)),
    )
    .where(col(Outbox.not_before) < HELD_URGENT)
    .order_by(col(Outbox.id))
)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice that waits, or was done with, once it was due."""

    id: int
    kind: NoticeKind
    topic: str
    due_at: datetime
    done_at: datetime | None
    dropped: bool = False
    case_id: int | None = None
    chat_id: int | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether it came to whom it was for."""
        return self.done_at is not None and not self.dropped


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What the outbox holds; `taken` are the messages, by chat and number, that the newest notices became."""

    notices: Sequence[Notice] = ()
    taken: Mapping[int, Sequence[Place]] = field(default_factory=dict)


def look_at_outbox(session: LedgerSession, since: datetime) -> Outgoing:
    """Every notice that waits or that was done with since then, in the order in which they came."""
    notices = [
        Notice(
            id=row.id,
            kind=row.kind,
            topic=row.topic,
            due_at=max(row.not_before, row.created_at),
            done_at=row.done_at,
            dropped=row.dropped is not None,
            case_id=row.case_id,
            chat_id=row.chat_id,
        )
        for row in session.connection().execute(
            _COLUMNS.where(or_(col(Outbox.done_at).is_(None), col(Outbox.done_at) >= since))
        )
    ]
    return Outgoing(notices=notices, taken=_taken(session, newest(notices)))


def newest(notices: Sequence[Notice]) -> list[Notice]:
    """The last that were delivered, newest first."""
    done = [one for one in notices if one.is_delivered]
    return sorted(done, key=lambda one: (one.done_at, one.id), reverse=True)[:SHOWN]


def _taken(session: LedgerSession, notices: Sequence[Notice]) -> dict[int, list[Place]]:
    """The messages that these became: of a card those that show its case, of a prompt the chat alone is known."""
    taken: dict[int, list[Place]] = {one.id: [(one.chat_id, None)] for one in notices if one.chat_id}
    cards = {one.case_id: one.id for one in notices if one.kind is NoticeKind.CARD}
    for card in session.exec(select(Card).where(col(Card.case_id).in_(cards), col(Card.live))):
        taken.setdefault(cards[card.case_id], []).append((card.chat_id, card.message_id))
    sent_ones = select(Sent).where(col(Sent.notice_id).in_([one.id for one in notices]))
    for sent in session.exec(sent_ones):
        taken.setdefault(sent.notice_id, []).append((sent.chat_id, sent.message_id))
    return taken


class Strip:
    """Counts what the outbox shows; time that was skipped by the clock's buttons is nobody's delay.

    Args:
        name_of: whose chat it is.
        copies_of: how often the text of a message is in its chat.
    """

    def __init__(self, *, name_of: Callable[[int], str], copies_of: Callable[[int, int | None], int]) -> None:
        self._name_of, self._copies_of = name_of, copies_of
        self._leaps: list[datetime] = []

    def note_leap(self, now: datetime) -> None:
        """The clock was moved, and it is this time now."""
        self._leaps.append(now)

    def as_json(self, outgoing: Outgoing, *, now: datetime, twice: int) -> Json:
        """As the page is told of it; `due` are those that could be delivered now, `waiting` all."""
        waiting = [one for one in outgoing.notices if one.done_at is None]
        done = [one for one in outgoing.notices if one.is_delivered]
        return {
            "waiting": len(waiting),
            "due": sum(one.due_at <= now for one in waiting),
            "delivered": len(done),
            "late": sum(self._delay(one) > LATE for one in done),
            "twice": twice,
            "last": [self._line(one, outgoing.taken.get(one.id, ())) for one in newest(outgoing.notices)],
        }

    def _line(self, one: Notice, taken: Sequence[Place]) -> Json:
        assert one.done_at is not None
        delay = self._delay(one)
        return {
            "at": shown_time(one.done_at),
            "kind": one.kind,
            "topic": one.topic,
            "word": _word(one.topic),
            "to": [self._name_of(chat_id) for chat_id, _ in taken],
            "late_seconds": round(delay.total_seconds()) if delay > LATE else 0,
            "copies": max((self._copies_of(*place) for place in taken), default=1),
        }

    def _delay(self, one: Notice) -> timedelta:
        assert one.done_at is not None
        leaps = [leap for leap in self._leaps if leap <= one.done_at]
        return one.done_at - max([one.due_at, *leaps])


def _word(topic: str) -> str:
    """What a notice is about, in the words of the service; the topic itself where they have none."""
    reminds = (word for start, word in _REMINDS.items() if topic.startswith(start))
    return _WORDS.get(topic) or next(reminds, topic)
