"""Updates: stored before they are acknowledged, done only when a handler said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Conversation, Inbox

# Telegram begins anew at a random number after a quiet week, so an old number may come again.
_DUPLICATE_WITHIN = timedelta(hours=48)


@dataclass(frozen=True, kw_only=True)
class NewUpdate:
    """An update as it came in."""

    update_id: int
    lane: int  # whose updates stay in order
    payload: dict[str, Any]


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
    """Store what is new among these updates and return it; a duplicate is left out."""
    stored = []
    for update in updates:
        if not _is_known(session, bot_id, update.update_id, now):
            row = Inbox(
                bot_id=bot_id,
                update_id=update.update_id,
                lane=update.lane,
                payload=update.payload,
                received_at=now,
            )
            session.add(row)
            session.flush()
            stored.append(_view(row))
    return stored


def _is_known(session: LedgerSession, bot_id: int, update_id: int, now: datetime) -> bool:
    query = select(Inbox.id).where(
        Inbox.bot_id == bot_id, Inbox.update_id == update_id, Inbox.received_at > now - _DUPLICATE_WITHIN
    )
    return session.exec(query).first() is not None


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

    `talk` None: the update did not change it.
    """
    session.get_one(Inbox, inbox_id).done_at = now
    if talk is None:
        return
    row = session.get(Conversation, talk.telegram_id)
    if talk.state is None:
        if row:
            session.delete(row)
    elif row:
        row.state = talk.state
    else:
        session.add(Conversation(telegram_id=talk.telegram_id, state=talk.state))


def fail_update(
    session: LedgerSession, inbox_id: int, *, reference: str, most_tries: int, now: datetime
) -> bool:
    """Count a real failure; at `most_tries` the update is set aside under `reference`. True if it was."""
    row = session.get_one(Inbox, inbox_id)
    row.tries += 1
    if row.tries < most_tries:
        return False
    row.set_aside, row.done_at = reference, now
    return True


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
    rows = session.exec(
        select(Inbox).where(col(Inbox.done_at) < before, col(Inbox.payload).is_not(None))
    ).all()
    for row in rows:
        row.payload = None
    return len(rows)


def _view(row: Inbox) -> StoredUpdate:
    return StoredUpdate(
        id=row.id,
        update_id=row.update_id,
        lane=row.lane,
        payload=row.payload or {},
        received_at=row.received_at,
        tries=row.tries,
    )
