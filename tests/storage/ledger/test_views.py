"""A case as one person sees it: its last entries, its clocks, and only what they may do now."""

from __future__ import annotations

import pytest

from storage.ledger.views import look, look_at_entry
from storage.rules.words import Action, ClockKind, Closure, Part, Rating, Result, State
from tests.storage.ledger.zone import SHANGHAI, Zone, local
from tests.storage.rules.lifecycle_table import CELLS, STATES

PARTS = [Part.CONTACT, Part.HANDLER, Part.MEMBER, Part.MANAGER, Part.LEADER]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("part", PARTS)
def test_look_offers_the_actions_of_the_table(zone: Zone, state: State, part: Part) -> None:
    case_id = zone.at(state)
    if state is State.RETURNED and part is Part.HANDLER:
        part = Part.MEMBER  # nobody has it
    person_id = zone.who.acting_as(part)
    assert person_id is not None

    offered = set(zone.look(case_id, person_id).actions)

    expected = {action for from_state, action, by in CELLS if (from_state, by) == (state, part)}
    assert offered == expected - {Action.UPHOLD}  # only after the third 没解决


def test_look_shows_the_case(zone: Zone) -> None:
    who = zone.who
    case_id = zone.give_to_department(zone.open())

    view = zone.look(case_id, who.reporter)

    assert (view.number, view.turn, view.state) == ("ZQ261124-001", 1, State.SUBMITTED)
    assert (view.enterprise, view.category, view.text) == (
        "示例汽车部件有限公司",
        "要素保障",
        "车间停电两次（示例）",
    )
    assert (view.reporter_name, view.handler_name, view.department) == ("王示例", "吴示例", "示例建设局")
    assert (view.received_at, view.received_at.tzinfo) == (zone.now, SHANGHAI)


def test_look_shows_what_came_of_it(zone: Zone) -> None:
    case_id = zone.at(State.CLOSED)
    zone.act(Action.RATE, case_id, zone.who.reporter)

    view = zone.look(case_id, zone.who.lead)

    assert (view.result, view.closure, view.rating) == (Result.SOLVED, Closure.CONFIRMED, Rating.SATISFIED)
    assert view.clocks == ()


def test_look_shows_the_running_clocks_the_next_due_first(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)

    clocks = zone.look(case_id, zone.who.lead).clocks

    assert [(clock.kind, clock.due_at, clock.resting) for clock in clocks] == [
        (ClockKind.ANSWER, local("2026-12-08 17:30"), False),
        (ClockKind.RESOLVE, local("2026-12-15 17:30"), True),
    ]
    assert {clock.due_at.tzinfo for clock in clocks} == {SHANGHAI}


@pytest.mark.parametrize(
    ("skip", "show", "places"),
    [
        (0, 3, [4, 5, 6]),
        (3, 3, [1, 2, 3]),
        (6, 3, [0]),
        (7, 3, []),
        (8, 3, []),  # past the first one there is nothing
        (99, 3, []),
        (0, 99, [0, 1, 2, 3, 4, 5, 6]),
        (0, 0, []),
    ],
)
def test_look_leafs_through_the_history(zone: Zone, skip: int, show: int, places: list[int]) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    for _ in range(5):
        zone.act(Action.PROGRESS, case_id, zone.who.lead)
    ids = [entry.id for entry in zone.entries(case_id)]

    view = zone.run(look, case_id, zone.who.lead, zone.now, skip=skip, show=show)

    assert [entry.id for entry in view.entries] == [ids[place] for place in places]
    assert view.entry_count == 7


def test_look_at_entry_is_frozen_from_its_entry(zone: Zone) -> None:
    case_id = zone.at(State.RESOLVED)
    zone.act(Action.DENY, case_id, zone.who.reporter, text="还在停电（示例）")
    resolving, denying = (entry.id for entry in zone.entries(case_id)[-2:])
    zone.act(Action.WITHDRAW, case_id, zone.who.reporter)

    case, entry = zone.run(look_at_entry, resolving, zone.who.manager, zone.now)
    assert (case.state, case.denials, entry.action) == (State.RESOLVED, 0, Action.RESOLVE)
    assert (entry.result, entry.actor_name, entry.at) == (Result.SOLVED, "张示例", zone.now)
    case, entry = zone.run(look_at_entry, denying, zone.who.manager, zone.now)
    assert (case.state, case.denials, entry.text) == (State.IN_PROGRESS, 1, "还在停电（示例）")
    assert case.actions == ()  # what may be done is of now


def test_entry_names_the_reason_as_people_read_it(zone: Zone) -> None:
    case_id = zone.at(State.DECLINED)

    assert zone.look(case_id, zone.who.reporter).entries[-1].reason == "不属于本区职权范围"
