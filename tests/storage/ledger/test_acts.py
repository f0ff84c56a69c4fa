"""Every cell of the table through the real use cases, on a real database; and the guards that need time."""

from __future__ import annotations

from typing import Any

import pytest

from storage.errors import Incomplete, NotAllowed, NotFound
from storage.ledger.acts import release_cases
from storage.ledger.values import Done, Target
from storage.rules.words import Action, Closure, Part, Rating, State
from storage.tables import RoleKind
from tests.storage.ledger.zone import CaseNow, Zone, local
from tests.storage.rules.lifecycle_table import ACTIONS, CELLS

STATES = [
    State.RETURNED,
    State.SUBMITTED,
    State.IN_PROGRESS,
    State.NEEDS_INFO,
    State.RESOLVED,
    State.CLOSED,
    State.DECLINED,
    State.WITHDRAWN,
]
CHANGED = [(state, action, part) for state, action, part in CELLS]


def actor(zone: Zone, part: Part) -> int | None:
    who = zone.who
    return {
        Part.CONTACT: who.reporter,
        Part.HANDLER: who.lead,
        Part.MEMBER: who.member,
        Part.MANAGER: who.manager,
        Part.LEADER: who.leader,
        Part.SWEEP: None,
    }[part]


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
                    found[action, part] = type(zone.try_act(action, case_id, actor(zone, part)))
            found[action, "outsider"] = type(zone.try_act(action, case_id, zone.who.outsider))

    strangers = {(action, part) for action, part in found if part == "outsider"}
    strangers.add((Action.HANDLER_GONE, Part.HANDLER))  # without an office they are nobody
    assert found == {key: NotFound if key in strangers else NotAllowed for key in found}
    assert len(found) > 100


@pytest.mark.parametrize(
    ("state", "action", "part"), CHANGED, ids=lambda word: word.label if hasattr(word, "label") else None
)
def test_acts_every_cell_does_what_the_table_says(
    zone: Zone, state: State, action: Action, part: Part
) -> None:
    case_id = prepared(zone, state, action)
    before, entries = zone.case(case_id), zone.entries(case_id)
    by = actor(zone, part)
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


@pytest.mark.parametrize(
    ("state", "action", "part"), CHANGED, ids=lambda word: word.label if hasattr(word, "label") else None
)
def test_acts_a_second_time_with_the_same_cause_change_nothing(
    zone: Zone, state: State, action: Action, part: Part
) -> None:
    case_id = prepared(zone, state, action)
    order = zone.order(action, case_id, actor(zone, part), turn=zone.case(case_id).turn)
    fields = {name: getattr(order, name) for name in ("cause", "turn")}
    first = zone.act(action, case_id, order.by, **fields)
    stored = zone.stored()
    zone.later(days=100)  # a late replay of a stale button

    second = zone.act(action, case_id, order.by, **fields)

    assert second == first
    assert zone.stored() == stored


# What was done stays done when the world has gone on before the replay.


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
        zone.act(action, case_id, actor(zone, part), **missing)

    assert zone.stored() == stored


# Guards


def test_deny_three_times_over_goes_back_twice_and_then_to_the_managers(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.RESOLVED)

    assert zone.act(Action.DENY, case_id, who.reporter).state is State.IN_PROGRESS
    zone.act(Action.RESOLVE, case_id, who.lead)
    assert zone.act(Action.DENY, case_id, who.reporter).state is State.IN_PROGRESS
    zone.act(Action.RESOLVE, case_id, who.lead)
    assert zone.act(Action.DENY, case_id, who.reporter).state is State.RETURNED

    after = zone.case(case_id)
    assert (after.handler, after.department, after.denials) == (None, None, 3)
    assert zone.act(Action.UPHOLD, case_id, who.manager).state is State.CLOSED
    assert zone.case(case_id).closure is Closure.UPHELD


@pytest.mark.parametrize("times", [1, 2])
def test_uphold_before_the_third_denial_is_refused(zone: Zone, times: int) -> None:
    case_id = zone.denied(times)
    zone.leave_office(zone.who.lead)
    zone.act(Action.HANDLER_GONE, case_id, None)

    with pytest.raises(NotAllowed):
        zone.act(Action.UPHOLD, case_id, zone.who.manager)


def test_deny_counts_reopening_too(zone: Zone) -> None:
    who = zone.who
    case_id = zone.denied(2)
    zone.acts(case_id, (Action.RESOLVE, who.lead), (Action.CONFIRM, who.reporter))

    assert zone.act(Action.REOPEN, case_id, who.reporter).state is State.RETURNED


