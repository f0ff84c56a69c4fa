"""Nobody sees or changes what is not theirs: by a card, an entry, a number, a list, or a forged button."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.errors import NotFound
from storage.ledger.enterprises import find_enterprises
from storage.ledger.lists import answerable_cases, handled_cases, own_cases, pending_cases
from storage.ledger.values import Target
from storage.ledger.views import find_number, look, look_at_entry
from storage.rules.words import Action, Part, State
from storage.tables import RoleKind
from tests.storage.ledger.zone import Zone
from tests.storage.rules.lifecycle_table import ACTIONS, STATES

OUTSIDE = ["outsider", "other_officer", "liaison", "unled_contact", "stranger"]
# Who may know of an ordinary case of the enterprise, and as what.
INSIDE = {
    "reporter": Part.CONTACT,
    "colleague": Part.CONTACT,
    "lead": Part.HANDLER,
    "member": Part.MEMBER,
    "manager": Part.MANAGER,
    "leader": Part.LEADER,
}
# Who must never know of a case that was opened through 找专班.
KEPT_OUT = [*OUTSIDE, "colleague", "lead", "member", "member2"]


def listed(zone: Zone, person_id: int) -> set[int]:
    """Every case that any list shows to somebody."""
    pages = [
        zone.run(own_cases, person_id, 0, now=zone.now),
        zone.run(pending_cases, person_id, 0, now=zone.now),
    ]
    lines = [line for page in pages for line in page.lines]
    lines += zone.run(answerable_cases, person_id, now=zone.now) + zone.run(
        handled_cases, person_id, now=zone.now
    )
    return {line.id for line in lines}


def sees(zone: Zone, case_id: int, person_id: int) -> bool:
    """Whether there is any way to the case for somebody; all ways must agree."""
    opening = zone.entries(case_id)[0].id
    number = zone.look(case_id, zone.who.manager).number
    ways: dict[str, Callable[[], object]] = {
        "card": lambda: zone.run(look, case_id, person_id, zone.now),
        "entry": lambda: zone.run(look_at_entry, opening, person_id, zone.now),
        "number": lambda: zone.run(look, zone.run(find_number, number), person_id, zone.now),
    }
    found = {}
    for way, go in ways.items():
        try:
            go()
            found[way] = True
        except NotFound:
            found[way] = False
    assert len(set(found.values())) == 1, found
    return found["card"]


@pytest.mark.parametrize("state", STATES)
def test_case_is_seen_by_who_has_a_part_in_it_and_nobody_else(zone: Zone, state: State) -> None:
    case_id = zone.at(state)
    parts = {name: zone.look(case_id, getattr(zone.who, name)).parts for name in INSIDE}

    lead = Part.MEMBER if state is State.RETURNED else Part.HANDLER
    assert parts == {name: {part} for name, part in {**INSIDE, "lead": lead}.items()}
    assert [name for name in OUTSIDE if sees(zone, case_id, getattr(zone.who, name))] == []
    assert [name for name in OUTSIDE if case_id in listed(zone, getattr(zone.who, name))] == []


# 找专班


@pytest.mark.parametrize("state", [State.RETURNED, State.SUBMITTED, State.IN_PROGRESS, State.RESOLVED])
def test_confidential_case_is_seen_by_its_reporter_and_the_managers(zone: Zone, state: State) -> None:
    who = zone.who
    case_id = zone.open(confidential=True)
    to_manager = {"target": Target(person_id=who.manager2)}
    if state is not State.RETURNED:
        zone.act(Action.REASSIGN, case_id, who.manager, **to_manager)
    if state in (State.IN_PROGRESS, State.RESOLVED):
        zone.act(Action.ACCEPT, case_id, who.manager2)
    if state is State.RESOLVED:
        zone.act(Action.RESOLVE, case_id, who.manager2)
    assert zone.case(case_id).state is state

    seen_by = [name for name in (*INSIDE, "member2", *OUTSIDE) if sees(zone, case_id, getattr(who, name))]
    listed_for = [name for name in (*KEPT_OUT, "leader") if case_id in listed(zone, getattr(who, name))]

    assert (seen_by, listed_for) == (["reporter", "manager", "leader"], [])
    assert case_id in listed(zone, who.reporter)
    assert case_id in listed(zone, who.manager if state is State.RETURNED else who.manager2)


def test_confidential_case_cannot_be_touched_by_who_is_kept_out(zone: Zone) -> None:
    for action in ACTIONS:
        with zone.undone():
            case_id = zone.open(confidential=True)
            stored = zone.stored()
            for name in KEPT_OUT:
                for turn in (None, 0, 7):
                    outcome = zone.try_act(action, case_id, getattr(zone.who, name), turn=turn)
                    assert type(outcome) is NotFound, (action, name)
            assert zone.stored() == stored


def test_confidential_case_is_not_counted_for_the_officer(zone: Zone) -> None:
    zone.open(confidential=True)
    zone.open()

    (line,) = zone.run(find_enterprises, zone.who.lead)
    assert line.open_cases == 1


# What is internal


def test_internal_entry_never_reaches_a_contact(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.IN_PROGRESS)
    zone.act(Action.PROGRESS, case_id, who.lead, visible=False, text="内部研判（示例）")
    zone.act(Action.PROGRESS, case_id, who.lead, text="已派人（示例）")
    internal = zone.entries(case_id)[-2].id

    for name in ("reporter", "colleague"):
        view = zone.run(look, case_id, getattr(who, name), zone.now, show=99)
        assert [entry.action for entry in view.entries] == [Action.OPEN, Action.ACCEPT, Action.PROGRESS]
        assert view.entry_count == 3
        with pytest.raises(NotFound):
            zone.run(look_at_entry, internal, getattr(who, name), zone.now)
    for name in ("lead", "member", "manager", "leader"):
        view = zone.run(look, case_id, getattr(who, name), zone.now, show=99)
        assert (view.entry_count, view.entries[-2].text) == (4, "内部研判（示例）")
        zone.run(look_at_entry, internal, getattr(who, name), zone.now)


def test_internal_entry_is_read_by_a_contact_who_looks_after_the_enterprise_too(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.IN_PROGRESS)
    zone.act(Action.PROGRESS, case_id, who.lead, visible=False)
    zone.add_role(who.member, RoleKind.CONTACT, enterprise_id=who.enterprise)

    assert zone.look(case_id, who.member).parts == {Part.CONTACT, Part.MEMBER}
    assert zone.look(case_id, who.member).entry_count == 3


# Guesses


def test_guess_of_what_is_not_there_is_told_the_same(zone: Zone) -> None:
    case_id = zone.open()
    messages = set()
    for go in (
        lambda: zone.look(4711, zone.who.manager),
        lambda: zone.look(case_id, zone.who.outsider),
        lambda: zone.run(find_number, "ZQ261124-999"),
    ):
        with pytest.raises(NotFound) as raised:
            go()
        messages.add(raised.value.message)

    assert messages == {"没有找到这个问题。"}
    with pytest.raises(NotFound):
        zone.run(look_at_entry, 4711, zone.who.manager, zone.now)


def test_number_is_found_as_people_type_it(zone: Zone) -> None:
    case_id = zone.open()

    assert zone.run(find_number, " zq261124-001\n") == case_id


# Who has left


def test_officer_who_has_left_sees_nothing_more(zone: Zone) -> None:
    who = zone.who
    cases = [zone.at(state) for state in STATES]
    zone.leave_office(who.lead)
    zone.add_role(who.lead, RoleKind.CONTACT, enterprise_id=who.other_enterprise)

    assert [case_id for case_id in cases if sees(zone, case_id, who.lead)] == []
    assert listed(zone, who.lead) == set()


def test_contact_who_has_left_sees_nothing_more(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)
    zone.leave_office(zone.who.reporter)

    assert not sees(zone, case_id, zone.who.reporter)
    assert listed(zone, zone.who.reporter) == set()
    assert sees(zone, case_id, zone.who.colleague)


def test_liaison_sees_only_what_their_department_has_now(zone: Zone) -> None:
    who = zone.who
    case_id = zone.give_to_department(zone.open())
    assert [sees(zone, case_id, one) for one in (who.liaison, who.liaison2)] == [True, True]
    assert [case_id in listed(zone, one) for one in (who.liaison, who.liaison2)] == [True, True]

    zone.act(Action.REASSIGN, case_id, who.manager)

    assert [sees(zone, case_id, one) for one in (who.liaison, who.liaison2)] == [False, False]
    assert [case_id in listed(zone, one) for one in (who.liaison, who.liaison2)] == [False, False]


def test_manager_who_has_become_an_officer_sees_no_confidential_case(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(zone.open(confidential=True), (Action.TAKE, who.manager2))
    assert case_id in listed(zone, who.manager2)
    zone.leave_office(who.manager2)
    zone.add_role(who.manager2, RoleKind.OFFICER)

    assert not sees(zone, case_id, who.manager2)
    assert listed(zone, who.manager2) == set()
