"""Every cell of the table through the real use cases, on a real database; and what an act has to be told."""

from __future__ import annotations

from typing import Any

import pytest

from storage.errors import Incomplete, NotAllowed, NotFound
from storage.ledger.values import Done
from storage.rules.words import Action, Part, Rating, State
from tests.storage.ledger.zone import Zone
from tests.storage.rules.lifecycle_table import ACTIONS, CELLS, STATES

each_cell = pytest.mark.parametrize(("state", "action", "part"), CELLS, ids=lambda word: word.value)


def prepared(zone: Zone, state: State, action: Action) -> int:
    """A case in this state with what the action presupposes."""
    case_id = zone.denied(3) if action is Action.UPHOLD and state is State.RETURNED else zone.at(state)
    if action is Action.HANDLER_GONE:
        zone.leave_office(zone.who.lead)
    return case_id


@pytest.mark.parametrize("state", STATES)
def test_acts_nobody_may_more_than_the_table(zone: Zone, state: State) -> None:
    parts = [part for part in Part if part is not Part.ASSISTANT]
    found: dict[tuple[Action, Part | str], type] = {}
    for action in ACTIONS:
        with zone.undone():
            case_id = prepared(zone, state, action)
            # After 服务人员离任 nobody is H, and in 待改派 neither.
            living = [part for part in parts if part is not Part.HANDLER or zone.case(case_id).handler]
            for part in living:
                if (state, action, part) not in CELLS:
                    found[action, part] = type(zone.try_act(action, case_id, zone.who.acting_as(part)))
            found[action, "outsider"] = type(zone.try_act(action, case_id, zone.who.outsider))

    strangers = {(action, part) for action, part in found if part == "outsider"}
    strangers.add((Action.HANDLER_GONE, Part.HANDLER))  # without an office they are nobody
    assert found == {key: NotFound if key in strangers else NotAllowed for key in found}
    assert len(found) > 100


@each_cell
def test_acts_every_cell_does_what_the_table_says(
    zone: Zone, state: State, action: Action, part: Part
) -> None:
    case_id = prepared(zone, state, action)
    before, entries = zone.case(case_id), zone.entries(case_id)
    by = zone.who.acting_as(part)
    zone.later(minutes=7)
    order = zone.order(action, case_id, by)

    done = zone.act(action, case_id, by, cause=order.cause)

    cell = CELLS[state, action, part]
    handler = {
        "原样": before.handler,
        "本人": by,
        "所派": zone.who.other_officer,
        "无人": None,
    }[cell.holder]
    changed = (cell.to, handler) != (state, before.handler)
    after = zone.case(case_id)
    assert (after.state, after.handler, after.department) == (cell.to, handler, None)
    assert after.turn == before.turn + changed
    *earlier, entry = zone.entries(case_id)
    assert earlier == entries
    assert (entry.action, entry.part, entry.actor) == (action, part, by)
    assert (entry.from_state, entry.to_state) == (state, cell.to)
    assert (entry.turn, entry.handler, entry.department) == (after.turn, handler, None)
    assert (entry.at, entry.cause, entry.self_approved) == (zone.now, order.cause, False)
    assert done == Done(
        case_id=case_id,
        number="ZQ261124-001",
        entry_id=entry.id,
        action=action,
        state=cell.to,
        turn=after.turn,
    )


# What was done stays done, also when the world has gone on before the replay


@each_cell
def test_acts_a_second_time_with_the_same_cause_change_nothing(
    zone: Zone, state: State, action: Action, part: Part
) -> None:
    case_id = prepared(zone, state, action)
    order = zone.order(action, case_id, zone.who.acting_as(part), turn=zone.case(case_id).turn)
    fields = {name: getattr(order, name) for name in ("cause", "turn")}
    first = zone.act(action, case_id, order.by, **fields)
    stored = zone.stored()
    zone.later(days=100)  # a late replay of a stale button

    second = zone.act(action, case_id, order.by, **fields)

    assert second == first
    assert zone.stored() == stored


def test_reassign_again_after_the_target_has_left(zone: Zone) -> None:
    case_id = zone.at(State.SUBMITTED)
    first = zone.act(Action.REASSIGN, case_id, zone.who.manager, cause="inbox:first")
    zone.leave_office(zone.who.other_officer)

    assert zone.act(Action.REASSIGN, case_id, zone.who.manager, cause="inbox:first") == first


def test_rate_again_after_another_rating_of_the_next_round(zone: Zone) -> None:
    case_id = zone.at(State.CLOSED)
    first = zone.act(Action.RATE, case_id, zone.who.reporter, cause="inbox:first", text="")
    again = [
        (Action.REOPEN, zone.who.reporter),
        (Action.RESOLVE, zone.who.lead),
        (Action.CONFIRM, zone.who.reporter),
    ]
    zone.acts(case_id, *again)
    zone.act(Action.RATE, case_id, zone.who.reporter, rating=Rating.DISSATISFIED)

    assert zone.act(Action.RATE, case_id, zone.who.reporter, cause="inbox:first", text="") == first


# What an act has to be told


@pytest.mark.parametrize(
    ("state", "action", "part", "missing"),
    [
        (State.SUBMITTED, Action.RETURN, Part.HANDLER, {"text": " "}),
        (State.IN_PROGRESS, Action.PROGRESS, Part.HANDLER, {"text": ""}),
        (State.IN_PROGRESS, Action.ASK, Part.HANDLER, {"text": ""}),
        (State.NEEDS_INFO, Action.ANSWER, Part.CONTACT, {"text": "\n"}),
        (State.IN_PROGRESS, Action.RESOLVE, Part.HANDLER, {"text": ""}),
        (State.IN_PROGRESS, Action.RESOLVE, Part.HANDLER, {"result": None}),
        (State.RESOLVED, Action.DENY, Part.CONTACT, {"text": ""}),
        (State.RESOLVED, Action.CONFIRM_FOR, Part.MANAGER, {"text": ""}),
        (State.CLOSED, Action.REOPEN, Part.CONTACT, {"text": ""}),
        (State.CLOSED, Action.RATE, Part.CONTACT, {"rating": None}),
        (State.RETURNED, Action.REASSIGN, Part.MANAGER, {"target": None}),
        (State.RETURNED, Action.DECLINE, Part.MANAGER, {"reason": None}),
        (State.RETURNED, Action.DECLINE, Part.MANAGER, {"reason": "not_in_the_mood"}),
        (State.RETURNED, Action.UPHOLD, Part.MANAGER, {"text": ""}),
    ],
)
def test_acts_need_their_words(
    zone: Zone, state: State, action: Action, part: Part, missing: dict[str, Any]
) -> None:
    case_id = prepared(zone, state, action)
    stored = zone.stored()

    with pytest.raises(Incomplete):
        zone.act(action, case_id, zone.who.acting_as(part), **missing)

    assert zone.stored() == stored
