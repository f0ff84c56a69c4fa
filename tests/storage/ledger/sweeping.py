"""Sweeps as the process makes them, and what they leave behind."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.follow_up import due_cases, follow_case, recompute_next, review_cases
from storage.ledger.reminders import release_reminders
from storage.rules.telling import Audience
from storage.rules.words import Action, Part
from storage.tables import Case, NoticeKind, Outbox
from tests.storage.ledger.zone import SHANGHAI, Zone, local


def follow(zone: Zone) -> None:
    """What a sweep does before it releases anything."""
    for case_id in zone.run(due_cases, zone.now):
        zone.run(follow_case, case_id, now=zone.now)


def sweep(zone: Zone) -> int:
    """A whole sweep; how many reminders it let out."""
    follow(zone)
    return zone.run(release_reminders, zone.now)


def walk(zone: Zone, until: str) -> list[tuple[str, str, str]]:
    """Sweep at each time that is noted, until then: when, of what, and who is reminded."""
    found: list[tuple[str, str, str]] = []
    while (at := zone.run(next_look)) is not None and at <= local(until):
        zone.now = max(at, zone.now)
        before = zone.run(newest)
        sweep(zone)
        when = f"{zone.now.astimezone(SHANGHAI):%m-%d %H:%M}"
        found += [(when, topic, audience) for topic, audience in zone.run(reminded_since, before)]
        assert zone.run(next_look) != at, "it would be swept for ever"
    return found


def next_look(session: LedgerSession) -> datetime | None:
    """The first time that is noted for any case."""
    return session.exec(select(func.min(Case.next_action_at))).one()


def restart(zone: Zone) -> list[int]:
    """What a start looks through; the cases that it found wrong."""
    found: list[int] = []
    after = 0
    while True:
        review = zone.run(review_cases, zone.now, after=after, limit=2)
        for case_id in review.stale:
            zone.run(recompute_next, case_id, now=zone.now)
        found += review.stale
        if review.last is None:
            return found
        after = review.last


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A reminder in the outbox."""

    id: int
    case_id: int | None
    topic: str
    audience: Audience
    urgent: bool
    created_at: datetime
    not_before: datetime


def reminders(session: LedgerSession) -> list[Reminder]:
    """All reminders, oldest first."""
    query = select(Outbox).where(Outbox.kind == NoticeKind.REMINDER).order_by(col(Outbox.id))
    names = [field.name for field in fields(Reminder)]
    return [Reminder(**{name: getattr(row, name) for name in names}) for row in session.exec(query)]


def reminded_since(session: LedgerSession, since: int) -> list[tuple[str, str]]:
    """Of what, and who, each reminder since that one is."""
    return [
        (row.topic.removeprefix("remind_"), row.audience.value)
        for row in reminders(session)
        if row.id > since
    ]


def newest(session: LedgerSession) -> int:
    """The last reminder's id."""
    return max((row.id for row in reminders(session)), default=0)


def history(zone: Zone, case_id: int) -> list[tuple[Action, str]]:
    """What the sweep wrote."""
    return [(e.action, e.text) for e in zone.entries(case_id) if e.part is Part.SWEEP]
