"""What keeps the service from reaching people: notices that did not get through, and who has not joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.outbox import NOBODY_MEANT
from storage.ledger.overview import WAITS_AFTER, managers_joined
from storage.tables import NoticeKind, Outbox, Person, Role, RoleKind

# Given up because it had become pointless, not because it could not be delivered.
_SHORT_LIVED = (NoticeKind.PROMPT, NoticeKind.REMINDER)


@dataclass(frozen=True, kw_only=True)
class RoleCount:
    """How many people have a role."""

    role: RoleKind
    people: int


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    """What 专班 has to see to, in numbers."""

    waiting_notices: int
    dropped_notices: int
    not_joined: tuple[RoleCount, ...]  # the roles of which somebody has not
    managers_joined: int


def find_obstacles(session: LedgerSession, *, since: datetime, now: datetime) -> Obstacles:
    """What waits or has not joined now, and what was given up since a time."""
    return Obstacles(
        waiting_notices=_waiting(session, now),
        dropped_notices=_dropped(session, since),
        not_joined=_not_joined(session),
        managers_joined=managers_joined(session),
    )


def _waiting(session: LedgerSession, now: datetime) -> int:
    """Notices that are older than a delivery takes; a reminder that was not released yet does not count."""
    query = select(func.count()).where(
        col(Outbox.done_at).is_(None),
        Outbox.created_at < now - WAITS_AFTER,
        (col(Outbox.kind) != NoticeKind.REMINDER) | (col(Outbox.not_before) <= now),
    )
    return session.exec(query).one()


def _dropped(session: LedgerSession, since: datetime) -> int:
    # A comparison with what is empty does not hold either: what arrived is left out.
    query = select(func.count()).where(
        col(Outbox.done_at) >= since,
        col(Outbox.dropped) != NOBODY_MEANT,
        col(Outbox.kind).not_in(_SHORT_LIVED),
    )
    return session.exec(query).one()


def _not_joined(session: LedgerSession) -> tuple[RoleCount, ...]:
    query = (
        select(Role.kind, func.count(func.distinct(Role.person_id)))
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(
            col(Role.until).is_(None), col(Person.telegram_id).is_(None) | col(Person.consented_at).is_(None)
        )
    )
    found = dict(session.exec(query.group_by(col(Role.kind))).all())
    return tuple(RoleCount(role=kind, people=found[kind]) for kind in RoleKind if kind in found)
