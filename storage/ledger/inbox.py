"""Updates: stored before they are acknowledged, done only when a handler said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, update
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger import notices, people
from storage.ledger.outbox import forget_prompt
from storage.rules.telling import Audience
from storage.tables import Conversation, Draft, Inbox, Person

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
    known = _known(session, bot_id, updates, now)
    wanted = {new.update_id: new for new in updates if new.update_id not in known}
    rows = [
        Inbox(
            bot_id=bot_id,
            update_id=new.update_id,
            lane=new.lane,
            payload=new.payload,
            received_at=now,
        )
        for new in wanted.values()
    ]
    session.add_all(rows)
    session.flush()
    speakers = {new.speaker for new in wanted.values() if new.speaker is not None}
    lost = session.exec(_UNREACHABLE, params={"speakers": list(speakers)})
    for telegram_id in speakers.intersection(lost):
        people.welcome_back(session, telegram_id=telegram_id, now=now)
    return [_view(row) for row in rows]


# Asked on every update, so built once.
_KNOWN = select(Inbox.update_id).where(
    Inbox.bot_id == bindparam("bot_id"),
    col(Inbox.update_id).in_(bindparam("numbers", expanding=True)),
    Inbox.received_at > bindparam("since"),
)
_UNREACHABLE = select(col(Person.telegram_id)).where(
    col(Person.telegram_id).in_(bindparam("speakers", expanding=True)),
    col(Person.unreachable_since).is_not(None),
)


def _known(session: LedgerSession, bot_id: int, updates: Sequence[NewUpdate], now: datetime) -> set[int]:
    """The numbers among these that are stored already."""
    numbers = [new.update_id for new in updates]
    found = {"bot_id": bot_id, "numbers": numbers, "since": now - DUPLICATE_WITHIN}
    return set(session.exec(_KNOWN, params=found))


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


@dataclass(frozen=True, kw_only=True)
class Prompted:
    """The message that now is a draft's prompt; None: it has none that is known of."""

    draft_id: int
    message_id: int | None


# What every update does, so past the ORM.
_DONE = update(Inbox).where(col(Inbox.id) == bindparam("inbox_id")).values(done_at=bindparam("now"))
_DONE_AND_EMPTIED = _DONE.values(payload=None)
_STANDS = (
    update(Conversation)
    .where(col(Conversation.telegram_id) == bindparam("who"))
    .values(state=bindparam("state"))
)
_BEGINS = insert(Conversation).values(telegram_id=bindparam("who"), state=bindparam("state"))
_ENDS = delete(Conversation).where(col(Conversation.telegram_id) == bindparam("who"))
_PROMPT = (
    update(Draft).where(col(Draft.id) == bindparam("draft")).values(prompt_message_id=bindparam("message"))
)


def finish_update(
    session: LedgerSession,
    done: StoredUpdate,
    talk: TalkState | None,
    now: datetime,
    *,
    prompted: Prompted | None = None,
) -> None:
    """Mark an update done and keep where its person's talk now stands, in one change. May be repeated.

    `talk` None: the update did not change it. A payload with somebody's phone in it is emptied at once.
    """
    session.change(_DONE_AND_EMPTIED if _shares_contact(done.payload) else _DONE, inbox_id=done.id, now=now)
    # A prompt of an earlier step that still waits would be worded for the wrong one.
    forget_prompt(session, chat_id=done.lane, before=done.received_at, now=now)
    if prompted:
        session.change(_PROMPT, draft=prompted.draft_id, message=prompted.message_id)
    if talk is None:
        return
    who = talk.telegram_id
    if talk.state is None:
        session.change(_ENDS, who=who)
    elif not session.change(_STANDS, who=who, state=talk.state):
        session.change(_BEGINS, who=who, state=talk.state)


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
