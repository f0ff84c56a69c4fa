"""What holds of following up on any clock, whenever it is looked at."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage.rules.follow_up import FollowUp, plan
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind
from tests.storage.rules.climbing import climb, taking
from tests.storage.rules.promises import CALENDAR, CLOCKS, INSTANTS, LADDER, running

A_MOMENT = dt.timedelta(microseconds=1)
RESTED = st.builds(
    running,
    st.just(ClockKind.RESOLVE),
    st.sampled_from(Urgency),
    INSTANTS,
    rested_minutes=st.integers(0, 4500),
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
    if not (clock.urgency is Urgency.CRITICAL and clock.by_the_hour):
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
                [running(ClockKind.RESOLVE, urgency, began_at, rested_minutes=rested)],
                LADDER,
                CALENDAR,
                CALENDAR.next_opening(began_at + dt.timedelta(days=250)),
            ).due
        }
        for rested in sorted((one, other))
    )
    assert less.keys() | more.keys() >= {"yellow", "red"}
    assert all(less[code] <= more[code] for code in less.keys() & more.keys())
