"""What the table alone does not say: how often, how late, after what, and by whom a case may be acted on."""

from __future__ import annotations

import pytest

from storage.errors import Incomplete, NotAllowed
from storage.ledger.values import Done
from storage.rules.words import Action, Closure, Rating, State
from tests.storage.ledger.zone import Zone, local

# 没解决


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


# How often, how late


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


# 评价


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


# Nobody decides on their own case


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
