"""In whose hands a case is: who takes it on, to whom it may be given, and what becomes of it when they have left."""

from __future__ import annotations

import pytest

from storage.errors import NotAllowed, NotFound
from storage.ledger.acts import release_cases
from storage.ledger.values import Done, Target
from storage.rules.words import Action, Part, State
from storage.tables import RoleKind
from tests.storage.ledger.zone import CaseNow, Zone

# 签收 and 改派


def test_accept_by_another_member_makes_them_the_handler(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open()

    zone.act(Action.ACCEPT, case_id, who.member)

    assert zone.case(case_id) == CaseNow(
        state=State.IN_PROGRESS,
        handler=who.member,
        department=None,
        turn=1,
        denials=0,
        result=None,
        closure=None,
        rating=None,
    )
    with pytest.raises(NotAllowed):
        zone.act(Action.PROGRESS, case_id, who.lead)


@pytest.mark.parametrize("name", ["lead", "member"])
def test_accept_in_a_department_is_not_for_who_looks_after_the_enterprise(zone: Zone, name: str) -> None:
    who = zone.who
    case_id = zone.give_to_department(zone.at(State.RETURNED))

    with pytest.raises(NotAllowed):
        zone.act(Action.ACCEPT, case_id, getattr(who, name))
    assert zone.case(case_id).handler == who.liaison


def test_accept_by_another_liaison_keeps_the_case_in_the_department(zone: Zone) -> None:
    who = zone.who
    case_id = zone.give_to_department(zone.open())

    zone.act(Action.ACCEPT, case_id, who.liaison2)

    after = zone.case(case_id)
    assert (after.handler, after.department) == (who.liaison2, who.department)


@pytest.mark.parametrize(
    ("person", "in_department"),
    [
        ("lead", True),  # no liaison of it
        ("reporter", False),
        ("leader", False),
        ("stranger", False),
        ("liaison", None),  # of a department that is not there
    ],
)
def test_reassign_only_to_somebody_with_an_office(
    zone: Zone, person: str, in_department: bool | None
) -> None:
    department = {True: zone.who.department, False: None, None: 99}[in_department]
    to = Target(person_id=getattr(zone.who, person), department_id=department)
    case_id = zone.at(State.RETURNED)

    with pytest.raises(NotFound):
        zone.act(Action.REASSIGN, case_id, zone.who.manager, target=to)


def test_reassign_to_an_officer_takes_it_from_the_department(zone: Zone) -> None:
    who = zone.who
    case_id = zone.give_to_department(zone.open())
    zone.act(Action.REASSIGN, case_id, who.manager, target=Target(person_id=who.member))

    after = zone.case(case_id)
    assert (after.handler, after.department, after.turn) == (who.member, None, 2)


# The handler has left


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_PROGRESS])
def test_handler_gone_only_when_they_are_gone(zone: Zone, state: State) -> None:
    case_id = zone.at(state)

    with pytest.raises(NotAllowed):
        zone.act(Action.HANDLER_GONE, case_id, None)


@pytest.mark.parametrize(("action", "by"), [(Action.ANSWER, "reporter"), (Action.ANSWER_OVERDUE, None)])
def test_answer_to_a_handler_who_is_gone_goes_on_to_the_managers(
    zone: Zone, action: Action, by: str | None
) -> None:
    case_id = zone.at(State.NEEDS_INFO)
    zone.leave_office(zone.who.lead)

    zone.act(action, case_id, getattr(zone.who, by) if by else None, cause="inbox:answer")

    assert (zone.case(case_id).state, zone.case(case_id).handler) == (State.RETURNED, None)
    last = [(entry.action, entry.part, entry.to_state, entry.cause) for entry in zone.entries(case_id)[-2:]]
    part = Part.CONTACT if by else Part.SWEEP
    assert last == [
        (action, part, State.IN_PROGRESS, "inbox:answer"),
        (Action.HANDLER_GONE, Part.SWEEP, State.RETURNED, "inbox:answer:gone"),
    ]


def test_answer_to_a_handler_who_is_gone_twice_is_one_change(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)
    zone.leave_office(zone.who.lead)
    first = zone.act(Action.ANSWER, case_id, zone.who.reporter, cause="inbox:answer")
    stored = zone.stored()

    assert zone.act(Action.ANSWER, case_id, zone.who.reporter, cause="inbox:answer") == first
    assert zone.stored() == stored


def test_handler_with_another_office_still_lives(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.leave_office(zone.who.lead)
    zone.add_role(zone.who.lead, RoleKind.MANAGER)

    zone.act(Action.PROGRESS, case_id, zone.who.lead)

    assert zone.entries(case_id)[-1].part is Part.HANDLER


# An import releases the cases of whom it has ended


def test_release_cases_of_one_who_has_left(zone: Zone) -> None:
    who = zone.who
    held = [zone.at(state) for state in (State.SUBMITTED, State.IN_PROGRESS)]
    waiting = [zone.at(state) for state in (State.NEEDS_INFO, State.RESOLVED)]
    ended = [zone.at(state) for state in (State.CLOSED, State.WITHDRAWN)]
    anothers = zone.acts(zone.open(), (Action.ACCEPT, who.member))
    zone.leave_office(who.lead)

    def release() -> list[Done]:
        return zone.run(release_cases, person_id=who.lead, now=zone.now, cause="cli:import:1")

    assert [done.case_id for done in release()] == held
    assert [zone.case(case_id).state for case_id in held] == [State.RETURNED] * 2
    assert [zone.case(case_id).state for case_id in waiting] == [State.NEEDS_INFO, State.RESOLVED]
    assert [zone.case(case_id).handler for case_id in [*ended, anothers]] == [who.lead] * 2 + [who.member]
    stored = zone.stored()
    assert release() == []
    assert zone.stored() == stored


def test_release_cases_of_one_who_still_is_in_office_releases_nothing(zone: Zone) -> None:
    zone.at(State.IN_PROGRESS)

    assert zone.run(release_cases, person_id=zone.who.lead, now=zone.now, cause="cli:import:1") == []


def test_release_cases_in_a_department_of_one_who_has_become_an_officer(zone: Zone) -> None:
    who = zone.who
    case_id = zone.give_to_department(zone.open())
    zone.leave_office(who.liaison)
    zone.add_role(who.liaison, RoleKind.OFFICER)

    (done,) = zone.run(release_cases, person_id=who.liaison, now=zone.now, cause="cli:import:1")

    assert (done.case_id, done.state) == (case_id, State.RETURNED)
    assert zone.case(case_id).department is None


def test_release_cases_that_are_confidential_of_one_who_has_left_the_managers(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(zone.open(confidential=True), (Action.TAKE, who.manager2))
    zone.leave_office(who.manager2)
    zone.add_role(who.manager2, RoleKind.OFFICER)

    with pytest.raises(NotFound):
        zone.look(case_id, who.manager2)

    (done,) = zone.run(release_cases, person_id=who.manager2, now=zone.now, cause="cli:import:1")
    assert (done.case_id, done.state) == (case_id, State.RETURNED)
