"""The ladder as a sweep climbs it: each step at its time, and whom it reminds."""

from __future__ import annotations

from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, Closure, State
from tests.storage.ledger.sweeping import history, reminders, walk
from tests.storage.ledger.zone import Zone, local


def test_sweep_case_that_nobody_signs_for(zone: Zone) -> None:
    zone.open()

    assert walk(zone, "2026-11-27 09:00") == [
        ("11-25 09:30", "accept_half", "handler"),
        ("11-26 09:00", "accept_due", "handler"),
        ("11-26 09:00", "accept_due", "managers"),
        ("11-26 09:30", "first_reply_half", "handler"),
        ("11-27 09:00", "accept_leader", "leaders"),
    ]


def test_sweep_critical_case_rings_day_and_night(zone: Zone) -> None:
    zone.now = local("2026-11-27 23:10")
    case_id = zone.open(urgency=Urgency.CRITICAL)

    assert walk(zone, "2026-11-28 12:00") == [
        ("11-27 23:10", "accept_at_once", "duty"),
        ("11-28 00:10", "accept_half", "handler"),
        ("11-28 00:10", "accept_half", "members"),
        ("11-28 01:10", "accept_due", "managers"),
        ("11-28 03:10", "accept_leader", "leaders"),
        ("11-28 11:10", "first_reply_half", "handler"),
    ]
    assert {(row.urgent, row.case_id) for row in zone.run(reminders)} == {(True, case_id)}


def test_sweep_critical_case_is_resolved_in_office_hours(zone: Zone) -> None:
    zone.acts(
        zone.open(urgency=Urgency.CRITICAL), (Action.ACCEPT, zone.who.lead), (Action.PROGRESS, zone.who.lead)
    )

    steps = walk(zone, "2026-12-01 12:00")

    assert ("11-30 09:00", "resolve_red", "managers") in steps
    assert {row.urgent for row in zone.run(reminders) if row.topic.startswith("remind_resolve")} == {False}


def test_sweep_case_that_is_not_resolved(zone: Zone) -> None:
    case_id = zone.open(urgency=Urgency.URGENT)
    zone.acts(case_id, (Action.ACCEPT, zone.who.lead), (Action.PROGRESS, zone.who.lead))

    assert walk(zone, "2026-12-04 12:00") == [
        ("11-30 09:00", "resolve_quiet", "handler"),
        ("11-30 16:12", "resolve_yellow", "handler"),
        ("12-02 09:00", "resolve_red", "handler"),
        ("12-02 09:00", "resolve_red", "managers"),
        ("12-03 09:00", "resolve_red", "handler"),
        ("12-04 09:00", "resolve_red", "handler"),
    ]


def test_sweep_silence_is_broken_by_a_word_and_begins_anew(zone: Zone) -> None:
    case_id = zone.acts(zone.open(), (Action.ACCEPT, zone.who.lead), (Action.PROGRESS, zone.who.lead))
    zone.now = local("2026-11-27 10:00")
    zone.act(Action.PROGRESS, case_id, zone.who.lead, visible=False)

    assert walk(zone, "2026-12-04 12:00") == [("12-03 09:00", "resolve_quiet", "handler")]
    zone.act(Action.PROGRESS, case_id, zone.who.lead)
    zone.now = local("2026-12-07 10:00")
    zone.act(Action.PROGRESS, case_id, zone.who.lead)
    assert walk(zone, "2026-12-11 12:00") == [
        ("12-10 16:12", "resolve_yellow", "handler"),
        ("12-11 09:00", "resolve_quiet", "handler"),
    ]


def test_sweep_question_that_the_enterprise_does_not_answer(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)

    assert walk(zone, "2026-12-09 08:59") == [
        ("11-27 09:00", "answer_after", "contacts"),
        ("12-02 09:00", "answer_after", "contacts"),
    ]
    walk(zone, "2026-12-09 09:00")
    assert zone.case(case_id).state is State.IN_PROGRESS
    assert zone.told(case_id, Action.ANSWER_OVERDUE) == [Audience.CONTACTS, Audience.HANDLER]
    assert history(zone, case_id)[-1] == (Action.ANSWER_OVERDUE, "")


def test_sweep_resolution_that_the_enterprise_does_not_confirm(zone: Zone) -> None:
    case_id = zone.at(State.RESOLVED)

    assert walk(zone, "2027-01-01 00:00") == [
        ("11-27 09:00", "confirm_after", "contacts"),
        ("12-02 09:00", "confirm_after", "contacts"),
    ]
    case = zone.case(case_id)
    assert (case.state, case.closure) == (State.CLOSED, Closure.UNCONFIRMED)
    (closing,) = [e for e in zone.entries(case_id) if e.action is Action.CLOSE_UNCONFIRMED]
    assert closing.at == local("2026-12-09 09:00")


def test_sweep_case_that_nobody_takes(zone: Zone) -> None:
    zone.at(State.RETURNED)

    assert walk(zone, "2026-11-26 09:00")[:2] == [
        ("11-24 15:00", "dispatch_due", "managers"),
        ("11-26 09:00", "dispatch_leader", "leaders"),
    ]


def test_sweep_third_denial_waits_for_the_managers(zone: Zone) -> None:
    zone.denied(3)

    assert walk(zone, "2026-11-24 17:00") == [("11-24 15:00", "dispatch_due", "managers")]


def test_sweep_next_handler_has_a_ladder_of_their_own(zone: Zone) -> None:
    case_id = zone.open()
    walk(zone, "2026-11-25 10:00")
    zone.act(Action.REASSIGN, case_id, zone.who.manager)

    assert walk(zone, "2026-11-27 09:00") == [
        ("11-26 09:15", "accept_half", "handler"),
        ("11-26 09:30", "first_reply_half", "handler"),
        ("11-27 09:00", "accept_due", "handler"),
        ("11-27 09:00", "accept_due", "managers"),
    ]