def test_deny_when_the_handler_is_gone_goes_to_the_managers(zone: Zone) -> None:
    case_id = zone.at(State.RESOLVED)
    zone.leave_office(zone.who.lead)

    assert zone.act(Action.DENY, case_id, zone.who.reporter).state is State.RETURNED
    assert zone.case(case_id).handler is None


def test_ask_twice_a_round_and_no_more(zone: Zone) -> None:
    who = zone.who
    asked_twice = [(Action.ASK, who.lead), (Action.ANSWER, who.reporter), (Action.ASK, who.lead)]
    case_id = zone.acts(zone.at(State.IN_PROGRESS), *asked_twice, (Action.UNASK, who.lead))

    with pytest.raises(NotAllowed):
        zone.act(Action.ASK, case_id, who.lead)
    assert Action.ASK not in zone.look(case_id, who.lead).actions

    zone.acts(case_id, (Action.RESOLVE, who.lead), (Action.DENY, who.reporter), *asked_twice)


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [
        ("2026-11-24 10:00", "2026-11-24 17:00", False),
        ("2026-11-24 00:10", "2026-11-24 23:50", False),
        ("2026-11-24 23:50", "2026-11-25 00:10", True),
        ("2026-11-27 16:00", "2026-11-28 10:00", False),  # Friday, Saturday: still the same working day
        ("2026-11-27 16:00", "2026-11-29 23:59", False),  # Sunday
        ("2026-11-27 16:00", "2026-11-30 00:01", True),  # Monday
        ("2026-11-28 10:00", "2026-11-29 10:00", False),  # Saturday, Sunday
        ("2026-11-28 10:00", "2026-11-30 09:00", True),
        ("2026-09-30 10:00", "2026-10-07 10:00", False),  # the whole National Day holiday
        ("2026-09-30 10:00", "2026-10-08 08:00", True),
        ("2026-10-09 10:00", "2026-10-10 10:00", True),  # a Saturday that is worked
    ],
)
def test_urge_once_a_working_day(zone: Zone, first: str, second: str, may: bool) -> None:
    zone.now = local(first)
    case_id = zone.at(State.IN_PROGRESS)
    zone.act(Action.URGE, case_id, zone.who.reporter)
    zone.now = local(second)

    # Whoever of the enterprise asks: it is once a case.
    outcome = zone.try_act(Action.URGE, case_id, zone.who.colleague)

    assert isinstance(outcome, Done) == may
    assert isinstance(outcome, NotAllowed) != may


@pytest.mark.parametrize(
    ("at", "may"), [("2026-11-25 17:30", True), ("2026-11-25 17:31", False), ("2026-11-26 09:00", False)]
)
def test_return_only_within_the_accept_limit(zone: Zone, at: str, may: bool) -> None:
    case_id = zone.at(State.SUBMITTED)
    zone.now = local(at)

    outcome = zone.try_act(Action.RETURN, case_id, zone.who.lead)

    assert isinstance(outcome, Done) == may


def test_return_reason_is_kept_from_the_enterprise(zone: Zone) -> None:
    case_id = zone.open()
    zone.act(Action.RETURN, case_id, zone.who.lead, text="不归我管（示例）")

    assert not zone.entries(case_id)[-1].visible
    assert [entry.action for entry in zone.look(case_id, zone.who.reporter).entries] == [Action.OPEN]


@pytest.mark.parametrize(
    ("days", "minutes", "may"), [(29, 0, True), (30, 0, True), (30, 1, False), (60, 0, False)]
)
def test_reopen_within_thirty_days(zone: Zone, days: int, minutes: int, may: bool) -> None:
    case_id = zone.at(State.CLOSED)
    zone.later(days=days, minutes=minutes)

    assert isinstance(zone.try_act(Action.REOPEN, case_id, zone.who.reporter), Done) == may


@pytest.mark.parametrize(("at", "may"), [("2026-12-08 17:30", True), ("2026-12-08 17:31", False)])
def test_rate_within_ten_working_days(zone: Zone, at: str, may: bool) -> None:
    case_id = zone.at(State.CLOSED)
    zone.now = local(at)

    assert isinstance(zone.try_act(Action.RATE, case_id, zone.who.reporter), Done) == may


