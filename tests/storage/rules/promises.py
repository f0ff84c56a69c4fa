"""The default policy's calendar and ladder, and clocks that run by them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hypothesis import strategies as st

from storage.policy import default_policy
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Limit, Urgency
from storage.rules.words import ClockKind
from storage.rules.worktime import WorkCalendar
from tests.storage.rules.naive_calendar import ZONE

POLICY: Final = default_policy()
CALENDAR: Final = WorkCalendar(POLICY.calendar)
LADDER: Final = POLICY.ladder


def limit_of(kind: ClockKind, urgency: Urgency) -> Limit:
    limits, course = POLICY.limits.of(urgency), POLICY.course
    return {
        ClockKind.ACCEPT: limits.accept,
        ClockKind.FIRST_REPLY: limits.first_reply,
        ClockKind.RESOLVE: limits.resolve,
        ClockKind.ANSWER: course.answer,
        ClockKind.CONFIRM: course.confirm,
        ClockKind.DISPATCH: course.returned,
    }[kind]


def running(
    kind: ClockKind,
    urgency: Urgency,
    began_at: dt.datetime,
    *,
    limit: Limit | None = None,
    rested_minutes: int = 0,
    silent_since: dt.datetime | None = None,
    taken: frozenset[str] = frozenset(),
) -> RunningClock:
    """A clock that began then, and rested before it was due."""
    limit = limit or limit_of(kind, urgency)
    due_at = CALENDAR.due_at(limit, began_at).at
    if rested_minutes:
        due_at = CALENDAR.add_working_minutes(due_at, rested_minutes)
    return RunningClock(
        id=1,
        kind=kind,
        urgency=urgency,
        limit=limit,
        began_at=began_at,
        due_at=due_at,
        rested_minutes=rested_minutes,
        silent_since=silent_since,
        taken=taken,
    )


INSTANTS: Final = st.datetimes(
    min_value=dt.datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
    max_value=dt.datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(ZONE),
)
CLOCKS: Final = st.builds(
    running,
    st.sampled_from(ClockKind),
    st.sampled_from(Urgency),
    INSTANTS,
)
