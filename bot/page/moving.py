"""Where the clock can be moved to."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import col, func, select

from storage.database import LedgerSession
from storage.errors import ZhuqiError
from storage.ledger.digest_hours import days_of
from storage.tables import Clock

_DAY = timedelta(days=1)


class NothingDue(ZhuqiError):
    """现在没有在走的时限：先上报一个问题。"""


class Goal(StrEnum):
    """A time that one waits for."""

    WORKING_DAY = "working_day"  # the same hour of the next working day
    DIGEST = "digest"  # the next 日报
    DEADLINE = "deadline"  # the earliest due time of a promise that runs


def time_of(session: LedgerSession, goal: Goal, now: datetime) -> datetime:
    """When that is, after `now`.

    Raises:
        NothingDue: no promise runs.
    """
    match goal:
        case Goal.WORKING_DAY:
            return _same_hour_of_next_working_day(session, now)
        case Goal.DIGEST:
            return _next_digest(session, now)
        case Goal.DEADLINE:
            return _next_deadline(session, now)


def _same_hour_of_next_working_day(session: LedgerSession, now: datetime) -> datetime:
    then = now + _DAY
    while not session.calendar.is_working_day(session.calendar.local_date(then)):
        then += _DAY
    return then


def _next_digest(session: LedgerSession, now: datetime) -> datetime:
    days = days_of(session)
    day = session.calendar.local_date(now)
    while days.due_at(day) <= now or not session.calendar.is_working_day(day):
        day += _DAY
    return days.due_at(day)


def _next_deadline(session: LedgerSession, now: datetime) -> datetime:
    runs = (col(Clock.stopped_at).is_(None), col(Clock.resting_since).is_(None), col(Clock.due_at) > now)
    due = session.exec(select(func.min(Clock.due_at)).where(*runs)).one()
    if due is None:
        raise NothingDue()
    return due
