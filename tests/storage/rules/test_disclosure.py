"""Who reads personal data in full: every part, in every state."""

from __future__ import annotations

from itertools import product

import pytest

from storage.rules.disclosure import reads_in_full
from storage.rules.lifecycle import Facts
from storage.rules.words import OPEN_STATES, Part, State

HELD = [state for state in OPEN_STATES if state is not State.RETURNED]
ONLOOKERS = frozenset(Part) - {Part.CONTACT, Part.HANDLER}


def readers(state: State, *, handler_lives: bool = True, confidential: bool = False) -> set[Part]:
    facts = Facts(state=state, handler_lives=handler_lives)
    return {part for part in Part if reads_in_full(frozenset({part}), facts, confidential=confidential)}


@pytest.mark.parametrize("state", State)
def test_enterprise_and_handler_read_it_and_managers_what_is_in_their_hands(state: State) -> None:
    in_their_hands = {Part.MANAGER} if state is State.RETURNED else set()
    assert readers(state) == {Part.CONTACT, Part.HANDLER} | in_their_hands


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("handler_lives", [True, False])
def test_what_is_confidential_the_managers_read_and_members_never(state: State, handler_lives: bool) -> None:
    read_by = readers(state, handler_lives=handler_lives, confidential=True)
    assert read_by == {Part.CONTACT, Part.HANDLER, Part.MANAGER}


@pytest.mark.parametrize("state", State)
def test_members_and_managers_stand_in_for_a_handler_who_is_gone_while_there_is_something_to_do(
    state: State,
) -> None:
    stands_in = {Part.MEMBER, Part.MANAGER} if state in HELD else set()
    manages = {Part.MANAGER} if state is State.RETURNED else set()
    assert readers(state, handler_lives=False) == {Part.CONTACT, Part.HANDLER} | stands_in | manages


@pytest.mark.parametrize(("own", "other"), list(product([Part.CONTACT, Part.HANDLER], sorted(ONLOOKERS))))
def test_another_part_takes_nothing_away(own: Part, other: Part) -> None:
    for state, confidential in product(State, (True, False)):
        assert reads_in_full(frozenset({own, other}), Facts(state=state), confidential=confidential)


def test_leader_and_whoever_has_no_part_any_more_never_read_it() -> None:
    for state, lives, confidential in product(State, (True, False), (True, False)):
        facts = Facts(state=state, handler_lives=lives)
        for parts in (frozenset({Part.LEADER}), frozenset[Part]()):
            assert not reads_in_full(parts, facts, confidential=confidential)
