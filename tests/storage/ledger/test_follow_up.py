"""The sweep: it takes each step once, whatever happens in between, and sets aside what it cannot follow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select, update

from storage.database import LedgerSession
from storage.ledger.follow_up import due_cases, follow_case, recompute_next, set_case_aside
from storage.ledger.milestones import FIRST_START, reach
from storage.ledger.outbox import due_notices
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, Closure, State
from storage.tables import Case, NoticeKind, Outbox, Setback
from tests.storage.ledger.asking import statements
from tests.storage.ledger.sweeping import history, newest, reminded_since, reminders, sweep, walk
from tests.storage.ledger.zone import Zone, local

# Once


def test_sweep_twice_in_a_row_takes_a_step_once(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:00")
    assert sweep(zone) == 2
    stored = zone.stored()

    assert sweep(zone) == 0
    zone.run(follow_case, case_id, now=zone.now)
    assert zone.stored() == stored


def test_sweep_looks_again_at_a_case_whose_time_was_lost(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:00")
    sweep(zone)
    before = zone.run(newest)
    zone.run(set_next_action, case_id, zone.now)

    sweep(zone)
    assert zone.run(newest) == before


def set_next_action(session: LedgerSession, case_id: int, at: datetime | None) -> None:
    session.exec(update(Case).where(col(Case.id) == case_id).values(next_action_at=at))


def test_sweep_killed_between_two_cases_goes_on_with_the_second(zone: Zone) -> None:
    zone.open()
    zone.open()
    zone.now = local("2026-11-26 09:00")
    first, _ = zone.run(due_cases, zone.now)
    zone.run(follow_case, first, now=zone.now)

    assert [n for n in zone.run(due_notices, zone.now) if n.kind is NoticeKind.REMINDER] == []
    # the next start
    assert sweep(zone) == 4
    assert len(zone.run(reminders)) == 4


def test_sweep_takes_the_critical_first_then_the_longest_due(zone: Zone) -> None:
    second, first = zone.open(now=local("2026-11-24 10:30")), zone.open(now=local("2026-11-24 10:00"))
    zone.now = local("2026-11-26 09:00")
    critical = zone.open(urgency=Urgency.CRITICAL)

    assert zone.run(due_cases, zone.now) == [critical, first, second]
    assert zone.run(due_cases, zone.now, limit=2) == [critical, first]


def test_sweep_with_nothing_due_asks_once(zone: Zone) -> None:
    zone.open()
    found: list[int] = []

    begin, statement = statements(zone.ledger, lambda: found.extend(zone.run(due_cases, zone.now)))

    assert found == []
    assert begin.startswith("BEGIN")
    assert "USING INDEX ix_case_next_action_at" in zone.run(query_plan, statement)


def query_plan(session: LedgerSession, statement: str) -> str:
    rows = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", ("2026-11-24", "critical", 25, 0)
    )
    return " ".join(str(row[-1]) for row in rows)


# Late


def test_sweep_after_a_standstill_records_what_was_overtaken_and_tells_the_latest(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:10")
    sweep(zone)

    assert history(zone, case_id) == [
        (Action.REMIND, "签收时限已过半（已过，不再发送）"),
        (Action.REMIND, "签收到期：承办人、专班"),
    ]
    assert zone.run(reminded_since, 0) == [("accept_due", "handler"), ("accept_due", "managers")]
    assert all(not entry.visible for entry in zone.entries(case_id)[1:])


def test_sweep_after_a_long_standstill_closes_without_reminding(zone: Zone) -> None:
    case_id = zone.at(State.RESOLVED)
    zone.now = local("2026-12-14 10:00")
    sweep(zone)

    assert zone.case(case_id).closure is Closure.UNCONFIRMED
    assert zone.run(reminders) == []
    assert [action for action, _ in history(zone, case_id)] == [
        Action.REMIND,
        Action.REMIND,
        Action.CLOSE_UNCONFIRMED,
    ]


def test_sweep_goes_on_with_the_clocks_that_an_act_has_started(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS, urgency=Urgency.INQUIRY)
    zone.now = local("2026-11-26 10:00")  # red since the day before
    zone.act(Action.ASK, case_id, zone.who.lead)
    zone.now = local("2026-12-14 10:00")
    sweep(zone)

    assert zone.case(case_id).state is State.IN_PROGRESS
    assert ("resolve_red", "managers") in zone.run(reminded_since, 0)
    at = zone.next_action_at(case_id)
    assert at is not None
    assert at > zone.now


def test_sweep_outside_office_hours_leaves_it_for_the_opening(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 20:00")
    sweep(zone)

    assert history(zone, case_id) == []
    assert zone.next_action_at(case_id) == local("2026-11-27 09:00")


def test_sweep_never_asks_for_anything_outside_office_hours(zone: Zone) -> None:
    """A holiday with its make-up Saturday, minute by minute where anything is noted."""
    zone.now = local("2026-09-30 10:00")
    zone.open()
    zone.at(State.RESOLVED)
    zone.at(State.NEEDS_INFO)
    zone.at(State.RETURNED)
    walk(zone, "2026-11-01 00:00")

    taken = [row.created_at for row in zone.run(reminders)]
    assert len(taken) > 20
    assert [at for at in taken if not zone.ledger.calendar.is_open(at)] == []


def test_sweep_before_the_first_start_nothing_was_due(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:10")
    zone.run(reach, FIRST_START, zone.now)
    zone.run(recompute_next, case_id, now=zone.now)
    sweep(zone)
    assert zone.run(reminders) == []

    assert walk(zone, "2026-11-27 09:00") == [
        ("11-26 09:30", "first_reply_half", "handler"),
        ("11-27 09:00", "accept_leader", "leaders"),
    ]


# A handler who is gone


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_PROGRESS])
def test_sweep_finds_a_handler_who_is_gone(zone: Zone, state: State) -> None:
    case_id = zone.at(state)
    zone.leave_office(zone.who.lead)
    walk(zone, "2026-11-26 12:00")

    case = zone.case(case_id)
    assert (case.state, case.handler) == (State.RETURNED, None)
    assert zone.told(case_id, Action.HANDLER_GONE) == [Audience.MANAGERS]
    assert [action for action, _ in history(zone, case_id)].count(Action.HANDLER_GONE) == 1


# What cannot be followed up


def setbacks(session: LedgerSession) -> list[tuple[int, int, str]]:
    return [(row.case_id, row.times, row.reference) for row in session.exec(select(Setback))]


def told_managers(session: LedgerSession) -> list[object]:
    return [row.facts for row in session.exec(select(Outbox).where(Outbox.topic == "setback"))]


def test_set_aside_is_tried_later_each_time_and_told_once(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:00")
    waits = []
    for reference in "abcdefghijk":
        zone.run(set_case_aside, case_id, reference=reference, now=zone.now)
        at = zone.next_action_at(case_id)
        assert at is not None
        waits.append((at - zone.now) // timedelta(minutes=1))
        assert zone.run(due_cases, zone.now) == []
        zone.now = at

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]
    assert zone.run(setbacks) == [(case_id, 11, "k")]
    assert zone.run(told_managers) == [{"number": "ZQ261124-001", "reference": "a"}]


def test_set_aside_is_over_when_it_went_well(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:00")
    zone.run(set_case_aside, case_id, reference="a", now=zone.now)
    zone.later(minutes=5)
    assert sweep(zone) == 2

    assert zone.run(setbacks) == []
    zone.run(set_case_aside, case_id, reference="b", now=zone.now)
    assert len(zone.run(told_managers)) == 2
