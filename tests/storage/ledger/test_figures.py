"""What each count of a period means, case by case."""

from __future__ import annotations

from dataclasses import asdict

from storage.ledger.figures import count_events
from storage.ledger.standing import count_overdue
from storage.rules.digest_days import Period
from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind
from tests.storage.ledger.zone import Zone, local

MONDAY = Period(since=local("2026-11-23 00:00"), until=local("2026-11-24 00:00"))
TUESDAY = Period(since=local("2026-11-24 00:00"), until=local("2026-11-25 00:00"))


def counted(zone: Zone, period: Period = TUESDAY) -> dict[str, int]:
    """What is not nought."""
    counts = zone.run(count_events, period)
    return {name: number for name, number in asdict(counts).items() if number}


# 签收


def test_late_acceptance_counts_when_it_was_due_and_when_it_came(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-20 10:00")
    zone.acts_at(case_id, ("10:00", Action.ACCEPT, zone.who.lead))

    assert counted(zone, MONDAY) == {"acceptances_missed": 1}
    assert counted(zone) == {"accepted": 1}


def test_late_acceptance_of_the_day_it_was_due_counts_once(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-23 10:00")
    zone.acts_at(case_id, ("18:00", Action.ACCEPT, zone.who.lead))

    assert counted(zone) == {"accepted": 1}


def test_returned_in_time_is_not_due_for_acceptance(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-23 10:00")
    zone.acts_at(case_id, ("10:00", Action.RETURN, zone.who.lead))

    assert counted(zone) == {}


# 办结, and what is said to it


def test_good_day_of_a_case(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open_at("2026-11-24 09:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("10:00", Action.ACCEPT, who.lead),
        ("11:00", Action.RESOLVE, who.lead),
        ("14:00", Action.CONFIRM, who.reporter),
        ("14:01", Action.RATE, who.reporter),
    )

    assert counted(zone) == {
        "opened": 1,
        "accepted": 1,
        "accepted_in_time": 1,
        "resolved": 1,
        "answered": 1,
        "confirmed": 1,
        "rated": 1,
        "content": 1,
    }
    # Reply and 办结 were due a day later, and count then.
    due = Period(since=TUESDAY.until, until=local("2026-11-26 00:00"))
    assert counted(zone, due) == {
        "replies_due": 1,
        "replied_in_time": 1,
        "resolutions_due": 1,
        "resolved_in_time": 1,
    }


def test_case_counts_once_by_its_last_resolution(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open_at("2026-11-24 09:00")
    zone.acts_at(
        case_id,
        ("09:10", Action.ACCEPT, who.lead),
        ("09:20", Action.RESOLVE, who.lead),
        ("09:30", Action.DENY, who.reporter),
        ("09:40", Action.RESOLVE, who.lead),
        ("09:50", Action.CONFIRM, who.reporter),
    )

    figures = counted(zone)
    assert (figures["resolved"], figures["answered"], figures["confirmed"], figures["redone"]) == (1, 1, 1, 1)


def test_resolution_that_was_taken_back_is_none(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-24 09:00")
    zone.acts_at(
        case_id,
        ("09:10", Action.ACCEPT, zone.who.lead),
        ("09:20", Action.RESOLVE, zone.who.lead),
        ("09:30", Action.UNRESOLVE, zone.who.lead),
    )

    assert "resolved" not in counted(zone)


def test_reopened_on_another_day_counts_on_that_day(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open_at("2026-11-23 09:00")
    zone.acts_at(
        case_id,
        ("2026-11-23 09:10", Action.ACCEPT, who.lead),
        ("2026-11-23 09:20", Action.RESOLVE, who.lead),
        ("2026-11-23 09:30", Action.CONFIRM, who.reporter),
        ("10:00", Action.REOPEN, who.reporter),
    )

    assert counted(zone, MONDAY)["confirmed"] == 1
    assert counted(zone) == {"answered": 1, "redone": 1}


def test_declined_and_withdrawn_are_outside_but_were_opened(zone: Zone) -> None:
    who = zone.who
    for ending, by in ((Action.DECLINE, who.manager), (Action.WITHDRAW, who.reporter)):
        case_id = zone.open_at("2026-11-24 09:00")
        zone.acts_at(case_id, ("09:10", Action.ACCEPT, who.lead), ("10:00", ending, by))

    assert counted(zone) == {"opened": 2}
    assert zone.run(count_overdue, local("2027-01-20 00:00")) == 0


# When 办结 is due


def test_resolution_in_time_stays_so_when_it_is_taken_back_later(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-23 10:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("2026-11-23 12:00", Action.RESOLVE, zone.who.lead),
    )
    before = counted(zone)
    assert (before["resolutions_due"], before["resolved_in_time"]) == (1, 1)
    zone.acts_at(case_id, ("2026-11-25 09:10", Action.UNRESOLVE, zone.who.lead))

    assert counted(zone) == before


def test_resolution_that_rests_is_not_due(zone: Zone) -> None:
    case_id = zone.open_at("2026-11-23 10:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("10:00", Action.ASK, zone.who.lead),
    )

    assert counted(zone) == {"replies_due": 1, "replied_in_time": 1}


def test_resolution_ended_by_upholding_is_not_due_any_more(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts_at(zone.open_at("2026-11-23 09:00"), ("2026-11-23 09:01", Action.ACCEPT, who.lead))
    for hour in (10, 11, 14):
        resolved = (f"2026-11-23 {hour}:00", Action.RESOLVE, who.lead)
        zone.acts_at(case_id, resolved, (f"2026-11-23 {hour}:30", Action.DENY, who.reporter))
    [*_, running] = [clock for clock in zone.clocks(case_id) if clock.kind is ClockKind.RESOLVE]
    zone.later(hours=1)
    zone.act(Action.UPHOLD, case_id, zone.who.manager)
    due_day = Period(since=running.due_at.replace(hour=0), until=running.due_at.replace(hour=23))

    assert counted(zone, due_day) == {}


def test_case_is_due_once_a_period_by_its_last_due_time(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open_at("2026-11-23 10:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, who.lead),
        ("10:00", Action.RESOLVE, who.lead),
        ("11:00", Action.DENY, who.reporter),
    )
    week = Period(since=MONDAY.since, until=local("2026-11-30 00:00"))
    figures = counted(zone, week)

    assert (figures["resolutions_due"], figures.get("resolved_in_time", 0)) == (1, 0)
    assert counted(zone)["resolved_in_time"] == 1  # the first time, on its own day


def test_first_resolution_stays_in_time_when_the_second_comes_late_in_the_day(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open_at("2026-11-23 10:00", Urgency.INQUIRY)
    zone.acts_at(
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, who.lead),
        ("10:00", Action.RESOLVE, who.lead),
        ("11:00", Action.DENY, who.reporter),
        ("18:30", Action.RESOLVE, who.lead),
    )

    figures = counted(zone)
    assert (figures["resolutions_due"], figures["resolved_in_time"], figures["resolved"]) == (1, 1, 1)
