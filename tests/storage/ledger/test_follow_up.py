"""The sweep: each step at its time and once, whatever happens in between; and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, func
from sqlmodel import col, select, update

from storage.database import LedgerSession
from storage.ledger.follow_up import (
    due_cases,
    follow_case,
    recompute_next,
    review_cases,
    set_case_aside,
)
from storage.ledger.milestones import FIRST_START, reach
from storage.ledger.notices import HELD, HELD_URGENT, bring_what_waits
from storage.ledger.outbox import dispatch, due_notices
from storage.ledger.reminders import release_reminders
from storage.ledger.values import Target
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, Closure, Part, State
from storage.rules.worktime import WorkCalendar
from storage.tables import Case, NoticeKind, Outbox, Setback
from tests.storage.ledger.zone import SHANGHAI, Zone, local


def follow(zone: Zone) -> None:
    """What a sweep does before it releases anything."""
    for case_id in zone.run(due_cases, zone.now):
        zone.run(follow_case, case_id, now=zone.now)


def sweep(zone: Zone) -> int:
    follow(zone)
    return zone.run(release_reminders, zone.now)


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A reminder in the outbox."""

    id: int
    case_id: int | None
    topic: str
    audience: Audience
    urgent: bool
    created_at: datetime
    not_before: datetime


def reminders(session: LedgerSession) -> list[Reminder]:
    query = select(Outbox).where(Outbox.kind == NoticeKind.REMINDER).order_by(col(Outbox.id))
    names = [field.name for field in fields(Reminder)]
    return [Reminder(**{name: getattr(row, name) for name in names}) for row in session.exec(query)]


def remembered(session: LedgerSession, since: int) -> list[tuple[str, str]]:
    return [
        (row.topic.removeprefix("remind_"), row.audience.value)
        for row in reminders(session)
        if row.id > since
    ]


def newest(session: LedgerSession) -> int:
    return max((row.id for row in reminders(session)), default=0)


def next_look(session: LedgerSession) -> datetime | None:
    return session.exec(select(func.min(Case.next_action_at))).one()


def walk(zone: Zone, until: str) -> list[tuple[str, str, str]]:
    """Sweep at each time that is noted, until then: when, of what, and who is reminded."""
    found: list[tuple[str, str, str]] = []
    while (at := zone.run(next_look)) is not None and at <= local(until):
        zone.now = max(at, zone.now)
        before = zone.run(newest)
        sweep(zone)
        when = f"{zone.now.astimezone(SHANGHAI):%m-%d %H:%M}"
        found += [(when, topic, audience) for topic, audience in zone.run(remembered, before)]
        assert zone.run(next_look) != at, "it would be swept for ever"
    return found


def history(zone: Zone, case_id: int) -> list[tuple[Action, str]]:
    """What the sweep wrote."""
    return [(e.action, e.text) for e in zone.entries(case_id) if e.part is Part.SWEEP]


def next_action(session: LedgerSession, case_id: int) -> datetime | None:
    return session.exec(select(Case.next_action_at).where(Case.id == case_id)).one()


# The ladder, step by step


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


def test_sweep_killed_before_its_release_loses_nothing(zone: Zone) -> None:
    zone.open()
    zone.now = local("2026-11-26 09:00")
    follow(zone)
    assert {row.not_before for row in zone.run(reminders)} == {HELD}
    zone.later(minutes=5)

    assert sweep(zone) == 2
    assert {row.not_before for row in zone.run(reminders)} == {zone.now}
    assert sweep(zone) == 0


def test_sweep_that_is_under_way_is_not_released_by_who_joins(zone: Zone) -> None:
    zone.open()
    zone.now = local("2026-11-26 09:00")
    zone.open(urgency=Urgency.CRITICAL)
    follow(zone)
    zone.run(bring_what_waits, person_id=zone.who.lead, now=zone.now)

    assert {row.not_before for row in zone.run(reminders)} == {HELD, HELD_URGENT}


def test_sweep_takes_the_critical_first_then_the_longest_due(zone: Zone) -> None:
    second, first = zone.open(now=local("2026-11-24 10:30")), zone.open(now=local("2026-11-24 10:00"))
    zone.now = local("2026-11-26 09:00")
    critical = zone.open(urgency=Urgency.CRITICAL)

    assert zone.run(due_cases, zone.now) == [critical, first, second]
    assert zone.run(due_cases, zone.now, limit=2) == [critical, first]


def test_release_of_the_urgent_leaves_the_others_held(zone: Zone) -> None:
    ordinary = zone.open()
    zone.now = local("2026-11-26 09:00")
    critical = zone.open(urgency=Urgency.CRITICAL)
    follow(zone)
    assert zone.run(release_reminders, zone.now, only_urgent=True) == 1

    held = {row.case_id: row.not_before for row in zone.run(reminders)}
    assert held == {ordinary: HELD, critical: zone.now}
    assert zone.run(release_reminders, zone.now, only_urgent=True) == 0
    assert zone.run(release_reminders, zone.now) == 2


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.RESOLVED])
def test_sweep_notes_when_to_look_next_as_a_start_would(zone: Zone, state: State) -> None:
    zone.at(state)
    for day in range(25, 31):
        zone.now = local(f"2026-11-{day} 10:00")
        sweep(zone)
        assert restart(zone) == []


