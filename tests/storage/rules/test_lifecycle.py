"""Every cell of (state, action, part) against the table as rules.md has it, and what guards a cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from storage.rules.lifecycle import TABLE, Decision, Facts, allowed, decide
from storage.rules.words import Action, Part, State
from tests.storage.rules.lifecycle_table import ACTIONS, CELLS

# A case in which nothing stands against an act.
FAVOURABLE = Facts(state=None, rateable=True, reopenable=True)
# What an act presupposes besides state and part.
PRESUPPOSED: dict[Action, dict[str, Any]] = {
    Action.UPHOLD: {"denials": 3},
    Action.HANDLER_GONE: {"handler_lives": False},
}
LATER = {
    Action.TRANSFER,
    Action.ASSIST,
    Action.ASSIST_DONE,
    Action.EXTEND,
    Action.HOLD,
    Action.GRANT,
    Action.REFUSE,
    Action.RECALL,
    Action.RESUME,
    Action.REVIEW_DUE,
    Action.SUPERVISE,
    Action.REPLY,
    Action.OBJECT,
    Action.ADMIT,
    Action.STAND,
    Action.MERGE,
    Action.UNMERGE,
    Action.SPLIT,
    Action.RECATEGORISE,
    Action.REPRIORITISE,
    Action.REVISIT,
}
C, H, O, M = Part.CONTACT, Part.HANDLER, Part.MEMBER, Part.MANAGER  # noqa: E741 - the letters of rules.md


def facts_for(state: State | None, action: Action) -> Facts:
    return replace(FAVOURABLE, state=state, **PRESUPPOSED.get(action, {}))


def target(action: Action, facts: Facts, *parts: Part) -> State | None:
    decision = decide(action, frozenset(parts), facts)
    return decision.to if decision else None


def test_words_all_actions_are_in_this_issue_or_later() -> None:
    assert {Action.OPEN, *ACTIONS} | LATER == set(Action)
    assert not {Action.OPEN, *ACTIONS} & LATER


@pytest.mark.parametrize("state", list(State))
def test_decide_every_cell_of_a_state(state: State) -> None:
    found = {
        (action, part): target(action, facts_for(state, action), part) for action in Action for part in Part
    }

    expected = {
        (action, part): cell.to if (cell := CELLS.get((state, action, part))) else None
        for action in Action
        for part in Part
    }
    assert found == expected


@pytest.mark.parametrize("state", list(State))
def test_decide_several_parts_may_what_one_of_them_may(state: State) -> None:
    for action in Action:
        for pair in combinations(Part, 2):
            decision = decide(action, frozenset(pair), facts_for(state, action))
            may = [part for part in pair if (state, action, part) in CELLS]
            assert (decision is not None) == bool(may), (action, pair)
            assert decision is None or decision.part in may


def test_decide_nobody_may_anything() -> None:
    assert not any(
        decide(action, frozenset(), facts_for(state, action)) for state in State for action in Action
    )


def test_table_has_each_cell_once() -> None:
    cells = [(row.state, row.action) for row in TABLE]

    assert len(cells) == len(set(cells))


@pytest.mark.parametrize("part", list(Part))
def test_decide_who_may_open_a_case(part: Part) -> None:
    may = part in (C, O, M)

    assert target(Action.OPEN, Facts(state=None), part) == (State.SUBMITTED if may else None)
    assert target(Action.OPEN, Facts(state=None, handler_lives=False), part) == (
        State.RETURNED if may else None
    )


@pytest.mark.parametrize(("action", "state"), [(Action.DENY, State.RESOLVED), (Action.REOPEN, State.CLOSED)])
@pytest.mark.parametrize(
    ("before", "handler_lives", "to"),
    [
        (0, True, State.IN_PROGRESS),
        (1, True, State.IN_PROGRESS),
        (2, True, State.RETURNED),  # the third
        (3, True, State.RETURNED),  # and each after it
        (0, False, State.RETURNED),
    ],
)
def test_decide_denial_and_reopening_lead_the_same_way(
    action: Action, state: State, before: int, handler_lives: bool, to: State
) -> None:
    facts = replace(FAVOURABLE, state=state, denials=before, handler_lives=handler_lives)

    assert target(action, facts, C) is to


@pytest.mark.parametrize(
    ("state", "action", "part", "against"),
    [
        (State.SUBMITTED, Action.RETURN, H, {"accept_overdue": True}),
        (State.IN_PROGRESS, Action.ASK, H, {"may_ask": False}),
        (State.RETURNED, Action.URGE, C, {"urged_today": True}),
        (State.SUBMITTED, Action.URGE, C, {"urged_today": True}),
        (State.IN_PROGRESS, Action.URGE, C, {"urged_today": True}),
        (State.RETURNED, Action.UPHOLD, M, {"denials": 2}),
        (State.CLOSED, Action.RATE, C, {"rateable": False}),
        (State.CLOSED, Action.REOPEN, C, {"reopenable": False}),
        (State.SUBMITTED, Action.HANDLER_GONE, Part.SWEEP, {"handler_lives": True}),
        (State.IN_PROGRESS, Action.HANDLER_GONE, Part.SWEEP, {"handler_lives": True}),
    ],
)
def test_decide_refuses_what_a_guard_stands_against(
    state: State, action: Action, part: Part, against: dict[str, Any]
) -> None:
    facts = facts_for(state, action)

    assert decide(action, frozenset({part}), facts) is not None
    assert decide(action, frozenset({part}), replace(facts, **against)) is None


DECISIONS = [
    (State.RETURNED, Action.DECLINE),
    (State.SUBMITTED, Action.DECLINE),
    (State.IN_PROGRESS, Action.DECLINE),
    (State.RETURNED, Action.UPHOLD),
    (State.RESOLVED, Action.CONFIRM_FOR),
    (State.RESOLVED, Action.DENY),
]


@pytest.mark.parametrize(("state", "action"), DECISIONS)
def test_decide_manager_who_handled_the_case_does_not_decide_on_it(state: State, action: Action) -> None:
    facts = replace(facts_for(state, action), has_handled=True)

    assert decide(action, frozenset({M, H}), facts) is None


@pytest.mark.parametrize(("state", "action"), DECISIONS)
def test_decide_only_manager_decides_on_own_case_marked(state: State, action: Action) -> None:
    facts = replace(facts_for(state, action), has_handled=True, sole_manager=True)

    decision = decide(action, frozenset({M, H}), facts)

    assert decision == Decision(to=CELLS[state, action, M].to, part=M, self_approved=True)


@pytest.mark.parametrize(("state", "action"), DECISIONS)
def test_decide_only_manager_on_anothers_case_is_not_marked(state: State, action: Action) -> None:
    facts = replace(facts_for(state, action), sole_manager=True)

    decision = decide(action, frozenset({M}), facts)

    assert decision == Decision(to=CELLS[state, action, M].to, part=M, self_approved=False)


@pytest.mark.parametrize("action", [Action.REASSIGN, Action.TAKE])
def test_decide_handling_is_no_bar_to_giving_the_case_away(action: Action) -> None:
    facts = replace(facts_for(State.RETURNED, action), has_handled=True)

    assert decide(action, frozenset({M}), facts) is not None


def test_allowed_offers_a_handler_what_the_table_has() -> None:
    facts = Facts(state=State.IN_PROGRESS)

    assert allowed(frozenset({H}), facts) == (Action.PROGRESS, Action.ASK, Action.RESOLVE)
    assert allowed(frozenset({C}), facts) == (Action.WITHDRAW, Action.ANSWER, Action.URGE)
    assert allowed(frozenset({M}), facts) == (Action.REASSIGN, Action.DECLINE)
    assert allowed(frozenset({O}), facts) == ()
    assert allowed(frozenset({M}), replace(facts, has_handled=True)) == (Action.REASSIGN,)


def test_allowed_offers_nothing_on_a_case_that_is_not_there() -> None:
    assert allowed(frozenset(Part), Facts(state=None)) == ()