def test_rate_once_with_one_comment(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.CLOSED)
    zone.act(Action.RATE, case_id, who.reporter, rating=Rating.FAIRLY, text="")

    for refused in (
        {"rating": Rating.SATISFIED, "text": ""},
        {"rating": Rating.SATISFIED, "text": "改评（示例）"},
        {"rating": Rating.FAIRLY, "text": ""},  # the same once more says nothing new
    ):
        assert type(zone.try_act(Action.RATE, case_id, who.reporter, **refused)) in (NotAllowed, Incomplete)
    zone.act(Action.RATE, case_id, who.colleague, rating=Rating.FAIRLY, text="来得快（示例）")
    with pytest.raises(NotAllowed):
        zone.act(Action.RATE, case_id, who.reporter, rating=Rating.FAIRLY, text="再说一句（示例）")

    ratings = [entry for entry in zone.entries(case_id) if entry.action is Action.RATE]
    assert [(entry.rating, entry.text) for entry in ratings] == [
        (Rating.FAIRLY, ""),
        (Rating.FAIRLY, "来得快（示例）"),
    ]


def test_rate_again_after_the_next_closing(zone: Zone) -> None:
    who = zone.who
    case_id = zone.at(State.CLOSED)
    zone.act(Action.RATE, case_id, who.reporter, rating=Rating.DISSATISFIED, text="没修好（示例）")
    zone.acts(case_id, (Action.REOPEN, who.reporter), (Action.RESOLVE, who.lead))
    zone.later(days=1)
    zone.act(Action.CONFIRM, case_id, who.reporter)

    zone.act(Action.RATE, case_id, who.reporter, rating=Rating.SATISFIED, text="修好了（示例）")

    assert zone.case(case_id).rating is Rating.SATISFIED


@pytest.mark.parametrize(
    ("steps", "closure", "may"),
    [
        ([(Action.CONFIRM, "reporter")], Closure.CONFIRMED, True),
        ([(Action.CONFIRM_FOR, "manager")], Closure.CONFIRMED_FOR, True),
        ([(Action.CLOSE_UNCONFIRMED, None)], Closure.UNCONFIRMED, False),
    ],
)
def test_rate_only_what_was_said_to_be_solved(
    zone: Zone, steps: list[tuple[Action, str | None]], closure: Closure, may: bool
) -> None:
    case_id = zone.at(State.RESOLVED)
    for action, name in steps:
        zone.act(action, case_id, getattr(zone.who, name) if name else None)

    assert zone.case(case_id).closure is closure
    assert isinstance(zone.try_act(Action.RATE, case_id, zone.who.reporter), Done) == may


@pytest.mark.parametrize("action", [Action.CONFIRM_FOR, Action.DENY])
def test_manager_does_not_confirm_what_they_handled(zone: Zone, action: Action) -> None:
    who = zone.who
    case_id = zone.acts(zone.at(State.RETURNED), (Action.TAKE, who.manager), (Action.RESOLVE, who.manager))

    with pytest.raises(NotAllowed):
        zone.act(action, case_id, who.manager)

    zone.act(action, case_id, who.manager2)
    assert not zone.entries(case_id)[-1].self_approved


def test_manager_who_gave_the_case_away_still_does_not_decide(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(zone.at(State.RETURNED), (Action.TAKE, who.manager), (Action.REASSIGN, who.manager))

    with pytest.raises(NotAllowed):
        zone.act(Action.DECLINE, case_id, who.manager)


def test_only_manager_decides_on_own_case_and_it_is_marked(zone: Zone) -> None:
    who = zone.who
    zone.leave_office(who.manager2)
    case_id = zone.acts(zone.at(State.RETURNED), (Action.TAKE, who.manager), (Action.RESOLVE, who.manager))

    zone.act(Action.CONFIRM_FOR, case_id, who.manager)

    assert zone.entries(case_id)[-1].self_approved
    assert [entry.self_approved for entry in zone.look(case_id, who.leader).entries][-1]


# Who has the case afterwards


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
    who, case_id = zone.who, zone.at(State.RETURNED)
    to = Target(person_id=who.liaison, department_id=who.department)
    zone.act(Action.REASSIGN, case_id, who.manager, target=to)
    with pytest.raises(NotAllowed):
        zone.act(Action.ACCEPT, case_id, getattr(who, name))
    assert zone.case(case_id).handler == who.liaison


def test_accept_by_another_liaison_keeps_the_case_in_the_department(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open()
    to = Target(person_id=who.liaison, department_id=who.department)
    zone.act(Action.REASSIGN, case_id, who.manager, target=to)

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
    case_id = zone.open()
    to = Target(person_id=who.liaison, department_id=who.department)
    zone.act(Action.REASSIGN, case_id, who.manager, target=to)
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
    department = Target(person_id=who.liaison, department_id=who.department)
    case_id = zone.open()
    zone.act(Action.REASSIGN, case_id, who.manager, target=department)
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
