"""The ladder of rules.md, row by row, at times that were computed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.rules.follow_up import plan
from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind
from tests.storage.rules.climbing import ladder_of, taking, told
from tests.storage.rules.naive_calendar import local
from tests.storage.rules.promises import CALENDAR, LADDER, running

ACCEPT, FIRST_REPLY, RESOLVE, ANSWER, CONFIRM, DISPATCH = ClockKind
CRITICAL, URGENT, NORMAL, INQUIRY = Urgency


# 签收 and the first reply


@pytest.mark.parametrize(
    ("received", "urgency", "steps"),
    [
        # 390 + 450 = 840 minutes, half are 420: 30 minutes into the second day.
        ("2026-11-24 10:00", NORMAL, ["11-25 09:30", "11-26 09:00", "11-27 09:00"]),
        ("2026-11-24 10:00", INQUIRY, ["11-25 09:30", "11-26 09:00", "11-27 09:00"]),
        # In the night; half of 900 ends with the day.
        ("2026-11-24 22:00", NORMAL, ["11-26 09:00", "11-27 09:00", "11-30 09:00"]),
        # On a Friday, half of 510: 60 minutes, 180 on Monday morning, 15 after lunch.
        ("2026-11-27 16:30", NORMAL, ["11-30 13:15", "12-01 09:00", "12-02 09:00"]),
        # Over the National Day; the leader hears of it on the make-up Saturday.
        ("2026-09-30 10:00", NORMAL, ["10-08 09:30", "10-09 09:00", "10-10 09:00"]),
        # 4 h W; what falls on noon comes after lunch.
        ("2026-11-24 10:00", URGENT, ["11-24 13:00", "11-24 15:00", "11-25 15:00"]),
        ("2026-11-24 12:30", URGENT, ["11-24 15:00", "11-24 17:00", "11-25 17:00"]),
        ("2026-11-28 11:00", URGENT, ["11-30 11:00", "11-30 14:00", "12-01 14:00"]),
        ("2026-09-30 17:59", URGENT, ["10-08 10:59", "10-08 13:59", "10-09 13:59"]),
    ],
)
def test_accept(received: str, urgency: Urgency, steps: list[str]) -> None:
    half, due, leader = steps
    assert ladder_of(running(ACCEPT, urgency, local(received))) == [
        f"{half} half 承办人",
        f"{due} due 承办人 专班",
        f"{leader} leader 分管领导",
    ]


@pytest.mark.parametrize(
    ("received", "steps"),
    [
        ("2026-11-24 10:00", ["11-24 10:00", "11-24 11:00", "11-24 12:00", "11-24 14:00"]),
        ("2026-10-01 23:10", ["10-01 23:10", "10-02 00:10", "10-02 01:10", "10-02 03:10"]),
        ("2026-11-28 12:30:59", ["11-28 12:30", "11-28 13:30", "11-28 14:30", "11-28 16:30"]),
    ],
)
def test_accept_of_a_critical_case_runs_by_the_clock(received: str, steps: list[str]) -> None:
    at_once, half, due, leader = steps
    assert ladder_of(running(ACCEPT, CRITICAL, local(received))) == [
        f"{at_once} at_once 值班",
        f"{half} half 承办人 成员",
        f"{due} due 专班",
        f"{leader} leader 分管领导",
    ]


@pytest.mark.parametrize(
    ("received", "urgency", "half", "due"),
    [
        ("2026-10-01 23:10", CRITICAL, "10-02 11:10", "10-02 23:10"),
        ("2026-11-24 10:00", URGENT, "11-25 09:30", "11-26 09:00"),
        ("2026-11-24 10:00", INQUIRY, "11-25 09:30", "11-26 09:00"),
        # 390 + 3 × 450 = 1740; half are 870, of which 30 fall on the third day.
        ("2026-11-24 10:00", NORMAL, "11-26 09:30", "11-30 09:00"),
        ("2026-09-30 10:00", NORMAL, "10-09 09:30", "10-12 09:00"),
        # In the holiday: 1800 from October 8 on, half of it ends with October 9.
        ("2026-10-03 12:00", NORMAL, "10-10 09:00", "10-13 09:00"),
    ],
)
def test_first_reply(received: str, urgency: Urgency, half: str, due: str) -> None:
    assert ladder_of(running(FIRST_REPLY, urgency, local(received))) == [
        f"{half} half 承办人",
        f"{due} due 承办人 专班",
    ]


# 办结


def test_resolve_of_a_normal_case() -> None:
    # Quiet after 25, 26, 27; yellow 1428 of 7140 minutes before December 15, 17:30.
    assert ladder_of(running(RESOLVE, NORMAL, local("2026-11-24 10:00")), until="2026-12-22 12:00") == [
        "11-30 09:00 quiet 承办人",
        "12-10 16:12 yellow 承办人",
        "12-16 09:00 red 承办人 专班",
        "12-17 09:00 red 承办人",
        "12-18 09:00 red 承办人",
        "12-21 09:00 red 承办人",
        "12-22 09:00 red 承办人",
    ]


@pytest.mark.parametrize(
    ("received", "urgency", "steps"),
    [
        (
            "2026-11-24 10:00",
            URGENT,
            ["11-30 09:00 quiet 承办人", "11-30 16:12 yellow 承办人", "12-02 09:00"],
        ),
        # Three days of silence are over only when it is red.
        ("2026-11-24 10:00", CRITICAL, ["11-27 09:00 yellow 承办人", "11-30 09:00"]),
        ("2026-11-24 10:00", INQUIRY, ["11-25 09:30 yellow 承办人", "11-26 09:00"]),
        ("2026-11-27 20:00", INQUIRY, ["12-01 09:00 yellow 承办人", "12-02 09:00"]),
        # Over the National Day: quiet after 9, 10 and 12 October.
        (
            "2026-09-30 18:05",
            NORMAL,
            ["10-13 09:00 quiet 承办人", "10-23 16:00 yellow 承办人", "10-29 09:00"],
        ),
        ("2026-09-30 10:00", CRITICAL, ["10-10 09:00 yellow 承办人", "10-12 09:00"]),
    ],
)
def test_resolve_until_it_is_red(received: str, urgency: Urgency, steps: list[str]) -> None:
    *before, red = steps
    clock = running(RESOLVE, urgency, local(received))
    assert ladder_of(clock)[: len(steps)] == [*before, f"{red} red 承办人 专班"]


@pytest.mark.parametrize(
    ("urgency", "second_red"),
    [(CRITICAL, "12-09 15:30"), (URGENT, "12-17 15:30"), (NORMAL, "01-29 15:30"), (INQUIRY, "12-01 15:30")],
)
def test_second_red_at_three_times_the_limit(urgency: Urgency, second_red: str) -> None:
    steps = ladder_of(running(RESOLVE, urgency, local("2026-11-24 10:00")))
    assert [step for step in steps if "second_red" in step] == [f"{second_red} second_red 分管领导 专班"]


def test_rest_moves_yellow_red_and_second_red() -> None:
    rested = running(RESOLVE, CRITICAL, local("2026-11-24 10:00"), rested_minutes=450)
    steps = ladder_of(rested, until="2026-12-10 17:00")
    assert [step for step in steps if not step.endswith(" red 承办人")] == [
        "11-30 09:00 quiet",
        "11-30 09:00 yellow 承办人",
        "12-01 09:00 red 承办人 专班",
        "12-10 15:30 second_red 分管领导 专班",
    ]


def test_rest_after_it_was_red_moves_the_second_red_alone() -> None:
    clock = running(RESOLVE, CRITICAL, local("2026-11-24 10:00"))
    rested = replace(clock, rested_minutes=900)
    steps = [step for step in ladder_of(rested, until="2026-12-11 17:00") if not step.endswith(" red 承办人")]
    assert steps == [
        "11-27 09:00 yellow 承办人",
        "11-30 09:00 red 承办人 专班",
        "12-11 15:30 second_red 分管领导 专班",
    ]


def test_due_inside_a_day_is_reminded_of_at_that_minute_every_working_day() -> None:
    # 111 minutes rested: due at 10:51 of the day after.
    clock = running(RESOLVE, INQUIRY, local("2026-11-26 10:00"), rested_minutes=111)
    assert ladder_of(clock, until="2026-12-02 09:00") == [
        "11-27 11:21 yellow 承办人",
        "11-30 10:51 red 承办人 专班",
        "12-01 10:51 red 承办人",
    ]


def test_new_silence_is_a_new_step_and_a_word_in_time_is_none() -> None:
    clock = running(RESOLVE, NORMAL, local("2026-11-24 10:00"))
    (first,) = plan([clock], LADDER, CALENDAR, local("2026-11-30 09:00")).due
    assert told(first) == "quiet 承办人"

    clock = replace(taking(clock, (first,)), silent_since=local("2026-12-01 11:00"))
    assert plan([clock], LADDER, CALENDAR, local("2026-12-04 17:00")).due == ()
    (second,) = plan([clock], LADDER, CALENDAR, local("2026-12-07 09:00")).due
    assert told(second) == "quiet 承办人"
    assert second.step.code != first.step.code
    assert plan([taking(clock, (second,))], LADDER, CALENDAR, local("2026-12-09 09:00")).due == ()


# The enterprise, and 专班


@pytest.mark.parametrize("kind", [ANSWER, CONFIRM])
@pytest.mark.parametrize(
    ("asked", "steps"),
    [
        ("2026-11-24 10:00", ["11-27 09:00", "12-02 09:00", "12-09 09:00"]),
        ("2026-11-24 22:00", ["11-30 09:00", "12-03 09:00", "12-10 09:00"]),
        ("2026-09-30 10:00", ["10-10 09:00", "10-14 09:00", "10-21 09:00"]),
    ],
)
def test_waiting_for_the_enterprise(kind: ClockKind, asked: str, steps: list[str]) -> None:
    first, second, end = steps
    act = Action.ANSWER_OVERDUE if kind is ANSWER else Action.CLOSE_UNCONFIRMED
    assert ladder_of(running(kind, CRITICAL, local(asked))) == [
        f"{first} after 企业联系人",
        f"{second} after 企业联系人",
        f"{end} due {act.label}",
    ]


@pytest.mark.parametrize(
    ("returned", "due", "leader"),
    [
        ("2026-11-24 10:00", "11-24 15:00", "11-26 09:00"),
        ("2026-11-27 22:00", "11-30 14:00", "12-02 09:00"),
        ("2026-09-30 16:00", "10-08 11:00", "10-09 09:00"),
    ],
)
def test_dispatch(returned: str, due: str, leader: str) -> None:
    assert ladder_of(running(DISPATCH, CRITICAL, local(returned))) == [
        f"{due} due 专班",
        f"{leader} leader 分管领导",
    ]
