"""The lists that people leaf through: what is in them, in which order, at how many statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.ledger.candidates import find_candidates
from storage.ledger.enterprises import enterprises_page, find_enterprises, officers_of
from storage.ledger.lists import (
    PAGE,
    CasePage,
    answerable_cases,
    handled_cases,
    lately_moved,
    own_cases,
    pending_cases,
    recent_cases,
)
from storage.ledger.values import Target
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import Duty
from tests.storage.ledger.asking import statements
from tests.storage.ledger.zone import Zone, local


def ids(page: CasePage) -> list[int]:
    return [line.id for line in page.lines]


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (own_cases, "reporter"),
        (pending_cases, "lead"),
        (pending_cases, "manager"),
    ],
)
def test_lists_ask_as_much_for_three_cases_as_for_one(
    zone: Zone, ask: Callable[..., CasePage], name: str
) -> None:
    person_id = getattr(zone.who, name)
    zone.at(State.RETURNED if name == "manager" else State.SUBMITTED)
    for_one = statements(zone.ledger, lambda: zone.run(ask, person_id, 0, now=zone.now))
    assert for_one
    for _ in range(2):
        zone.at(State.RETURNED if name == "manager" else State.SUBMITTED)
    assert len(zone.run(ask, person_id, 0, now=zone.now).lines) == 3

    assert len(statements(zone.ledger, lambda: zone.run(ask, person_id, 0, now=zone.now))) == len(for_one)


# 我的问题


def test_own_cases_open_first_then_the_newest(zone: Zone) -> None:
    first, withdrawn, waiting, closed = (
        zone.at(state) for state in (State.SUBMITTED, State.WITHDRAWN, State.NEEDS_INFO, State.CLOSED)
    )
    zone.open(
        enterprise_id=zone.who.other_enterprise,
        opened_by_id=zone.who.outsider,
        reporter_id=zone.who.outsider,
    )

    for person_id in (zone.who.reporter, zone.who.colleague):
        assert ids(zone.run(own_cases, person_id, 0, now=zone.now)) == [waiting, first, closed, withdrawn]
    line = zone.run(own_cases, zone.who.reporter, 0, now=zone.now).lines[1]
    assert (line.number, line.enterprise, line.state) == (
        "ZQ261124-001",
        "示例汽车部件有限公司",
        State.SUBMITTED,
    )
    assert line.next_due_at == local("2026-11-25 17:30")


@pytest.mark.parametrize(
    ("asked", "page", "count"), [(0, 0, PAGE), (1, 1, PAGE), (2, 2, 1), (3, 2, 1), (99, 2, 1), (-1, 0, PAGE)]
)
def test_own_cases_come_in_pages(zone: Zone, asked: int, page: int, count: int) -> None:
    with zone.undone():
        for _ in range(2 * PAGE + 1):
            zone.open()
        found = zone.run(own_cases, zone.who.reporter, asked, now=zone.now)

    assert (found.page, found.pages, found.total, len(found.lines)) == (page, 3, 2 * PAGE + 1, count)


def test_own_cases_of_nobody(zone: Zone) -> None:
    zone.open()

    assert zone.run(own_cases, zone.who.lead, 0, now=zone.now) == CasePage(lines=(), page=0, pages=1, total=0)


# 待办


def test_pending_cases_most_urgent_first_then_what_is_due_first(zone: Zone) -> None:
    asking = zone.open(urgency=Urgency.INQUIRY)
    plain = zone.open()
    working = zone.at(State.IN_PROGRESS)  # due later
    critical = zone.open(urgency=Urgency.CRITICAL)
    urgent = zone.open(urgency=Urgency.URGENT)

    assert ids(zone.run(pending_cases, zone.who.lead, 0, now=zone.now)) == [
        critical,
        urgent,
        plain,
        working,
        asking,
    ]


def test_pending_cases_of_each(zone: Zone) -> None:
    who = zone.who
    at = {state: zone.at(state) for state in (State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO)}
    at |= {state: zone.at(state) for state in (State.RESOLVED, State.RETURNED, State.CLOSED)}
    department = zone.open()
    to = Target(person_id=who.liaison, department_id=who.department)
    zone.act(Action.REASSIGN, department, who.manager, target=to)

    def pending(person_id: int) -> set[int]:
        return set(ids(zone.run(pending_cases, person_id, 0, now=zone.now)))

    own = {at[state] for state in (State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.RESOLVED)}
    assert pending(who.lead) == own
    assert pending(who.member) == {at[State.SUBMITTED]}  # they may sign for it
    assert pending(who.liaison) == pending(who.liaison2) == {department}
    assert pending(who.manager) == {at[State.RETURNED]}
    assert pending(who.reporter) == pending(who.leader) == pending(who.other_officer) == set()
    zone.act(Action.ACCEPT, department, who.liaison)
    assert (pending(who.liaison), pending(who.liaison2)) == ({department}, set())


def test_answerable_and_handled_cases(zone: Zone) -> None:
    waiting, working = zone.at(State.NEEDS_INFO), zone.at(State.IN_PROGRESS)
    unconfirmed = zone.at(State.RESOLVED)
    for state in (State.SUBMITTED, State.RETURNED, State.CLOSED):
        zone.at(state)

    answerable = zone.run(answerable_cases, zone.who.colleague, now=zone.now)
    assert [line.id for line in answerable] == [unconfirmed, waiting]
    assert [line.id for line in zone.run(handled_cases, zone.who.lead, now=zone.now)] == [working, waiting]
    assert zone.run(answerable_cases, zone.who.outsider, now=zone.now) == []
    assert zone.run(handled_cases, zone.who.member, now=zone.now) == []


# People and enterprises


def test_officers_of_an_enterprise_the_lead_first(zone: Zone) -> None:
    zone.set_person(zone.who.member, consented_at=None)

    lines = zone.run(officers_of, [zone.who.enterprise])

    assert [(line.name, line.duty, line.has_joined) for line in lines] == [
        ("张示例", Duty.LEAD, True),
        ("刘示例", Duty.MEMBER, False),
        ("陈示例", Duty.MEMBER, True),
    ]
    zone.leave_office(zone.who.lead)
    assert [line.name for line in zone.run(officers_of, [zone.who.enterprise])] == ["刘示例", "陈示例"]


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("lead", "", ["示例汽车部件有限公司"]),
        ("lead", "光电", []),  # not theirs
        ("manager", "光电", ["示例光电有限公司"]),
        ("manager", " 91220101ma0000002 ", ["示例光电有限公司"]),
        ("manager", "%", []),  # no wildcard
        ("reporter", "", []),
    ],
)
def test_find_enterprises_of_each(zone: Zone, name: str, words: str, found: list[str]) -> None:
    zone.at(State.IN_PROGRESS)
    zone.at(State.CLOSED)

    lines = zone.run(find_enterprises, getattr(zone.who, name), words)

    assert [line.name for line in lines] == found
    if "示例汽车部件有限公司" in found:
        assert (lines[0].open_cases, lines[0].contacts) == (1, ("王示例 13800000001", "李示例 13800000002"))


def test_enterprises_page_is_the_nearest_that_exists(zone: Zone) -> None:
    names = [line.name for line in zone.run(enterprises_page, zone.who.manager, 0).lines]

    assert {"示例汽车部件有限公司", "示例光电有限公司"} <= set(names)
    beyond = zone.run(enterprises_page, zone.who.manager, 9)
    assert (beyond.page, beyond.pages, beyond.total) == (0, 1, len(names))
    assert [line.name for line in beyond.lines] == names
    assert [line.name for line in zone.run(enterprises_page, zone.who.lead, 0).lines] == [
        "示例汽车部件有限公司"
    ]
    assert zone.run(enterprises_page, zone.who.reporter, 0).lines == ()


def test_lately_moved_is_the_case_of_the_last_act_within_ten_minutes(zone: Zone) -> None:
    first = zone.at(State.IN_PROGRESS)
    zone.later(minutes=1)
    second = zone.at(State.SUBMITTED)
    numbers = {case_id: zone.look(case_id, zone.who.reporter).number for case_id in (first, second)}

    def lately(person_id: int) -> str | None:
        return zone.run(lately_moved, person_id, now=zone.now)

    assert lately(zone.who.reporter) == numbers[second]
    assert lately(zone.who.lead) == numbers[first]  # 签收
    assert lately(zone.who.colleague) is None
    zone.act(Action.URGE, first, zone.who.reporter)
    assert lately(zone.who.reporter) == numbers[first]
    zone.later(minutes=10)
    assert lately(zone.who.reporter) == numbers[first]
    zone.later(minutes=1)
    assert lately(zone.who.reporter) is None


def test_find_candidates_nearest_first_without_the_handler(zone: Zone) -> None:
    case_id = zone.open()

    names = [candidate.name for candidate in zone.run(find_candidates, case_id)]

    # the department that takes the category, then 成员, then the rest
    assert names == ["吴示例", "郑示例", "刘示例", "陈示例", "周示例"]
    (department, *_) = zone.run(find_candidates, case_id, "建设局")
    assert department.target == Target(person_id=zone.who.liaison, department_id=zone.who.department)
    for candidate in zone.run(find_candidates, case_id):
        with zone.undone():
            zone.act(Action.REASSIGN, case_id, zone.who.manager, target=candidate.target)


def test_find_candidates_of_a_confidential_case_are_the_managers(zone: Zone) -> None:
    case_id = zone.open(confidential=True)

    names = [candidate.name for candidate in zone.run(find_candidates, case_id)]

    assert names == ["钱示例", "冯示例"]


def test_recent_are_the_open_cases_and_those_that_can_still_be_reopened(zone: Zone) -> None:
    long_closed = zone.at(State.CLOSED)
    zone.now = local("2026-12-24 10:00")
    closed = zone.at(State.CLOSED)
    is_open = zone.at(State.RESOLVED)
    zone.at(
        State.SUBMITTED, confidential=True, reporter_id=zone.who.colleague, opened_by_id=zone.who.colleague
    )
    zone.now = local("2026-12-25 10:00")

    assert [line.id for line in zone.run(recent_cases, zone.who.reporter, now=zone.now)] == [is_open, closed]
    assert long_closed in ids(zone.run(own_cases, zone.who.reporter, 0, now=zone.now))
    assert zone.run(recent_cases, zone.who.outsider, now=zone.now) == []