# Overtaken


def test_sweep_after_a_standstill_records_what_was_overtaken_and_tells_the_latest(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 09:10")
    sweep(zone)

    assert history(zone, case_id) == [
        (Action.REMIND, "签收时限已过半（已过，不再发送）"),
        (Action.REMIND, "签收到期：承办人、专班"),
    ]
    assert zone.run(remembered, 0) == [("accept_due", "handler"), ("accept_due", "managers")]
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
    assert ("resolve_red", "managers") in zone.run(remembered, 0)
    at = zone.run(next_action, case_id)
    assert at is not None
    assert at > zone.now


def test_sweep_outside_office_hours_leaves_it_for_the_opening(zone: Zone) -> None:
    case_id = zone.open()
    zone.now = local("2026-11-26 20:00")
    sweep(zone)

    assert history(zone, case_id) == []
    assert zone.run(next_action, case_id) == local("2026-11-27 09:00")


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


# Who is meant


def meant(zone: Zone, audience: Audience) -> list[tuple[str, bool]]:
    """Who gets the newest reminder to an audience, and whether in place of another."""
    row = [row for row in zone.run(reminders) if row.audience is audience][-1]
    found = zone.run(dispatch, row.id, zone.now)
    return [(zone.who.name_of(one.to.person_id), one.to.stands_in) for one in found.parcels]


@pytest.fixture
def duty(zone: Zone) -> Iterator[None]:
    """The policy's duty list: somebody of 专班, somebody who has left, a number that nobody has."""
    policy = zone.ledger.policy
    phones = ("13800000012", "13800000007", "13900000000")
    zone.ledger.policy = replace(policy, district=replace(policy.district, duty_phones=phones))
    yield
    zone.ledger.policy = policy


def critical(zone: Zone) -> int:
    case_id = zone.open(urgency=Urgency.CRITICAL)
    sweep(zone)
    return case_id


@pytest.mark.usefixtures("duty")
def test_meant_duty_list(zone: Zone) -> None:
    zone.leave_office(zone.who.other_officer)
    critical(zone)

    assert meant(zone, Audience.DUTY) == [("manager2", False)]


@pytest.mark.usefixtures("duty")
def test_meant_duty_list_of_a_confidential_case_is_of_the_managers(zone: Zone) -> None:
    case_id = zone.open(urgency=Urgency.CRITICAL, confidential=True)
    zone.act(Action.REASSIGN, case_id, zone.who.manager, target=Target(person_id=zone.who.manager))
    sweep(zone)

    assert meant(zone, Audience.DUTY) == [("manager2", False)]


def test_meant_managers_without_a_duty_list(zone: Zone) -> None:
    critical(zone)

    assert meant(zone, Audience.DUTY) == [("manager", False), ("manager2", False)]


def test_meant_members_beside_the_handler(zone: Zone) -> None:
    critical(zone)
    walk(zone, "2026-11-24 11:00")

    assert meant(zone, Audience.MEMBERS) == [("member", False), ("member2", False)]
    assert meant(zone, Audience.HANDLER) == [("lead", False)]


def test_meant_other_liaisons_of_the_department(zone: Zone) -> None:
    case_id = zone.open(urgency=Urgency.CRITICAL)
    to = Target(person_id=zone.who.liaison, department_id=zone.who.department)
    zone.act(Action.REASSIGN, case_id, zone.who.manager, target=to)
    walk(zone, "2026-11-24 11:00")

    assert meant(zone, Audience.MEMBERS) == [("liaison2", False)]


def test_meant_leaders(zone: Zone) -> None:
    zone.at(State.RETURNED)
    walk(zone, "2026-11-26 09:00")

    assert meant(zone, Audience.LEADERS) == [("leader", False)]


@pytest.mark.parametrize(
    ("state", "telephone"),
    [(State.RESOLVED, ["manager", "manager2"]), (State.NEEDS_INFO, ["lead"])],
)
def test_meant_who_telephones_an_enterprise_of_which_nobody_has_joined(
    zone: Zone, state: State, telephone: list[str]
) -> None:
    zone.at(state)
    for name in ("reporter", "colleague"):
        zone.set_person(getattr(zone.who, name), telegram_id=None, consented_at=None)
    walk(zone, "2026-11-27 09:00")

    assert meant(zone, Audience.CONTACTS) == [(name, True) for name in telephone]


# Moot


def moot(zone: Zone, case_id: int) -> list[str | None]:
    rows = [row for row in zone.run(reminders) if row.case_id == case_id]
    return [zone.run(dispatch, row.id, zone.now).moot for row in rows]


@pytest.mark.parametrize(
    ("action", "by", "expected"),
    [
        (Action.ACCEPT, "lead", "moot"),
        (Action.WITHDRAW, "reporter", "moot"),
        (Action.URGE, "reporter", None),
    ],
)
def test_reminder_is_moot_when_it_was_done_meanwhile(
    zone: Zone, action: Action, by: str, expected: str | None
) -> None:
    case_id = zone.open()
    walk(zone, "2026-11-25 10:00")
    zone.act(action, case_id, getattr(zone.who, by))

    assert moot(zone, case_id) == [expected]


def test_reminder_of_a_silence_is_moot_after_a_word_or_in_a_rest(zone: Zone) -> None:
    for action in (Action.PROGRESS, Action.ASK):
        case_id = zone.acts(zone.open(), (Action.ACCEPT, zone.who.lead), (Action.PROGRESS, zone.who.lead))
        walk(zone, f"{(zone.now + timedelta(days=8)).astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        assert moot(zone, case_id) == [None]
        zone.act(action, case_id, zone.who.lead)
        assert moot(zone, case_id) == ["moot"]
        zone.act(Action.WITHDRAW, case_id, zone.who.reporter)


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


def test_start_finds_a_handler_who_is_gone(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.leave_office(zone.who.lead)
    restart(zone)
    sweep(zone)

    assert zone.case(case_id).state is State.RETURNED


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
        at = zone.run(next_action, case_id)
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


# The start


def restart(zone: Zone) -> list[int]:
    """What a start looks through; the cases that it found wrong."""
    found: list[int] = []
    after = 0
    while True:
        review = zone.run(review_cases, zone.now, after=after, limit=2)
        for case_id in review.stale:
            zone.run(recompute_next, case_id, now=zone.now)
        found += review.stale
        if review.last is None:
            return found
        after = review.last


def test_start_finds_nothing_to_change(zone: Zone) -> None:
    for state in (State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.RESOLVED, State.CLOSED):
        zone.at(state)
    assert restart(zone) == []

    zone.now = local("2026-11-26 10:00")  # due, and noted as due
    assert restart(zone) == []


def test_start_under_a_changed_policy_notes_anew_what_is_due_next(zone: Zone) -> None:
    case_ids = [zone.open(), zone.open(), zone.open(), zone.at(State.CLOSED)]
    policy = zone.ledger.policy
    zone.ledger.policy = replace(policy, ladder=replace(policy.ladder, half_percent=25))
    try:
        assert restart(zone) == case_ids[:3]
        assert restart(zone) == []
        at = {zone.run(next_action, case_id) for case_id in case_ids}
    finally:
        zone.ledger.policy = policy

    # 210 of 840 minutes: at 14:30, after the lunch break
    assert at == {local("2026-11-24 14:30"), None}


def test_start_under_a_changed_calendar_settles_what_was_estimated(zone: Zone) -> None:
    """2027 becomes certain, with 1 January a working day for the sake of the test."""
    if zone.ledger.calendar.is_certain(2027):
        pytest.skip("2027 is announced")
    zone.now = local("2026-12-16 10:00")
    case_id = zone.open()
    before = zone.clocks(case_id)
    policy, calendar = zone.ledger.policy, zone.ledger.calendar
    (year,) = [one for one in policy.calendar.years if one.year == 2027]
    announced = replace(year, announced=True, days_off=tuple(day for day in year.days_off if day.month > 1))
    certain = replace(policy.calendar, years=(announced,))
    zone.ledger.policy, zone.ledger.calendar = replace(policy, calendar=certain), WorkCalendar(certain)
    try:
        assert restart(zone) == [case_id]
        assert restart(zone) == []
        after = zone.clocks(case_id)
    finally:
        zone.ledger.policy, zone.ledger.calendar = policy, calendar

    changed = [(b, a) for b, a in zip(before, after, strict=True) if b != a]
    assert [(b.estimated, b.due_at, a.estimated, a.due_at) for b, a in changed] == [
        (True, local("2027-01-07 17:30"), False, local("2027-01-06 17:30"))
    ]
    assert history(zone, case_id) == [(Action.RECKON, "办结：2027-01-06 17:30（原预计 2027-01-07 17:30）")]


# Nothing due


def test_sweep_with_nothing_due_asks_once(zone: Zone) -> None:
    zone.open()
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(zone.ledger.engine, "before_cursor_execute", note)
    try:
        assert zone.run(due_cases, zone.now) == []
    finally:
        event.remove(zone.ledger.engine, "before_cursor_execute", note)

    begin, statement = asked
    assert begin.startswith("BEGIN")
    assert "USING INDEX ix_case_next_action_at" in zone.run(query_plan, statement)


def query_plan(session: LedgerSession, statement: str) -> str:
    rows = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement}", ("2026-11-24", "critical", 25, 0)
    )
    return " ".join(str(row[-1]) for row in rows)
