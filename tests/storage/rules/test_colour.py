"""The colours of a clock, at moments that were computed by hand, and minute by minute."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.rules.colour import Colour, colour_of, worst
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind
from tests.storage.rules.naive_calendar import is_open, local, minutes_from
from tests.storage.rules.promises import CALENDAR, CLOCKS, INSTANTS, LADDER, running

GREEN, YELLOW, RED, SECOND_RED = Colour
LAST_MOMENT = dt.timedelta(microseconds=1)


def colour(clock: RunningClock, now: dt.datetime) -> Colour:
    return colour_of(clock, now, LADDER, CALENDAR)


def test_colours_go_from_good_to_bad_and_only_what_is_not_well_is_marked() -> None:
    assert [(colour.value, colour.label, colour.mark) for colour in Colour] == [
        ("green", "正常", ""),
        ("yellow", "将到期", "🟡"),
        ("red", "已超期", "🔴"),
        ("second_red", "严重超期", "‼️"),
    ]


# Kind and urgency; when it began; since when it is yellow; its due time; since when it is red the second time.
MOMENTS = """
# 390 + 15 × 450 = 7140 minutes, of which 20 % are 1428: three days and 78 minutes.
resolve   normal    2026-11-24 10:00   2026-12-10 16:12   2026-12-15 17:30   2027-01-29 15:30
# 390 + 5 × 450 = 2640: 528, a day and 78 minutes.
resolve   urgent    2026-11-24 10:00   2026-11-30 16:12   2026-12-01 17:30   2026-12-17 15:30
# 390 + 3 × 450 = 1740: 20 % are less than a day.
resolve   critical  2026-11-24 10:00   2026-11-26 17:30   2026-11-27 17:30   2026-12-09 15:30
# 390 + 450 = 840: half of it is less than a day.
resolve   inquiry   2026-11-24 10:00   2026-11-25 09:30   2026-11-25 17:30   2026-12-01 15:30
# 450 + 15 × 450 = 7200 from October 8 on: 1440, three days and 90 minutes.
resolve   normal    2026-09-30 18:05   2026-10-23 16:00   2026-10-28 17:30   2026-12-11 17:30
accept    critical  2026-11-24 23:10   2026-11-25 00:10   2026-11-25 01:10   2026-11-25 05:10
accept    urgent    2026-11-27 16:00   2026-11-30 09:30   2026-11-30 11:30   2026-12-01 12:00
dispatch  normal    2026-11-24 10:00   2026-11-24 12:00   2026-11-24 15:00   2026-11-25 15:30
"""


@pytest.mark.parametrize(
    "row", [re.split(r"\s{2,}", line) for line in MOMENTS.splitlines() if line and line[0] != "#"]
)
def test_colour_changes_at_its_moment(row: list[str]) -> None:
    kind, urgency, began, yellow, due, second_red = row
    clock = running(ClockKind(kind), Urgency(urgency), local(began))
    assert clock.due_at == local(due)
    assert colour(clock, local(began)) is GREEN
    assert colour(clock, local(yellow) - LAST_MOMENT) is GREEN
    assert colour(clock, local(yellow)) is YELLOW
    assert colour(clock, local(due)) is YELLOW  # on time means ≤ due
    assert colour(clock, local(due) + LAST_MOMENT) is RED
    assert colour(clock, local(second_red) - LAST_MOMENT) is RED
    assert colour(clock, local(second_red)) is SECOND_RED


def test_rest_before_it_was_due_moves_all_colours() -> None:
    rested = running(ClockKind.RESOLVE, Urgency.CRITICAL, local("2026-11-24 10:00"), rested_minutes=450)
    assert rested.due_at == local("2026-11-30 17:30")
    assert colour(rested, local("2026-11-27 17:29")) is GREEN
    assert colour(rested, local("2026-11-27 17:30")) is YELLOW
    assert colour(rested, local("2026-12-10 15:29")) is RED
    assert colour(rested, local("2026-12-10 15:30")) is SECOND_RED


def test_rest_after_it_was_due_does_not_turn_it_back_but_moves_the_second_red() -> None:
    clock = running(ClockKind.RESOLVE, Urgency.CRITICAL, local("2026-11-24 10:00"))
    rested = replace(clock, rested_minutes=2 * 450)
    assert colour(rested, local("2026-11-30 09:00")) is RED
    assert colour(rested, local("2026-12-11 15:29")) is RED
    assert colour(rested, local("2026-12-11 15:30")) is SECOND_RED


def test_case_has_the_worst_colour_of_its_clocks() -> None:
    assert worst([]) is GREEN
    assert worst([YELLOW, GREEN]) is YELLOW
    assert worst([RED, YELLOW]) is RED
    assert worst([GREEN, SECOND_RED, RED]) is SECOND_RED


@given(CLOCKS, INSTANTS, INSTANTS)
def test_colour_never_gets_better(clock: RunningClock, one: dt.datetime, other: dt.datetime) -> None:
    earlier, later = (colour(clock, now) for now in sorted((one, other)))
    assert worst([earlier, later]) is later


@given(CLOCKS, INSTANTS)
def test_red_is_past_due_and_nothing_else(clock: RunningClock, now: dt.datetime) -> None:
    assert (colour(clock, now) in (RED, SECOND_RED)) == (now > clock.due_at)


@settings(max_examples=30)
@given(st.sampled_from(Urgency), st.integers(0, 60), st.integers(0, 20 * 24 * 60))
def test_yellow_is_as_little_left_as_is_counted_minute_by_minute(
    urgency: Urgency, day: int, minutes: int
) -> None:
    began_at = local("2026-08-31 15:07") + dt.timedelta(days=day)
    clock = running(ClockKind.RESOLVE, urgency, began_at)
    now = min(began_at + dt.timedelta(minutes=minutes), clock.due_at)
    limit, left = _open_minutes(began_at, clock.due_at), _open_minutes(now, clock.due_at)
    assert (colour(clock, now) is YELLOW) == (left <= max(0.2 * limit, min(450, 0.5 * limit)))


def _open_minutes(start: dt.datetime, end: dt.datetime) -> int:
    count = (end - start) // dt.timedelta(minutes=1)
    return sum(is_open(minute) for minute, _ in zip(minutes_from(start), range(count), strict=False))
