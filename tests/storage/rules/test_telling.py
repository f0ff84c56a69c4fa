"""Whom a change is told, against a table written by hand."""

from __future__ import annotations

import pytest

from storage.rules.lifecycle import TABLE
from storage.rules.telling import Audience, listeners
from storage.rules.words import Action, State

ENTERPRISE, HANDLER, FORMER, MANAGERS = (
    Audience.CONTACTS,
    Audience.HANDLER,
    Audience.FORMER,
    Audience.MANAGERS,
)


@pytest.mark.parametrize(
    ("action", "to", "told"),
    [
        (Action.OPEN, State.SUBMITTED, {ENTERPRISE}),  # the handler has the card
        (Action.OPEN, State.RETURNED, {ENTERPRISE}),  # 专班 have the card
        (Action.ACCEPT, State.IN_PROGRESS, {ENTERPRISE, FORMER}),
        (Action.RETURN, State.RETURNED, {MANAGERS}),
        (Action.PROGRESS, State.IN_PROGRESS, {ENTERPRISE}),
        (Action.ASK, State.NEEDS_INFO, {ENTERPRISE}),
        (Action.ANSWER, State.IN_PROGRESS, {ENTERPRISE, HANDLER}),
        (Action.UNASK, State.IN_PROGRESS, {ENTERPRISE}),
        (Action.RESOLVE, State.RESOLVED, {ENTERPRISE}),
        (Action.UNRESOLVE, State.IN_PROGRESS, {ENTERPRISE}),
        (Action.CONFIRM, State.CLOSED, {ENTERPRISE, HANDLER}),
        (Action.CONFIRM_FOR, State.CLOSED, {ENTERPRISE, HANDLER}),
        (Action.RATE, State.CLOSED, {HANDLER}),
        (Action.WITHDRAW, State.WITHDRAWN, {ENTERPRISE, HANDLER}),
        (Action.URGE, State.IN_PROGRESS, {ENTERPRISE, HANDLER}),
        (Action.REASSIGN, State.SUBMITTED, {ENTERPRISE, FORMER}),  # the new one has the card
        (Action.TAKE, State.IN_PROGRESS, {ENTERPRISE}),
        (Action.DECLINE, State.DECLINED, {ENTERPRISE, HANDLER}),
        (Action.UPHOLD, State.CLOSED, {ENTERPRISE}),
        (Action.HANDLER_GONE, State.RETURNED, {MANAGERS}),
        (Action.ANSWER_OVERDUE, State.IN_PROGRESS, {ENTERPRISE, HANDLER}),
        (Action.CLOSE_UNCONFIRMED, State.CLOSED, {ENTERPRISE, HANDLER}),
    ],
)
def test_listeners_of_each_action(action: Action, to: State, told: set[Audience]) -> None:
    found = listeners(action, to, denials=0)

    assert set(found) == told
    assert len(found) == len(told)


@pytest.mark.parametrize("action", [Action.DENY, Action.REOPEN])
@pytest.mark.parametrize(
    ("to", "denials", "told"),
    [
        (State.IN_PROGRESS, 1, {ENTERPRISE, HANDLER}),
        (State.IN_PROGRESS, 2, {ENTERPRISE, HANDLER, MANAGERS}),
        (State.RETURNED, 3, {ENTERPRISE, FORMER, MANAGERS}),
        (State.RETURNED, 1, {ENTERPRISE, FORMER, MANAGERS}),  # the handler is gone
    ],
)
def test_listeners_of_a_denial(action: Action, to: State, denials: int, told: set[Audience]) -> None:
    assert set(listeners(action, to, denials)) == told


def test_listeners_are_there_for_all_that_is_built() -> None:
    silent = {row.action for row in TABLE if row.built and not listeners(row.action, State.SUBMITTED, 0)}

    # What the sweep notes for itself.
    assert silent == {Action.REMIND, Action.RECKON}
