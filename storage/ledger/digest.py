"""The 日报: made once for each working day, kept as it was told, and sent to 专班 and leaders.

It is drawn up in a unit that only reads, beside the writer, and kept in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from pydantic import TypeAdapter
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.digest_hours import REPORT, TASKS, days_of
from storage.ledger.figures import count_events
from storage.ledger.milestones import FIRST_START, milestone
from storage.ledger.obstacles import Obstacles, find_obstacles
from storage.ledger.parts import can_handle
from storage.ledger.standing import (
    PromiseLine,
    StateCount,
    count_overdue,
    count_states,
    count_yellow,
    handlers_with_tasks,
    overdue_lines,
)
from storage.rules.digest_days import Period
from storage.rules.rates import Counts
from storage.rules.telling import Audience
from storage.tables import Digest, NoticeKind, Outbox, Person, Role, RoleKind

WORST_SHOWN: Final = 5

_DAY: Final = timedelta(days=1)
_READERS: Final = (RoleKind.MANAGER, RoleKind.LEADER)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that a 日报 says. What stands, stood so at the period's end; what hinders, when it was drawn up."""

    counts: Counts
    states: tuple[StateCount, ...]
    overdue: int
    yellow: int
    worst: tuple[PromiseLine, ...]
    obstacles: Obstacles


@dataclass(frozen=True, kw_only=True)
class Report:
    """A 日报: of a day, over a period in the district's time. `is_closed`: its period is over."""

    day: date
    period: Period
    figures: Figures
    is_closed: bool = True


_STORED: Final = TypeAdapter(Figures)


def next_report_day(session: LedgerSession, now: datetime) -> date | None:
    """The earliest day whose 日报 is due and was not made; None: there is none, or nothing was ever started."""
    started_at = milestone(session, FIRST_START)
    if started_at is None:
        return None
    last = _last_day(session)
    return days_of(session).next_due(last=last, started_at=started_at, now=now)


def draw_up(session: LedgerSession, day: date, now: datetime) -> Report:
    """The 日报 of a working day, from the history as it stood at the end of its period. Only reads."""
    before = select(Digest.until).where(Digest.day < day).order_by(col(Digest.day).desc())
    period = days_of(session).period(day, last_until=session.exec(before).first())
    return _report(session, day, period, now, is_closed=True)


def report_so_far(session: LedgerSession, now: datetime) -> Report:
    """The figures from the end of the last 日报, or from midnight, until now. Only reads."""
    today = session.calendar.local_date(now)
    last_until = session.exec(select(Digest.until).order_by(col(Digest.day).desc())).first()
    period = Period(since=last_until or days_of(session).midnight(today), until=now)
    return _report(session, today, period, now, is_closed=False)


def keep_report(session: LedgerSession, report: Report, now: datetime) -> bool:
    """Store a 日报, and queue it and the lists of what is due today for whoever can be reached.

    After a stop of some days only the newest is sent. Idempotent: of each day there is one; False if there was.
    """
    if session.exec(select(Digest.id).where(Digest.day == report.day)).first() is not None:
        return False
    session.add(
        Digest(
            day=report.day,
            since=report.period.since,
            until=report.period.until,
            made_at=now,
            figures=_STORED.dump_python(report.figures, mode="json"),
        )
    )
    session.flush()
    if next_report_day(session, now) is None:
        _send(session, report.day, now)
    return True


def stored_report(session: LedgerSession, day: date) -> Report | None:
    """The 日报 of a day, as it was told."""
    row = session.exec(select(Digest).where(Digest.day == day)).first()
    if row is None:
        return None
    figures = _STORED.validate_python(row.figures)
    return Report(day=day, period=_local(session, Period(since=row.since, until=row.until)), figures=figures)


def is_newest_report(session: LedgerSession, day: date) -> bool:
    """Whether no later 日报 was made."""
    return _last_day(session) == day


def _last_day(session: LedgerSession) -> date | None:
    return session.exec(select(col(Digest.day)).order_by(col(Digest.day).desc())).first()


def _report(session: LedgerSession, day: date, period: Period, now: datetime, *, is_closed: bool) -> Report:
    at = period.until
    figures = Figures(
        counts=count_events(session, period),
        states=count_states(session, at),
        overdue=count_overdue(session, at),
        yellow=count_yellow(session, at),
        worst=overdue_lines(session, at, limit=WORST_SHOWN),
        obstacles=find_obstacles(session, since=period.since, now=now),
    )
    return Report(day=day, period=_local(session, period), figures=figures, is_closed=is_closed)


def _local(session: LedgerSession, period: Period) -> Period:
    zone = session.policy.timezone
    return Period(since=period.since.astimezone(zone), until=period.until.astimezone(zone))


def _send(session: LedgerSession, day: date, now: datetime) -> None:
    """Queue for everybody what is theirs, in one flush: there may be hundreds."""
    tomorrow = days_of(session).midnight(session.calendar.local_date(now) + _DAY)
    readers = _reachable(session, _holders(session))
    busy = [who for who in handlers_with_tasks(session, now, until=tomorrow) if can_handle(session, who)]
    session.add_all(
        [_notice(REPORT, f"digest:{day}:{who}", who, {"day": day.isoformat()}, now) for who in readers]
    )
    session.add_all(
        [
            _notice(TASKS, f"digest:{day}:{who}:tasks", who, {"day": day.isoformat()}, now)
            for who in _reachable(session, busy)
        ]
    )
    session.flush()


def _notice(topic: str, key: str, person_id: int, facts: dict[str, Any], now: datetime) -> Outbox:
    return Outbox(
        key=key,
        kind=NoticeKind.EVENT,
        topic=topic,
        audience=Audience.PERSON,
        person_id=person_id,
        facts=facts,
        created_at=now,
        not_before=now,
    )


def _holders(session: LedgerSession) -> list[int]:
    query = select(Role.person_id).where(col(Role.kind).in_(_READERS), col(Role.until).is_(None))
    return list(session.exec(query.distinct()))


def _reachable(session: LedgerSession, people: list[int]) -> list[int]:
    """Those of them who can be written to now: a 日报 does not wait for who may join one day."""
    query = select(Person.id).where(
        col(Person.id).in_(people),
        col(Person.telegram_id).is_not(None),
        col(Person.consented_at).is_not(None),
        col(Person.unreachable_since).is_(None),
    )
    return list(session.exec(query.order_by(col(Person.id))))
