"""The one function of every change: stale buttons, refused acts, attachments, the entry that is written."""

from __future__ import annotations

import pytest

from storage.errors import NotAllowed, NotFound, Stale
from storage.rules.words import Action, Part, State
from tests.storage.ledger.drafting import PHOTO, begin, say
from tests.storage.ledger.zone import Zone

# (state, action, who) that would be allowed with the turn of now
ALLOWED = [
    (State.SUBMITTED, Action.ACCEPT, "member"),
    (State.SUBMITTED, Action.WITHDRAW, "reporter"),
    (State.IN_PROGRESS, Action.PROGRESS, "lead"),
    (State.IN_PROGRESS, Action.URGE, "reporter"),
    (State.NEEDS_INFO, Action.ANSWER, "reporter"),
    (State.RESOLVED, Action.CONFIRM, "colleague"),
    (State.RESOLVED, Action.DENY, "manager"),
    (State.RETURNED, Action.REASSIGN, "manager"),
    (State.RETURNED, Action.DECLINE, "manager"),
    (State.CLOSED, Action.RATE, "reporter"),
]


@pytest.mark.parametrize(("state", "action", "by"), ALLOWED)
@pytest.mark.parametrize("off", [-1, 1])
def test_move_stale_button_changes_nothing(
    zone: Zone, state: State, action: Action, by: str, off: int
) -> None:
    case_id = zone.at(state)
    stored, turn = zone.stored(), zone.case(case_id).turn

    with pytest.raises(Stale) as raised:
        zone.act(action, case_id, getattr(zone.who, by), turn=turn + off)

    assert raised.value.fields == {"number": "ZQ261124-001"}
    assert zone.stored() == stored
    zone.act(action, case_id, getattr(zone.who, by), turn=turn)


def test_move_turn_counts_only_changes_of_state_or_handler(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.IN_PROGRESS)
    turn = zone.case(case_id).turn

    zone.act(Action.PROGRESS, case_id, who.lead, turn=turn)
    zone.act(Action.ANSWER, case_id, who.reporter, turn=turn)
    zone.act(Action.URGE, case_id, who.reporter, turn=turn)

    assert zone.case(case_id).turn == turn
    zone.act(Action.ASK, case_id, who.lead, turn=turn)
    assert zone.case(case_id).turn == turn + 1


@pytest.mark.parametrize(("state", "action", "by"), ALLOWED)
@pytest.mark.parametrize("intruder", ["outsider", "other_officer", "liaison", "unled_contact", "stranger"])
def test_move_case_is_not_there_for_who_has_no_part_in_it(
    zone: Zone, state: State, action: Action, by: str, intruder: str
) -> None:
    with zone.undone():
        case_id = zone.at(state)
        stored = zone.stored()

        # Not even whether the turn is right can be told.
        for turn in (None, zone.case(case_id).turn, 99):
            with pytest.raises(NotFound) as raised:
                zone.act(action, case_id, getattr(zone.who, intruder), turn=turn)
            assert raised.value.message == "没有找到这个问题。"

        assert zone.stored() == stored


def test_move_case_that_never_was(zone: Zone) -> None:
    for action in (Action.ACCEPT, Action.RATE, Action.REASSIGN, Action.PROGRESS, Action.WITHDRAW):
        for by in (zone.who.lead, zone.who.manager, zone.who.reporter):
            with pytest.raises(NotFound):
                zone.act(action, 4711, by)


def test_move_refused_act_leaves_nothing(zone: Zone) -> None:
    case_id = zone.at(State.SUBMITTED)
    stored = zone.stored()

    with pytest.raises(NotAllowed) as raised:
        zone.act(Action.RESOLVE, case_id, zone.who.lead)

    assert raised.value.message == "现在不能“办结”。"
    assert zone.stored() == stored


def test_move_the_same_cause_on_another_case_is_another_change(zone: Zone) -> None:
    first, second = zone.open(), zone.open()

    zone.act(Action.ACCEPT, first, zone.who.lead, cause="cli:import:1")
    zone.act(Action.ACCEPT, second, zone.who.lead, cause="cli:import:1")

    assert zone.case(first).state is zone.case(second).state is State.IN_PROGRESS


def test_move_somebody_with_several_parts_acts_in_the_first_that_may(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(zone.at(State.RETURNED), (Action.TAKE, who.manager))

    zone.act(Action.PROGRESS, case_id, who.manager)

    assert zone.look(case_id, who.manager).parts == {Part.HANDLER, Part.MANAGER}
    assert zone.entries(case_id)[-1].part is Part.HANDLER


def test_move_gives_the_entry_the_files_of_its_draft(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.IN_PROGRESS)
    begin(zone, 5, person_id=who.lead, action=Action.PROGRESS, case_id=case_id)
    say(zone, 9, attachment=PHOTO, draft_id=5, by=who.lead)

    # The file speaks for itself.
    zone.act(Action.PROGRESS, case_id, who.lead, text="", draft_id=5)
    zone.act(Action.PROGRESS, case_id, who.lead)

    files = [[file.file_id for file in entry.files] for entry in zone.look(case_id, who.reporter).entries]
    assert files == [[], ["photo"], []]
    assert zone.look(case_id, who.reporter).files == ()  # the report itself had none
