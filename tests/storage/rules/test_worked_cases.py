"""Sixty worked cases, each also waited for minute by minute; and what holds for every due time."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.urgency import Limit, LimitUnit, Urgency
from storage.rules.words import ClockKind
from storage.rules.worktime import Due
from tests.storage.rules.naive_calendar import ZONE, is_open, local, minutes_from, naive_due
from tests.storage.rules.promises import CALENDAR, POLICY, limit_of

# When it was received; until when 签收, first reply and 办结 are due. "~": 预计.
WORKED = """
in hours, a Tuesday
2026-11-24 10:00   特急   11-24 12:00   11-25 10:00   11-27 17:30
2026-11-24 10:00   紧急   11-24 15:00   11-25 17:30   12-01 17:30
2026-11-24 10:00   一般   11-25 17:30   11-27 17:30   12-15 17:30
2026-11-24 10:00   咨询   11-25 17:30   11-25 17:30   11-25 17:30

as the office opens
2026-11-24 09:00   特急   11-24 11:00   11-25 09:00   11-27 17:30
2026-11-24 09:00   紧急   11-24 14:00   11-25 17:30   12-01 17:30
2026-11-24 09:00   一般   11-25 17:30   11-27 17:30   12-15 17:30
2026-11-24 09:00   咨询   11-25 17:30   11-25 17:30   11-25 17:30

before the office opens
2026-11-24 08:00   特急   11-24 10:00   11-25 08:00   11-27 17:30
2026-11-24 08:00   紧急   11-24 14:00   11-25 17:30   12-01 17:30
2026-11-24 08:00   一般   11-25 17:30   11-27 17:30   12-15 17:30
2026-11-24 08:00   咨询   11-25 17:30   11-25 17:30   11-25 17:30

at lunch: the day of receipt is today
2026-11-24 12:30   特急   11-24 14:30   11-25 12:30   11-27 17:30
2026-11-24 12:30   紧急   11-24 17:00   11-25 17:30   12-01 17:30
2026-11-24 12:30   一般   11-25 17:30   11-27 17:30   12-15 17:30
2026-11-24 12:30   咨询   11-25 17:30   11-25 17:30   11-25 17:30

in the last minute of the day
2026-11-24 17:29   特急   11-24 19:29   11-25 17:29   11-27 17:30
2026-11-24 17:29   紧急   11-25 13:59   11-25 17:30   12-01 17:30
2026-11-24 17:29   一般   11-25 17:30   11-27 17:30   12-15 17:30
2026-11-24 17:29   咨询   11-25 17:30   11-25 17:30   11-25 17:30

as the office closes: the day of receipt is tomorrow
2026-11-24 17:30   特急   11-24 19:30   11-25 17:30   11-30 17:30
2026-11-24 17:30   紧急   11-25 14:00   11-26 17:30   12-02 17:30
2026-11-24 17:30   一般   11-26 17:30   11-30 17:30   12-16 17:30
2026-11-24 17:30   咨询   11-26 17:30   11-26 17:30   11-26 17:30

at night
2026-11-24 23:10   特急   11-25 01:10   11-25 23:10   11-30 17:30
2026-11-24 23:10   紧急   11-25 14:00   11-26 17:30   12-02 17:30
2026-11-24 23:10   一般   11-26 17:30   11-30 17:30   12-16 17:30
2026-11-24 23:10   咨询   11-26 17:30   11-26 17:30   11-26 17:30

on a Friday evening
2026-11-27 18:00   特急   11-27 20:00   11-28 18:00   12-03 17:30
2026-11-27 18:00   紧急   11-30 14:00   12-01 17:30   12-07 17:30
2026-11-27 18:00   一般   12-01 17:30   12-03 17:30   12-21 17:30
2026-11-27 18:00   咨询   12-01 17:30   12-01 17:30   12-01 17:30

on a weekend
2026-11-21 11:00   特急   11-21 13:00   11-22 11:00   11-26 17:30
2026-11-21 11:00   紧急   11-23 14:00   11-24 17:30   11-30 17:30
2026-11-21 11:00   一般   11-24 17:30   11-26 17:30   12-14 17:30
2026-11-21 11:00   咨询   11-24 17:30   11-24 17:30   11-24 17:30

before the National Day, which a make-up Saturday follows; then it is winter
2026-09-30 10:00   特急   09-30 12:00   10-01 10:00   10-10 17:30
2026-09-30 10:00   紧急   09-30 15:30   10-08 17:30   10-13 17:30
2026-09-30 10:00   一般   10-08 17:30   10-10 17:30   10-27 17:30
2026-09-30 10:00   咨询   10-08 17:30   10-08 17:30   10-08 17:30

in the holiday
2026-10-03 12:00   特急   10-03 14:00   10-04 12:00   10-12 17:30
2026-10-03 12:00   紧急   10-08 14:00   10-09 17:30   10-14 17:30
2026-10-03 12:00   一般   10-09 17:30   10-12 17:30   10-28 17:30
2026-10-03 12:00   咨询   10-09 17:30   10-09 17:30   10-09 17:30

on a make-up Saturday
2026-10-10 11:00   特急   10-10 13:00   10-11 11:00   10-14 17:30
2026-10-10 11:00   紧急   10-10 16:00   10-12 17:30   10-16 17:30
2026-10-10 11:00   一般   10-12 17:30   10-14 17:30   10-30 17:30
2026-10-10 11:00   咨询   10-12 17:30   10-12 17:30   10-12 17:30

