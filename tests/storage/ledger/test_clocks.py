"""The clocks of a case against due times counted by hand (rules.md, "Clocks")."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.ledger.values import Target
from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind, State
from tests.storage.ledger.zone import ClockNow, Zone, local

ACCEPT, FIRST_REPLY, RESOLVE = ClockKind.ACCEPT, ClockKind.FIRST_REPLY, ClockKind.RESOLVE
ANSWER, CONFIRM, DISPATCH = ClockKind.ANSWER, ClockKind.CONFIRM, ClockKind.DISPATCH


def due(accept: str, first_reply: str, resolve: str) -> dict[ClockKind, datetime]:
    return {ACCEPT: local(accept), FIRST_REPLY: local(first_reply), RESOLVE: local(resolve)}


def last(zone: Zone, case_id: int, kind: ClockKind) -> ClockNow:
    return [clock for clock in zone.clocks(case_id) if clock.kind is kind][-1]


@pytest.mark.parametrize(
    ("urgency", "received", "expected"),
    [
        # the checks of rules.md
        (
            Urgency.NORMAL,
            "2026-09-30 10:00",
            due("2026-10-08 17:30", "2026-10-10 17:30", "2026-10-27 17:30"),
        ),
        (
            Urgency.NORMAL,
            "2026-09-30 18:05",
            due("2026-10-09 17:30", "2026-10-12 17:30", "2026-10-28 17:30"),
        ),
        (
            Urgency.URGENT,
            "2026-09-30 17:59",
            due("2026-10-08 13:59", "2026-10-08 17:30", "2026-10-13 17:30"),
        ),
        (
            Urgency.NORMAL,
            "2026-11-21 11:00",
            due("2026-11-24 17:30", "2026-11-26 17:30", "2026-12-14 17:30"),
        ),
        # 特急 runs day and night
        (
            Urgency.CRITICAL,
            "2026-11-27 23:10",
            due("2026-11-28 01:10", "2026-11-28 23:10", "2026-12-03 17:30"),
        ),
        (
            Urgency.INQUIRY,
            "2026-11-24 10:00",
            due("2026-11-25 17:30", "2026-11-25 17:30", "2026-11-25 17:30"),
        ),
    ],
)
def test_open_case_promises_by_its_urgency(
    zone: Zone, urgency: Urgency, received: str, expected: dict[ClockKind, datetime]
) -> None:
    zone.now = local(received)

    assert zone.running(zone.open(urgency=urgency)) == expected


def test_open_case_whose_promise_reaches_an_unannounced_year_is_an_estimate(zone: Zone) -> None:
    zone.now = local("2026-12-25 10:00")
    unannounced = not zone.ledger.calendar.is_certain(2027)

    clocks = {clock.kind: clock.estimated for clock in zone.clocks(zone.open())}

    assert clocks == {ACCEPT: False, FIRST_REPLY: False, RESOLVE: unannounced}


def test_clock_keeps_the_limit_that_was_in_force(zone: Zone) -> None:
    case_id = zone.open(urgency=Urgency.URGENT)

    assert {clock.kind: clock.limit for clock in zone.clocks(case_id)} == {
        ACCEPT: "4 h W",
        FIRST_REPLY: "1 WD",
        RESOLVE: "5 WD",
    }


# 签收


def test_accept_stops_its_own_clock_and_no_other(zone: Zone) -> None:
    case_id = zone.open()
    zone.later(hours=1)
    zone.act(Action.ACCEPT, case_id, zone.who.lead)

    assert last(zone, case_id, ACCEPT).stopped_at == local("2026-11-24 11:00")
    assert set(zone.running(case_id)) == {FIRST_REPLY, RESOLVE}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.RETURNED])
def test_reassign_gives_a_new_accept_clock_and_keeps_the_others(zone: Zone, state: State) -> None:
    case_id = zone.at(state)
    before = zone.running(case_id)
    zone.now = local("2026-11-25 11:00")

    zone.act(Action.REASSIGN, case_id, zone.who.manager)

    after = zone.running(case_id)
    assert after[ACCEPT] == local("2026-11-26 17:30")
    kept = {FIRST_REPLY, RESOLVE} & set(before)
    if state is State.NEEDS_INFO:
        # it had rested since 10:00 the day before: 6 h 30 then, 2 h now
        assert after[RESOLVE] == local("2026-12-17 10:00")
        kept -= {RESOLVE}
    assert {kind: after[kind] for kind in kept} == {kind: before[kind] for kind in kept}
    assert set(after) == {ACCEPT, RESOLVE} | kept


def test_reassign_within_the_department_begins_the_accept_clock_anew(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open()
    for hours, person_id in ((0, who.liaison), (30, who.liaison2)):
        zone.later(hours=hours)
        to = Target(person_id=person_id, department_id=who.department)
        zone.act(Action.REASSIGN, case_id, who.manager, target=to)

    accepts = [clock for clock in zone.clocks(case_id) if clock.kind is ACCEPT]
    assert [clock.due_at for clock in accepts] == [
        local("2026-11-25 17:30"),
        local("2026-11-25 17:30"),
        local("2026-11-26 17:30"),
    ]
    assert [clock.stopped_at is None for clock in accepts] == [False, False, True]


def test_returned_case_gives_the_managers_four_working_hours(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-24 16:00")
    zone.act(Action.RETURN, case_id, zone.who.lead)

    assert zone.running(case_id)[DISPATCH] == local("2026-11-25 11:30")
    zone.act(Action.TAKE, case_id, zone.who.manager)
    assert set(zone.running(case_id)) == {FIRST_REPLY, RESOLVE}


# First reply


@pytest.mark.parametrize(
    ("action", "changes", "stops"),
    [
        (Action.PROGRESS, {"visible": True}, True),
        (Action.PROGRESS, {"visible": False}, False),
        (Action.ASK, {}, True),
        (Action.RESOLVE, {}, True),
    ],
)
def test_first_reply_is_what_the_handler_lets_the_enterprise_see(
    zone: Zone, action: Action, changes: dict[str, bool], stops: bool
) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    assert FIRST_REPLY in zone.running(case_id)

    zone.act(action, case_id, zone.who.lead, **changes)

    assert (FIRST_REPLY not in zone.running(case_id)) == stops


@pytest.mark.parametrize(
    ("action", "by"),
    [(Action.ANSWER, "reporter"), (Action.URGE, "reporter"), (Action.REASSIGN, "manager")],
)
def test_first_reply_is_nobody_elses(zone: Zone, action: Action, by: str) -> None:
    case_id = zone.at(State.IN_PROGRESS)

    zone.act(action, case_id, getattr(zone.who, by))

    assert FIRST_REPLY in zone.running(case_id)


def test_first_reply_is_promised_once(zone: Zone) -> None:
    case_id = zone.denied(1)

    assert [clock.kind for clock in zone.clocks(case_id)].count(FIRST_REPLY) == 1


# 办结, 撤回办结, 重办


def test_resolve_stops_the_clock_and_waits_ten_working_days(zone: Zone) -> None:
    case_id = zone.at(State.RESOLVED)

    assert zone.running(case_id) == {CONFIRM: local("2026-12-08 17:30")}
    assert last(zone, case_id, RESOLVE).stopped_at == zone.now


def test_unresolve_goes_on_with_the_old_clock(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    before = last(zone, case_id, RESOLVE)
    zone.act(Action.RESOLVE, case_id, zone.who.lead)
    zone.later(days=2)

    zone.act(Action.UNRESOLVE, case_id, zone.who.lead)

    assert zone.running(case_id) == {RESOLVE: local("2026-12-15 17:30")}
    assert [clock for clock in zone.clocks(case_id) if clock.kind is RESOLVE] == [before]


@pytest.mark.parametrize(
    ("urgency", "limit", "again"),
    [
        (Urgency.CRITICAL, "3 WD", "2026-11-30 17:30"),
        (Urgency.URGENT, "5 WD", "2026-12-02 17:30"),
        (Urgency.NORMAL, "5 WD", "2026-12-02 17:30"),
        (Urgency.INQUIRY, "1 WD", "2026-11-26 17:30"),
    ],
)
@pytest.mark.parametrize("closed", [False, True])
def test_redo_has_five_working_days_or_what_the_urgency_has(
    zone: Zone, urgency: Urgency, limit: str, again: str, closed: bool
) -> None:
    case_id = zone.at(State.CLOSED if closed else State.RESOLVED, urgency=urgency)
    zone.now = local("2026-11-25 10:00")

    zone.act(Action.REOPEN if closed else Action.DENY, case_id, zone.who.reporter)

    assert zone.running(case_id) == {RESOLVE: local(again)}
    assert last(zone, case_id, RESOLVE).limit == limit


def test_third_denial_leaves_the_redo_clock_running_beside_the_managers(zone: Zone) -> None:
    case_id = zone.denied(3)

    assert zone.running(case_id) == {RESOLVE: local("2026-12-01 17:30"), DISPATCH: local("2026-11-24 15:00")}


# What is over, and what comes next


@pytest.mark.parametrize(
    ("state", "action", "by"),
    [
        (State.RESOLVED, Action.CONFIRM, "reporter"),
        (State.RESOLVED, Action.CONFIRM_FOR, "manager"),
        (State.RESOLVED, Action.CLOSE_UNCONFIRMED, None),
        (State.SUBMITTED, Action.WITHDRAW, "reporter"),
        (State.NEEDS_INFO, Action.WITHDRAW, "reporter"),
        (State.IN_PROGRESS, Action.DECLINE, "manager"),
    ],
)
def test_ended_case_has_no_running_clock(zone: Zone, state: State, action: Action, by: str | None) -> None:
    case_id = zone.at(state)

    zone.act(action, case_id, getattr(zone.who, by) if by else None)

    assert zone.running(case_id) == {}
    assert zone.next_action_at(case_id) is None


@pytest.mark.parametrize(
    ("state", "at"),
    [
        (State.SUBMITTED, "2026-11-25 09:30"),  # half of what there is for 签收
        (State.RETURNED, "2026-11-24 15:00"),
        (State.IN_PROGRESS, "2026-11-26 09:30"),  # half of what there is for the first reply
        (State.NEEDS_INFO, "2026-11-27 09:00"),  # after 2 WD, at the next opening
        (State.RESOLVED, "2026-11-27 09:00"),
    ],
)
def test_next_action_is_the_first_step_of_the_ladder(zone: Zone, state: State, at: str) -> None:
    assert zone.next_action_at(zone.at(state)) == local(at)
