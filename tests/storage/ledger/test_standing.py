"""What waits, what is red and what is yellow, at a moment that may be past."""

from __future__ import annotations

from storage.ledger.standing import count_overdue, count_states, count_yellow, overdue_lines
from storage.rules.colour import Colour
from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind, State
from tests.storage.ledger.zone import Zone, local


def test_what_waits_and_what_is_red_is_told_as_it_stood(zone: Zone) -> None:
    who = zone.who
    late = zone.open_at("2026-11-20 10:00", Urgency.INQUIRY)
    soon = zone.open_at("2026-11-23 15:00", Urgency.URGENT)
    at = local("2026-11-24 00:00")

    def standing() -> tuple[dict[State, int], int, int, list[tuple[int, ClockKind, Colour]]]:
        states = {one.state: one.cases for one in zone.run(count_states, at) if one.cases}
        lines = [(line.case_id, line.kind, line.colour) for line in zone.run(overdue_lines, at, limit=5)]
        return states, zone.run(count_overdue, at), zone.run(count_yellow, at), lines

    then = standing()
    assert then == ({State.SUBMITTED: 2}, 1, 1, [(late, ClockKind.FIRST_REPLY, Colour.RED)])
    for case_id in (late, soon):
        zone.acts_at(case_id, ("09:10", Action.ACCEPT, who.lead), ("10:00", Action.RESOLVE, who.lead))
    assert standing() == then


def test_rest_that_began_in_time_is_not_overdue_but_red_does_not_turn_back(zone: Zone) -> None:
    at = local("2026-11-25 00:00")
    red = zone.acts_at(
        zone.open_at("2026-11-20 10:00", Urgency.INQUIRY), ("09:00", Action.ACCEPT, zone.who.lead)
    )
    zone.acts_at(red, ("09:10", Action.ASK, zone.who.lead))
    rests = zone.acts_at(
        zone.open_at("2026-11-23 10:00", Urgency.INQUIRY), ("09:20", Action.ACCEPT, zone.who.lead)
    )
    zone.acts_at(rests, ("09:30", Action.ASK, zone.who.lead))

    assert [line.case_id for line in zone.run(overdue_lines, at, limit=5)] == [red]
    assert zone.run(count_yellow, at) == 0


def test_what_was_yellow_stays_so_when_it_rests_later(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-23 10:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("2026-11-23 11:10", Action.PROGRESS, zone.who.lead),
        ("17:40", Action.ASK, zone.who.lead),
    )

    seen = [zone.run(count_yellow, local(f"2026-11-24 {at}")) for at in ("09:00", "11:00", "17:41")]
    assert seen == [0, 1, 0]


def test_what_was_resolved_then_was_not_overdue_though_it_is_taken_back_later(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-19 10:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("2026-11-23 12:00", Action.RESOLVE, zone.who.lead),
        ("2026-11-24 09:10", Action.UNRESOLVE, zone.who.lead),
    )

    assert [zone.run(count_overdue, local(f"2026-11-24 {at}")) for at in ("00:00", "09:11")] == [0, 1]


def test_case_that_is_red_is_not_yellow_besides(zone: Zone) -> None:
    """签收 is past due, 办结 of the same case is near."""
    zone.open_at("2026-11-20 10:00", Urgency.URGENT)
    at = local("2026-11-27 10:00")

    assert (zone.run(count_overdue, at), zone.run(count_yellow, at)) == (1, 0)
