"""The start: when the sweep looks at each case next is compared with what policy and calendar say now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.rules.words import Action, State
from tests.storage.ledger.sweeping import history, restart, sweep
from tests.storage.ledger.zone import Zone, local


def test_start_finds_nothing_to_change(zone: Zone) -> None:
    for state in (State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.RESOLVED, State.CLOSED):
        zone.at(state)
    assert restart(zone) == []

    zone.now = local("2026-11-26 10:00")  # due, and noted as due
    assert restart(zone) == []


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.RESOLVED])
def test_sweep_notes_when_to_look_next_as_a_start_would(zone: Zone, state: State) -> None:
    zone.at(state)
    for day in range(25, 31):
        zone.now = local(f"2026-11-{day} 10:00")
        sweep(zone)
        assert restart(zone) == []


def test_start_under_a_changed_policy_notes_anew_what_is_due_next(zone: Zone) -> None:
    case_ids = [zone.open(), zone.open(), zone.open(), zone.at(State.CLOSED)]
    policy = zone.ledger.policy
    with zone.under(replace(policy, ladder=replace(policy.ladder, half_percent=25))):
        assert restart(zone) == case_ids[:3]
        assert restart(zone) == []
        at = {zone.next_action_at(case_id) for case_id in case_ids}

    # 210 of 840 minutes: at 14:30, after the lunch break
    assert at == {local("2026-11-24 14:30"), None}


def test_start_under_a_changed_calendar_settles_what_was_estimated(zone: Zone) -> None:
    """2027 becomes certain, with 1 January a working day for the sake of the test."""
    if zone.ledger.calendar.is_certain(2027):
        pytest.skip("2027 is announced")
    zone.now = local("2026-12-16 10:00")
    case_id = zone.open()
    before = zone.clocks(case_id)
    policy = zone.ledger.policy
    (year,) = [one for one in policy.calendar.years if one.year == 2027]
    announced = replace(year, announced=True, days_off=tuple(day for day in year.days_off if day.month > 1))
    with zone.under(replace(policy, calendar=replace(policy.calendar, years=(announced,)))):
        assert restart(zone) == [case_id]
        assert restart(zone) == []
        after = zone.clocks(case_id)

    changed = [(b, a) for b, a in zip(before, after, strict=True) if b != a]
    assert [(b.estimated, b.due_at, a.estimated, a.due_at) for b, a in changed] == [
        (True, local("2027-01-07 17:30"), False, local("2027-01-06 17:30"))
    ]
    assert history(zone, case_id) == [(Action.RECKON, "办结：2027-01-06 17:30（原预计 2027-01-07 17:30）")]


def test_start_finds_a_handler_who_is_gone(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.leave_office(zone.who.lead)
    restart(zone)
    sweep(zone)

    assert zone.case(case_id).state is State.RETURNED
