"""请企业补充: the clock of 办结 rests, and its due time moves by the working time rested."""

from __future__ import annotations

from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind, State
from tests.storage.ledger.zone import ClockNow, Zone, local


def resolve_clock(zone: Zone, case_id: int) -> ClockNow:
    [*_, last] = [clock for clock in zone.clocks(case_id) if clock.kind is ClockKind.RESOLVE]
    return last


def test_rest_moves_the_due_time_by_the_working_time_rested(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.now = local("2026-11-25 10:00")
    zone.act(Action.ASK, case_id, zone.who.lead)
    assert resolve_clock(zone, case_id).resting_since == zone.now
    assert zone.next_action_at(case_id) == local("2026-11-30 09:00")  # 2 WD without an answer

    zone.now = local("2026-11-26 11:00")
    zone.act(Action.ANSWER, case_id, zone.who.reporter)

    clock = resolve_clock(zone, case_id)
    # 6 h 30 of the 25th and 2 h of the 26th, from 12-15 17:30 on: all of the 16th and an hour more
    assert (clock.rested_minutes, clock.due_at) == (510, local("2026-12-17 10:00"))
    assert clock.resting_since is None
    assert zone.next_action_at(case_id) == local("2026-12-02 09:00")  # 3 WD without a word


def test_rest_over_a_weekend_moves_nothing(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.now = local("2026-11-27 17:30")
    zone.act(Action.ASK, case_id, zone.who.lead)
    zone.now = local("2026-11-30 09:00")
    zone.act(Action.ANSWER, case_id, zone.who.reporter)

    assert resolve_clock(zone, case_id).due_at == local("2026-12-15 17:30")


def test_rest_twice_adds_up(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    for _ in range(2):
        zone.act(Action.ASK, case_id, zone.who.lead)
        zone.later(hours=1)
        zone.act(Action.UNASK, case_id, zone.who.lead)

    clock = resolve_clock(zone, case_id)
    assert (clock.rested_minutes, clock.due_at) == (120, local("2026-12-16 11:00"))


def test_rest_begun_in_time_moves_a_clock_that_would_have_run_out(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS, urgency=Urgency.INQUIRY)
    zone.now = local("2026-11-25 17:00")
    zone.act(Action.ASK, case_id, zone.who.lead)
    zone.now = local("2026-11-26 10:00")
    zone.act(Action.ANSWER, case_id, zone.who.reporter)

    assert resolve_clock(zone, case_id).due_at == local("2026-11-26 10:30")


def test_rest_does_not_turn_a_red_clock_back(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS, urgency=Urgency.INQUIRY)
    zone.now = local("2026-11-26 10:00")
    zone.act(Action.ASK, case_id, zone.who.lead)
    zone.now = local("2026-11-27 10:00")
    zone.act(Action.ANSWER, case_id, zone.who.reporter)

    clock = resolve_clock(zone, case_id)
    assert (clock.rested_minutes, clock.due_at) == (450, local("2026-11-25 17:30"))


def test_rest_into_an_unannounced_year_makes_the_due_time_an_estimate(zone: Zone) -> None:
    zone.now = local("2026-12-09 10:00")
    case_id = zone.at(State.IN_PROGRESS)
    assert not resolve_clock(zone, case_id).estimated  # 12-30
    zone.now = local("2026-12-10 09:00")
    zone.act(Action.ASK, case_id, zone.who.lead)
    zone.now = local("2026-12-14 09:00")
    zone.act(Action.ANSWER, case_id, zone.who.reporter)

    clock = resolve_clock(zone, case_id)
    assert clock.due_at == local("2027-01-04 17:30")
    assert clock.estimated is not zone.ledger.calendar.is_certain(2027)