on a make-up Sunday in summer, over two holidays into winter
2026-09-20 15:00   特急   09-20 17:00   09-21 15:00   09-23 18:00
2026-09-20 15:00   紧急   09-21 10:00   09-21 18:00   09-28 18:00
2026-09-20 15:00   一般   09-21 18:00   09-23 18:00   10-16 17:30
2026-09-20 15:00   咨询   09-21 18:00   09-21 18:00   09-21 18:00

at the change of season, on the last afternoon of winter
2026-04-30 16:30   特急   04-30 18:30   05-01 16:30   05-08 18:00
2026-04-30 16:30   紧急   05-06 12:00   05-06 18:00   05-11 18:00
2026-04-30 16:30   一般   05-06 18:00   05-08 18:00   05-25 18:00
2026-04-30 16:30   咨询   05-06 18:00   05-06 18:00   05-06 18:00

across the New Year into a year that is not announced
2026-12-30 16:00   特急   12-30 18:00   12-31 16:00   01-05 17:30~
2026-12-30 16:00   紧急   12-31 11:30   12-31 17:30   01-07 17:30~
2026-12-30 16:00   一般   12-31 17:30   01-05 17:30~  01-21 17:30~
2026-12-30 16:00   咨询   12-31 17:30   12-31 17:30   12-31 17:30
"""
CASES = [line.split() for line in WORKED.splitlines() if line.startswith("2026")]
URGENCIES = {urgency.label: urgency for urgency in Urgency}
KINDS = (ClockKind.ACCEPT, ClockKind.FIRST_REPLY, ClockKind.RESOLVE)


def test_there_are_sixty_cases_of_every_urgency() -> None:
    assert len(CASES) == 60
    assert {urgency for _, _, urgency, *_ in CASES} == set(URGENCIES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case[:3]))
def test_worked_case(case: list[str]) -> None:
    day, hour, urgency, *dues = case
    received = local(f"{day} {hour}")
    for kind, due_day, due_hour in zip(KINDS, dues[::2], dues[1::2], strict=True):
        limit = limit_of(kind, URGENCIES[urgency])
        year = 2027 if due_day.startswith("01") else 2026
        due_at = local(f"{year}-{due_day} {due_hour.rstrip('~')}")

        assert CALENDAR.due_at(limit, received) == Due(due_at, estimated=due_hour.endswith("~"))
        assert naive_due(limit, received) == due_at


LIMITS = st.sampled_from(
    [
        *(limit_of(kind, urgency) for kind in ClockKind for urgency in Urgency),
        POLICY.course.redo,
        POLICY.course.rate,
        Limit(1, LimitUnit.WORKING_MINUTES),
    ]
)
RECEIVED = st.datetimes(
    min_value=dt.datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
    max_value=dt.datetime(2026, 12, 20),  # noqa: DTZ001
    timezones=st.just(ZONE),
)


@given(RECEIVED, LIMITS)
def test_due_time_ends_a_minute_of_office_time_unless_it_runs_by_the_clock(
    received: dt.datetime, limit: Limit
) -> None:
    due_at = CALENDAR.due_at(limit, received).at
    if limit.unit is LimitUnit.CLOCK_MINUTES:
        assert due_at - received.replace(second=0, microsecond=0) == dt.timedelta(minutes=limit.amount)
    else:
        assert is_open(due_at - dt.timedelta(minutes=1))


@given(RECEIVED, RECEIVED, LIMITS)
def test_received_later_is_never_due_earlier(one: dt.datetime, other: dt.datetime, limit: Limit) -> None:
    earlier, later = sorted((one, other))
    assert CALENDAR.due_at(limit, earlier).at <= CALENDAR.due_at(limit, later).at


SHORT_LIMITS = st.builds(Limit, st.integers(1, 3), st.just(LimitUnit.WORKING_DAYS)) | st.builds(
    Limit, st.integers(1, 900), st.just(LimitUnit.WORKING_MINUTES)
)
MINUTES_OF_FOUR_DAYS = st.integers(0, 4 * 1440)


@settings(max_examples=40)
@given(RECEIVED, SHORT_LIMITS, MINUTES_OF_FOUR_DAYS, MINUTES_OF_FOUR_DAYS)
def test_rest_moves_the_due_time_by_exactly_the_working_time_rested(
    received: dt.datetime, limit: Limit, before: int, length: int
) -> None:
    due_at = CALENDAR.due_at(limit, received).at
    rests_at = min(received + dt.timedelta(minutes=before), due_at)
    wakes_at = rests_at + dt.timedelta(minutes=length)
    rested = CALENDAR.working_minutes_between(rests_at, wakes_at)

    # What was left when the rest began is left when it ends.
    left = sum(is_open(minute) for minute in _between(rests_at, due_at))
    if left and rested:
        after = (minute for minute in minutes_from(wakes_at) if is_open(minute))
        last = next(islice(after, left - 1, None))
        assert CALENDAR.add_working_minutes(due_at, rested) == last + dt.timedelta(minutes=1)
    assert CALENDAR.working_minutes_between(due_at, CALENDAR.add_working_minutes(due_at, rested)) == rested


def _between(start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    first = next(minutes_from(start))
    return [first + dt.timedelta(minutes=n) for n in range((end - first) // dt.timedelta(minutes=1))]


@given(RECEIVED, LIMITS, st.integers(0, 9000), st.integers(0, 9000))
def test_more_rest_is_never_due_earlier(received: dt.datetime, limit: Limit, one: int, other: int) -> None:
    due_at = CALENDAR.due_at(limit, received).at
    less, more = sorted((one, other))
    assert due_at <= CALENDAR.add_working_minutes(due_at, less) <= CALENDAR.add_working_minutes(due_at, more)
