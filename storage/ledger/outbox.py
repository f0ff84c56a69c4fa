"""What delivery asks of the outbox, and what it tells it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, exists, func, insert, update
from sqlmodel import UTCDateTime, col, select

from storage.database import LedgerSession
from storage.ledger.addressing import Addressee, addressees, waits
from storage.ledger.digest_hours import hour_has_come
from storage.ledger.reminders import is_moot
from storage.rules.ringing import may_ring
from storage.rules.telling import Audience
from storage.tables import Card, NoticeKind, Outbox, Sent
from storage.tables.base import BIG

# Why a notice was dropped that concerns nobody: there was no handler before this one, no 成员.
NOBODY_MEANT: Final = "nobody is meant"
# How long a prompt that could not be sent is still worth sending.
PROMPT_KEPT = timedelta(minutes=10)

# Built once: they run for every notice.
_SERVED = select(Sent.chat_id).where(Sent.notice_id == bindparam("notice_id"))
_CARDS = select(Card).where(Card.case_id == bindparam("case_id"))


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice that is due."""

    id: int
    kind: NoticeKind
    topic: str
    audience: Audience
    case_id: int | None
    entry_id: int | None
    facts: dict[str, Any] | None
    urgent: bool
    wanted: int
    created_at: datetime
    tries: int


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One notice for one chat. `card_message_id` is the card of the case there, if there is one."""

    notice: Notice
    to: Addressee
    rings: bool
    card_message_id: int | None = None


def due_notices(
    session: LedgerSession, now: datetime, *, besides: Collection[int] = (), limit: int = 500
) -> list[Notice]:
    """Notices that are due and not done, the urgent first, then in the order in which they were asked for.

    With one reminder come all that are due, whatever the limit: what one person hears of is one message.
    `besides`: those that are on their way already.
    """
    query = select(Outbox).where(
        col(Outbox.done_at).is_(None), Outbox.not_before <= now, col(Outbox.id).not_in(besides)
    )
    query = query.order_by(col(Outbox.urgent).desc(), col(Outbox.created_at), col(Outbox.id))
    rows = list(session.exec(query.limit(limit)))
    if len(rows) == limit and any(row.kind is NoticeKind.REMINDER for row in rows):
        found = {row.id for row in rows}
        reminders = session.exec(query.where(Outbox.kind == NoticeKind.REMINDER))
        rows += [row for row in reminders if row.id not in found]
    return [_view(row) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """To whom a notice goes now; nobody, if all have it.

    `waits`: nobody can be reached, so it is kept until somebody joins. `moot`: why nobody is meant any more.
    """

    parcels: tuple[Parcel, ...]
    waits: bool = False
    moot: str | None = None


def dispatch(session: LedgerSession, notice_id: int, now: datetime) -> Dispatch:
    """To whom a notice goes now, less those who have it already, and those who know since they did it themselves."""
    row = session.get_one(Outbox, notice_id)
    if row.done_at:
        return Dispatch(parcels=())
    if row.kind is NoticeKind.REMINDER and is_moot(session, row):
        return Dispatch(parcels=(), moot="moot")
    people = addressees(session, row)
    if not people:
        kept = waits(session, row)
        return Dispatch(parcels=(), waits=kept, moot=None if kept else NOBODY_MEANT)
    served = set(session.exec(_SERVED, params={"notice_id": notice_id}))
    answers = row.audience is Audience.CONTACTS  # who acted for the enterprise gets the receipt
    parcels = tuple(
        _parcel(session, row, one, now)
        for one in people
        if one.chat_id not in served and (answers or not one.own_act)
    )
    return Dispatch(parcels=parcels)


def _parcel(session: LedgerSession, row: Outbox, to: Addressee, now: datetime) -> Parcel:
    rings = may_ring(
        urgent=row.urgent,
        own_act=to.own_act,
        first=to.first,
        office_open=session.calendar.is_open(now) or hour_has_come(session, row.topic, now),
    )
    card = _card(session, row.case_id, to.chat_id) if row.case_id else None
    return Parcel(notice=_view(row), to=to, rings=rings, card_message_id=card.message_id if card else None)


# What every notice does, so past the ORM.
_MARK_SENT = insert(Sent).from_select(
    ["notice_id", "chat_id", "message_id", "at"],
    select(
        bindparam("notice", type_=BIG),
        bindparam("chat", type_=BIG),
        bindparam("message", type_=BIG),
        bindparam("now", type_=UTCDateTime()),
    ).where(
        ~exists().where(col(Sent.notice_id) == bindparam("notice"), col(Sent.chat_id) == bindparam("chat"))
    ),
)
_MARK_DONE = (
    update(Outbox)
    .where(col(Outbox.id) == bindparam("notice"), col(Outbox.wanted) == bindparam("asked"))
    .values(done_at=func.coalesce(Outbox.done_at, bindparam("now", type_=UTCDateTime())))
)


def mark_sent(
    session: LedgerSession, notice_id: int, *, chat_id: int, message_id: int | None, now: datetime
) -> None:
    """Telegram took a notice for one chat. May be repeated."""
    session.change(_MARK_SENT, notice=notice_id, chat=chat_id, message=message_id, now=now)


def mark_done(session: LedgerSession, notice_id: int, *, wanted: int, now: datetime) -> bool:
    """Everybody has the notice. False if a card was asked for again meanwhile: then it stays due."""
    return bool(session.change(_MARK_DONE, notice=notice_id, asked=wanted, now=now))


def drop_notice(session: LedgerSession, notice_id: int, *, wanted: int, reason: str, now: datetime) -> bool:
    """Give a notice up, with the reason on record. False as for `mark_done`."""
    done = mark_done(session, notice_id, wanted=wanted, now=now)
    if done:
        session.get_one(Outbox, notice_id).dropped = reason
    return done


def close_unaddressed(session: LedgerSession, notice_id: int, *, patience: timedelta, now: datetime) -> None:
    """Nobody is to be told of a notice now: it waits for `patience`, is dropped, or is done.

    Who is meant is found once more in this transaction: somebody may just have joined, and then it stays due.
    """
    found = dispatch(session, notice_id, now)
    row = session.get_one(Outbox, notice_id)
    if found.waits:
        row.not_before = now + patience
    elif not found.parcels:
        row.done_at = row.done_at or now
        row.dropped = found.moot or row.dropped


def put_off_notice(session: LedgerSession, notice_id: int, *, until: datetime) -> None:
    """Try a notice again later: something of our own failed."""
    row = session.get_one(Outbox, notice_id)
    row.not_before = until
    row.tries += 1


def defer_notice(session: LedgerSession, notice_id: int, *, until: datetime) -> None:
    """A notice may not ring before then: that is no failure. May be repeated."""
    session.get_one(Outbox, notice_id).not_before = until


def move_chat(session: LedgerSession, *, chat_id: int, to: int) -> None:
    """A group has become one with another id: what is not done goes there. May be repeated."""
    for row in session.exec(select(Outbox).where(Outbox.chat_id == chat_id, col(Outbox.done_at).is_(None))):
        row.chat_id = to


def keep_prompt(
    session: LedgerSession,
    *,
    chat_id: int,
    facts: dict[str, Any],
    now: datetime,
    at_least: timedelta = timedelta(),
) -> None:
    """A prompt that could not be sent at once waits `at_least` so long; only the newest of a chat, and not for long."""
    key = f"prompt:{chat_id}"
    row = session.exec(select(Outbox).where(Outbox.key == key)).first()
    if row is None:
        row = Outbox(
            key=key,
            kind=NoticeKind.PROMPT,
            topic="prompt",
            audience=Audience.CHAT,
            chat_id=chat_id,
            wanted=0,
            created_at=now,
            not_before=now,
        )
        session.add(row)
    # One row a chat for good, as for cards: an older prompt that is under way right now is not taken for this one.
    row.facts, row.wanted = facts, row.wanted + 1
    row.created_at, row.not_before = now, now + at_least
    row.tries, row.done_at, row.dropped = 0, None, None


# Built once: it runs on every update.
_FORGET = (
    update(Outbox)
    .where(
        col(Outbox.key) == bindparam("prompt"),
        col(Outbox.done_at).is_(None),
        col(Outbox.created_at) < bindparam("before"),
    )
    .values(done_at=bindparam("now"), dropped="the talk went on")
)


def forget_prompt(session: LedgerSession, *, chat_id: int, before: datetime, now: datetime) -> None:
    """The talk went on: a prompt kept before that is not wanted any more. May be repeated."""
    session.change(_FORGET, prompt=f"prompt:{chat_id}", before=before, now=now)


@dataclass(frozen=True, kw_only=True)
class ShownCard:
    """The card of a case in a chat, as it was shown last."""

    message_id: int
    rendered: str
    live: bool


_SHOWN: Final[dict[str, Any]] = {
    "message_id": bindparam("message"),
    "rendered": bindparam("digest"),
    "live": bindparam("lives"),
}
_SHOWS = (
    update(Card)
    .where(col(Card.case_id) == bindparam("case"), col(Card.chat_id) == bindparam("chat"))
    .values(_SHOWN)
)
_SHOWS_FIRST = insert(Card).values(_SHOWN | {"case_id": bindparam("case"), "chat_id": bindparam("chat")})


def shown_card(session: LedgerSession, case_id: int, chat_id: int) -> ShownCard | None:
    """The card that this chat has, if any."""
    card = _card(session, case_id, chat_id)
    return ShownCard(message_id=card.message_id, rendered=card.rendered, live=card.live) if card else None


def keep_card(session: LedgerSession, case_id: int, chat_id: int, shown: ShownCard) -> None:
    """Remember what a chat now shows of a case. May be repeated."""
    values = {"message": shown.message_id, "digest": shown.rendered, "lives": shown.live}
    if not session.change(_SHOWS, case=case_id, chat=chat_id, **values):
        session.change(_SHOWS_FIRST, case=case_id, chat=chat_id, **values)


def _card(session: LedgerSession, case_id: int, chat_id: int) -> Card | None:
    cards = session.once(_CARDS, case_id=case_id)
    return next((card for card in cards if card.chat_id == chat_id), None)


def _view(row: Outbox) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        topic=row.topic,
        audience=row.audience,
        case_id=row.case_id,
        entry_id=row.entry_id,
        facts=row.facts,
        urgent=row.urgent,
        wanted=row.wanted,
        created_at=row.created_at,
        tries=row.tries,
    )
