"""Working time a second time, without any cleverness: every minute is looked at. What the calendar is held to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from storage.rules.urgency import Limit, LimitUnit

ZONE: Final = ZoneInfo("Asia/Shanghai")
_MINUTE: Final = dt.timedelta(minutes=1)

# The notice of the State Council for 2026, written out by hand.
_DAYS_OFF_2026: Final = {
    *((1, day) for day in (1, 2, 3)),
    *((2, day) for day in range(15, 24)),
    *((4, day) for day in (4, 5, 6)),
    *((5, day) for day in range(1, 6)),
    *((6, day) for day in (19, 20, 21)),
    *((9, day) for day in (25, 26, 27)),
    *((10, day) for day in range(1, 8)),
}
_MADE_UP_2026: Final = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
# What the policy foresees for the first months of 2027.
_DAYS_OFF_2027: Final = {(1, 1), (2, 5), (2, 8), (2, 9), (2, 10)}


def local(text: str) -> dt.datetime:
    """The district's time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def shown(at: dt.datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


@cache
def works_on(day: dt.date) -> bool:
    key = (day.month, day.day)
    if day.year == 2027 and day.month < 4:
        return day.weekday() < 5 and key not in _DAYS_OFF_2027
    assert day.year == 2026, "nobody has written this year out"
    return key in _MADE_UP_2026 or (day.weekday() < 5 and key not in _DAYS_OFF_2026)


def is_open(at: dt.datetime) -> bool:
    here = at.astimezone(ZONE)
    hour = (here.hour, here.minute)
    is_summer = (2026, 5, 6) <= (here.year, here.month, here.day) < (2026, 10, 8)
    afternoon = ((13, 30), (18, 0)) if is_summer else ((13, 0), (17, 30))
    in_hours = (9, 0) <= hour < (12, 0) or afternoon[0] <= hour < afternoon[1]
    return in_hours and works_on(here.date())


def minutes_from(at: dt.datetime) -> Iterator[dt.datetime]:
    """Minute after minute, from the one in which `at` lies."""
    minute = at.astimezone(dt.UTC).replace(second=0, microsecond=0)
    while True:
        yield minute
        minute += _MINUTE


def naive_due(limit: Limit, received: dt.datetime) -> dt.datetime:
    """Waits, minute by minute, until the limit is over."""
    if limit.unit is LimitUnit.CLOCK_MINUTES:
        return next(minutes_from(received)) + limit.amount * _MINUTE
    days: list[dt.date] = []
    left = limit.amount
    for minute in minutes_from(received):
        if not is_open(minute):
            continue
        if limit.unit is LimitUnit.WORKING_MINUTES:
            left -= 1
            if left == 0:
                return minute + _MINUTE
        else:
            day = minute.astimezone(ZONE).date()
            if day not in days:
                days.append(day)  # the first is the day of receipt
            closes = not any(is_open(minute + ahead * _MINUTE) for ahead in range(1, 121))
            if len(days) == limit.amount + 1 and closes:
                return minute + _MINUTE
    raise AssertionError("time ends")
