"""Updates: stored before they are acknowledged, done only when a handler said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, func
from sqlmodel import col, select, update

from storage.database import LedgerSession
from storage.ledger import notices, people
from storage.ledger.outbox import forget_prompt
from storage.rules.telling import Audience
from storage.tables import Conversation, Inbox, Person

# Telegram begins anew at a random number after a quiet week, so an old number may come again.
DUPLICATE_WITHIN: Final = timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class NewUpdate:
    """An update as it came in."""

    update_id: int
    lane: int  # whose updates stay in order
    payload: dict[str, Any]
    speaker: int | None = None  # who wrote or pressed something in it


@dataclass(frozen=True, kw_only=True)
class StoredUpdate:
    """An update that waits to be handled."""

    id: int
    update_id: int
    lane: int
    payload: dict[str, Any]
    received_at: datetime
    tries: int


def store_updates(
    session: LedgerSession, bot_id: int, updates: Sequence[NewUpdate], now: datetime
) -> list[StoredUpdate]:
    """Store what is new among these updates and return it; a duplicate is left out.

    Who writes can be reached again, if they could not be: their open cards come in the same change.
    """
    stored = []
    for new in updates:
        if not _is_known(session, bot_id, new.update_id, now):
            row = Inbox(
                bot_id=bot_id,
                update_id=new.update_id,
                lane=new.lane,
                payload=new.payload,
                received_at=now,
            )
            session.add(row)
            session.flush()
            stored.append(_view(row))
            if new.speaker is not None and _is_unreachable(session, new.speaker):
                people.welcome_back(session, telegram_id=new.speaker, now=now)
    return stored


# Asked on every update, so built once.
_KNOWN = select(Inbox.id).where(
    Inbox.bot_id == bindparam("bot_id"),
    Inbox.update_id == bindparam("update_id"),
    Inbox.received_at > bindparam("since"),
)
_UNREACHABLE = select(Person.id).where(
    Person.telegram_id == bindparam("telegram_id"), col(Person.unreachable_since).is_not(None)
)


def _is_known(session: LedgerSession, bot_id: int, update_id: int, now: datetime) -> bool:
    found = {"bot_id": bot_id, "update_id": update_id, "since": now - DUPLICATE_WITHIN}
    return session.exec(_KNOWN, params=found).first() is not None


def _is_unreachable(session: LedgerSession, telegram_id: int) -> bool:
    return session.exec(_UNREACHABLE, params={"telegram_id": telegram_id}).first() is not None


def waiting_updates(session: LedgerSession) -> list[StoredUpdate]:
    """Everything stored and not done, in the order of arrival: what a start goes on with."""
    return [
        _view(row)
        for row in session.exec(select(Inbox).where(col(Inbox.done_at).is_(None)).order_by(col(Inbox.id)))
    ]


@dataclass(frozen=True, kw_only=True)
class TalkState:
    """Where a person's conversation stands after an update; `state` None: in none."""

    telegram_id: int
    state: str | None


def finish_update(session: LedgerSession, inbox_id: int, talk: TalkState | None, now: datetime) -> None:
    """Mark an update done and keep where its person's talk now stands, in one change. May be repeated.

    `talk` None: the update did not change it. A payload with somebody's phone in it is emptied at once.
    """
    row = session.get_one(Inbox, inbox_id)
    row.done_at = now
    _forget_phone(row)
    # A prompt of an earlier step that still waits would be worded for the wrong one.
    forget_prompt(session, chat_id=row.lane, before=row.received_at, now=now)
    if talk is None:
        return
    known = session.get(Conversation, talk.telegram_id)
    if talk.state is None:
        if known:
            session.delete(known)
    elif known:
        known.state = talk.state
    else:
        session.add(Conversation(telegram_id=talk.telegram_id, state=talk.state))


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An update could not be handled. The log has the reason under `reference`, which its sender may be told."""

    inbox_id: int
    sender: int | None  # Telegram id
    reference: str


def fail_update(session: LedgerSession, failure: Failure, *, most_tries: int, now: datetime) -> bool:
    """Count a real failure; at `most_tries` the update is set aside and its sender told. True if it was."""
    row = session.get_one(Inbox, failure.inbox_id)
    row.tries += 1
    if row.tries < most_tries:
        return False
    row.set_aside, row.done_at = failure.reference, now
    _forget_phone(row)
    if failure.sender is not None:
        notices.notify(
            session,
            key=f"failed:{row.id}",
            topic="failed",
            audience=Audience.CHAT,
            chat_id=failure.sender,
            facts={"reference": failure.reference},
            now=now,
        )
    return True


def _forget_phone(row: Inbox) -> None:
    """Empty the payload if a contact card is in it, be it in a message that is answered."""
    if row.payload is not None and _shares_contact(row.payload):
        row.payload = None


def _shares_contact(payload: Any) -> bool:
    if isinstance(payload, list):
        return any(_shares_contact(part) for part in payload)
    return isinstance(payload, dict) and (
        "phone_number" in payload or any(_shares_contact(part) for part in payload.values())
    )


def talk_states(session: LedgerSession) -> dict[int, str]:
    """Where every conversation stands, by Telegram id."""
    return {row.telegram_id: row.state for row in session.exec(select(Conversation))}


def drop_talk_states(session: LedgerSession, unknown: Sequence[str]) -> int:
    """Forget conversations in states that this version no longer has: they would swallow every entry."""
    rows = session.exec(select(Conversation).where(col(Conversation.state).in_(unknown))).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def empty_payloads(session: LedgerSession, *, before: datetime) -> int:
    """Empty the payloads of updates done before then (privacy); how many there were."""
    emptied = session.exec(
        update(Inbox).where(col(Inbox.done_at) < before, col(Inbox.payload).is_not(None)).values(payload=None)
    )
    return emptied.rowcount


@dataclass(frozen=True, kw_only=True)
class InboxCount:
    """How many updates are not done, and which were set aside since a time, by reference."""

    waiting: int
    set_aside: tuple[str, ...]


def count_updates(session: LedgerSession, *, since: datetime) -> InboxCount:
    """What is left to do, and what could not be done since then."""
    waiting = session.exec(select(func.count()).where(col(Inbox.done_at).is_(None))).one()
    references = select(Inbox.set_aside).where(col(Inbox.set_aside).is_not(None), col(Inbox.done_at) >= since)
    return InboxCount(
        waiting=waiting, set_aside=tuple(str(one) for one in session.exec(references.order_by(col(Inbox.id))))
    )


def _view(row: Inbox) -> StoredUpdate:
    return StoredUpdate(
        id=row.id,
        update_id=row.update_id,
        lane=row.lane,
        payload=row.payload or {},
        received_at=row.received_at,
        tries=row.tries,
    )
