"""The ladder of rules.md, row by row, at times that were computed by hand; and what holds for every clock."""

from __future__ import annotations

import datetime as dt
import timeit
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage.rules.follow_up import FollowUp, plan
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Limit, LimitUnit, Urgency
from storage.rules.words import Action, ClockKind
from tests.storage.rules.naive_calendar import local, shown
from tests.storage.rules.promises import CALENDAR, CLOCKS, INSTANTS, LADDER, running

ACCEPT, FIRST_REPLY, RESOLVE, ANSWER, CONFIRM, DISPATCH = ClockKind
CRITICAL, URGENT, NORMAL, INQUIRY = Urgency
A_MOMENT = dt.timedelta(microseconds=1)


def taking(clock: RunningClock, due: tuple[FollowUp, ...]) -> RunningClock:
    """The clock once these steps are in the history."""
    return replace(clock, taken=clock.taken | {follow_up.step.code for follow_up in due})


def climb(clock: RunningClock, until: dt.datetime) -> Iterator[tuple[dt.datetime, FollowUp]]:
    """Look whenever the last look said so, and take what is due."""
    now = clock.began_at
    while now <= until:
        found = plan([clock], LADDER, CALENDAR, now)
        yield from ((now, follow_up) for follow_up in found.due)
        clock = taking(clock, found.due)
        if found.next_at is None:
            return
        assert found.next_at > now
        now = found.next_at


def told(follow_up: FollowUp) -> str:
    """The step, and who hears of it: “due 承办人 专班”."""
    act = [follow_up.step.act.label] if follow_up.step.act else []
    return " ".join([follow_up.step.code.split(":")[0], *(a.label for a in follow_up.audiences), *act])


def ladder_of(clock: RunningClock, until: str = "2027-12-31") -> list[str]:
    return [f"{shown(at)} {told(follow_up)}" for at, follow_up in climb(clock, local(until))]


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


# --- What was missed ---


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


# --- Whatever the clock ---

RESTED = st.builds(
    running, st.just(RESOLVE), st.sampled_from(Urgency), INSTANTS, rested_minutes=st.integers(0, 4500)
)
ANY = CLOCKS | RESTED
LATER = st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(days=90))


@given(ANY, LATER)
def test_next_look_is_exactly_when_something_is_due(clock: RunningClock, later: dt.timedelta) -> None:
    now = clock.began_at + later
    found = plan([clock], LADDER, CALENDAR, now)
    clock = taking(clock, found.due)
    assert plan([clock], LADDER, CALENDAR, now).due == ()
    assume(found.next_at is not None)
    assert found.next_at is not None
    assert found.next_at > now
    assert plan([clock], LADDER, CALENDAR, found.next_at - A_MOMENT).due == ()
    assert plan([clock], LADDER, CALENDAR, found.next_at).due != ()


@given(ANY, LATER)
def test_nobody_is_reminded_outside_office_minutes_but_of_a_critical_case(
    clock: RunningClock, later: dt.timedelta
) -> None:
    now = clock.began_at + later
    found = plan([clock], LADDER, CALENDAR, now)
    if not (clock.urgency is CRITICAL and clock.by_the_hour):
        assert not found.due or CALENDAR.is_open(now)
        assert found.next_at is None or CALENDAR.is_open(found.next_at)


@given(ANY, st.lists(LATER, min_size=1, max_size=6))
def test_each_step_is_taken_once_whenever_the_sweep_comes(
    clock: RunningClock, looks: list[dt.timedelta]
) -> None:
    last = CALENDAR.next_opening(clock.began_at + max(looks))
    punctual = sorted(follow_up.step.code for _, follow_up in climb(clock, last))

    found: list[FollowUp] = []
    for now in [*(clock.began_at + later for later in sorted(looks)), last]:
        due = plan([clock], LADDER, CALENDAR, now).due
        found += due
        clock = taking(clock, due)
    assert sorted(follow_up.step.code for follow_up in found) == punctual


@given(ANY, LATER)
def test_part_hears_once_of_a_clock_at_one_look_and_of_its_latest_step(
    clock: RunningClock, later: dt.timedelta
) -> None:
    due = plan([clock], LADDER, CALENDAR, CALENDAR.next_opening(clock.began_at + later)).due
    heard = [audience for follow_up in due for audience in follow_up.audiences]
    assert len(heard) == len(set(heard))
    if any(follow_up.step.act for follow_up in due):
        assert heard == []
    else:
        assert set(heard) == {audience for follow_up in due for audience in follow_up.step.audiences}
        for follow_up in due:
            overtaken = set(follow_up.step.audiences) - set(follow_up.audiences)
            after = due[due.index(follow_up) + 1 :]
            assert all(any(audience in other.audiences for other in after) for audience in overtaken)


ORDER = ("at_once", "half", "yellow", "due", "red", "leader", "second_red")


@given(ANY)
def test_steps_come_in_their_order(clock: RunningClock) -> None:
    taken = {f.step.code: at for at, f in climb(clock, clock.began_at + dt.timedelta(days=120))}
    times = [taken[code] for code in ORDER if code in taken]
    assert times == sorted(times)
    reminders = sorted((int(code[4:]), at) for code, at in taken.items() if code.startswith("red:"))
    assert [minutes for minutes, _ in reminders] == [450 * n for n in range(1, len(reminders) + 1)]
    days = [CALENDAR.local_date(at) for _, at in reminders]
    assert len(set(days)) == len(days)


@settings(max_examples=50)
@given(st.sampled_from(Urgency), INSTANTS, st.integers(0, 4500), st.integers(0, 4500))
def test_more_rest_never_makes_a_step_earlier(
    urgency: Urgency, began_at: dt.datetime, one: int, other: int
) -> None:
    less, more = (
        {
            follow_up.step.code: follow_up.step.at
            for follow_up in plan(
                [running(RESOLVE, urgency, began_at, rested_minutes=rested)],
                LADDER,
                CALENDAR,
                CALENDAR.next_opening(began_at + dt.timedelta(days=250)),
            ).due
        }
        for rested in sorted((one, other))
    )
    assert less.keys() | more.keys() >= {"yellow", "red"}
    assert all(less[code] <= more[code] for code in less.keys() & more.keys())
