"""What is due at one look: the latest step for each part, in office minutes, and when to look again."""

from __future__ import annotations

import timeit
from dataclasses import replace

import pytest

from storage.rules.follow_up import plan
from storage.rules.urgency import Limit, LimitUnit, Urgency
from storage.rules.words import ClockKind
from tests.storage.rules.climbing import climb, ladder_of, taking, told
from tests.storage.rules.naive_calendar import local, shown
from tests.storage.rules.promises import CALENDAR, LADDER, running

ACCEPT, FIRST_REPLY, RESOLVE, ANSWER, CONFIRM, DISPATCH = ClockKind
CRITICAL, URGENT, NORMAL, INQUIRY = Urgency


# Missed


def test_part_hears_of_the_latest_step_alone() -> None:
    clock = running(ACCEPT, URGENT, local("2026-11-27 16:00"))
    found = plan([clock], LADDER, CALENDAR, local("2026-12-01 14:00"))
    assert [(told(f), f.is_overtaken) for f in found.due] == [
        ("half", True),
        ("due 承办人 专班", False),
        ("leader 分管领导", False),
    ]
    assert found.next_at is None


def test_act_overtakes_the_reminders_before_it() -> None:
    clock = running(CONFIRM, NORMAL, local("2026-11-24 10:00"))
    found = plan([clock], LADDER, CALENDAR, local("2026-12-24 10:00"))
    assert [(told(f), f.is_overtaken) for f in found.due] == [
        ("after", True),
        ("after", True),
        ("due 逾期未确认", False),
    ]


def test_standstill_of_a_month_sends_the_last_reminder_and_records_the_others() -> None:
    clock = running(RESOLVE, INQUIRY, local("2026-10-09 10:00"))  # red from Monday the 12th
    found = plan([clock], LADDER, CALENDAR, local("2026-11-10 10:30"))
    told_of = [told(f) for f in found.due if not f.is_overtaken]
    assert told_of == ["second_red 分管领导 专班", "red 承办人"]
    # Yellow, red, second red, and October 13 to November 10 but for the weekends.
    assert len(found.due) == 3 + 21
    assert shown(found.due[-1].step.at) == "11-10 09:00"
    assert found.next_at == local("2026-11-11 09:00")


@pytest.mark.parametrize(
    "back", ["2026-11-28 03:00", "2026-11-30 08:59", "2026-12-01 12:10", "2026-11-30 17:30"]
)
def test_sweep_that_comes_back_in_the_night_waits_for_the_opening(back: str) -> None:
    clock = running(ACCEPT, URGENT, local("2026-11-27 13:00"))  # due at 17:00, half at 15:00
    found = plan([clock], LADDER, CALENDAR, local(back))
    assert found.due == ()
    assert found.next_at == CALENDAR.next_opening(local(back))
    assert plan([clock], LADDER, CALENDAR, found.next_at).due


def test_critical_case_does_not_wait_for_the_opening() -> None:
    clocks = [running(kind, CRITICAL, local("2026-11-27 16:00")) for kind in (ACCEPT, DISPATCH)]
    found = plan(clocks, LADDER, CALENDAR, local("2026-11-29 03:00"))
    assert [(f.clock.kind, told(f)) for f in found.due] == [
        (ACCEPT, "at_once 值班"),
        (ACCEPT, "half 承办人 成员"),
        (ACCEPT, "due 专班"),
        (ACCEPT, "leader 分管领导"),
    ]
    assert found.next_at == local("2026-11-30 11:30")


# What is due, and the next look


def test_only_a_critical_case_rings_by_the_hour() -> None:
    clock = running(ACCEPT, NORMAL, local("2026-11-24 17:00"), limit=Limit(120, LimitUnit.CLOCK_MINUTES))
    assert ladder_of(clock)[:2] == ["11-25 09:00 half", "11-25 09:00 due 承办人 专班"]


def test_steps_of_several_clocks_come_in_the_order_of_time() -> None:
    clocks = [
        replace(running(kind, NORMAL, local("2026-11-24 10:00")), id=number)
        for number, kind in enumerate((FIRST_REPLY, ACCEPT))
    ]
    found = plan(clocks, LADDER, CALENDAR, local("2026-11-26 10:00"))
    assert [(f.clock.kind, f.step.code) for f in found.due] == [
        (ACCEPT, "half"),
        (ACCEPT, "due"),
        (FIRST_REPLY, "half"),
    ]
    assert found.next_at == local("2026-11-27 09:00")


def test_nothing_runs_nothing_is_due() -> None:
    assert plan([], LADDER, CALENDAR, local("2026-11-24 10:00")).next_at is None


@pytest.mark.parametrize("minutes", [300, 450, 600, 900])
def test_other_distance_of_reminders_leaves_no_gap(minutes: int) -> None:
    clock = running(RESOLVE, INQUIRY, local("2026-11-24 10:00"))
    for _, follow_up in climb(clock, local("2026-12-21 09:00")):
        clock = taking(clock, (follow_up,))
    changed = replace(LADDER, red_repeat_minutes=minutes)
    now = local("2026-12-21 09:01")
    found = plan([clock], changed, CALENDAR, now)
    assert sum(not follow_up.is_overtaken for follow_up in found.due) <= 1
    assert found.next_at is not None
    assert found.next_at <= CALENDAR.next_opening(CALENDAR.add_working_minutes(now, minutes))


def test_case_that_is_late_for_two_years_is_planned_at_once() -> None:
    clock = running(RESOLVE, INQUIRY, local("2026-01-05 10:00"))
    now = local("2027-12-30 10:00")
    clock = taking(clock, plan([clock], LADDER, CALENDAR, now).due)
    seconds = min(timeit.repeat(lambda: plan([clock], LADDER, CALENDAR, now), number=5, repeat=10)) / 5
    assert seconds < 0.001
