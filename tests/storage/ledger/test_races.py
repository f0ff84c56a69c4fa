"""Two at once: exactly one wins, the other is told that the case has changed. Real threads, no luck needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from storage.errors import NotAllowed, Stale, ZhuqiError
from storage.ledger.acts import ACTS
from storage.ledger.cases import open_case
from storage.ledger.values import Done, Order
from storage.rules.words import Action, State
from tests.storage.ledger.zone import Zone

# (where the case stands, one act, the other)
RACES = [
    (State.SUBMITTED, (Action.ACCEPT, "member"), (Action.ACCEPT, "member2")),
    (State.SUBMITTED, (Action.ACCEPT, "lead"), (Action.WITHDRAW, "reporter")),
    (State.SUBMITTED, (Action.RETURN, "lead"), (Action.REASSIGN, "manager")),
    (State.RETURNED, (Action.TAKE, "manager"), (Action.TAKE, "manager2")),
    (State.RESOLVED, (Action.CONFIRM, "reporter"), (Action.DENY, "colleague")),
    (State.RESOLVED, (Action.UNRESOLVE, "lead"), (Action.CONFIRM, "reporter")),
    (State.NEEDS_INFO, (Action.ANSWER, "reporter"), (Action.UNASK, "lead")),
]
Outcome = Done | ZhuqiError


def in_threads(zone: Zone, orders: Sequence[tuple[Action, Order]]) -> list[Outcome]:
    """As many threads as orders, each with a connection of its own, let go at the same time."""
    start = Barrier(len(orders))

    def carry_out(action: Action, order: Order) -> Outcome:
        start.wait()
        try:
            return zone.ledger.write_now(ACTS[action], order)
        except ZhuqiError as error:
            return error

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(carry_out, *zip(*orders, strict=True)))


def in_the_loop(zone: Zone, orders: Sequence[tuple[Action, Order]]) -> list[Outcome]:
    """As the bot does: through the writer, from one event loop."""

    async def carry_out(action: Action, order: Order) -> Outcome:
        try:
            return await zone.ledger.write(ACTS[action], order)
        except ZhuqiError as error:
            return error

    async def all_of_them() -> list[Outcome]:
        return await asyncio.gather(*(carry_out(*one) for one in orders))

    return asyncio.run(all_of_them())


ways = pytest.mark.parametrize("at_once", [in_threads, in_the_loop])
AtOnce = Callable[[Zone, Sequence[tuple[Action, Order]]], list[Outcome]]


@ways
@pytest.mark.parametrize(
    ("state", "one", "other"),
    RACES,
    ids=[f"{one[0].label}-{other[0].label}" for _, one, other in RACES],
)
def test_race_of_two_buttons_has_one_winner(
    zone: Zone, at_once: AtOnce, state: State, one: tuple[Action, str], other: tuple[Action, str]
) -> None:
    case_id = zone.at(state)
    turn, entries = zone.case(case_id).turn, len(zone.entries(case_id))
    orders = [
        (action, zone.order(action, case_id, getattr(zone.who, by), turn=turn))
        for action, by in (one, other, one)  # and the first once more by its impatient presser
    ]

    outcomes = at_once(zone, orders)

    won = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    lost = [type(outcome) for outcome in outcomes if not isinstance(outcome, Done)]
    assert (len(won), lost) == (1, [Stale, Stale])
    assert zone.case(case_id).state is won[0].state
    assert [entry.id for entry in zone.entries(case_id)[entries:]] == [won[0].entry_id]


@ways
def test_race_to_sign_without_a_card_has_one_winner(zone: Zone, at_once: AtOnce) -> None:
    case_id = zone.open()
    signers = (zone.who.lead, zone.who.member, zone.who.member2)
    orders = [(Action.ACCEPT, zone.order(Action.ACCEPT, case_id, by)) for by in signers]

    outcomes = at_once(zone, orders)

    (winner,) = [by for by, outcome in zip(signers, outcomes, strict=True) if isinstance(outcome, Done)]
    assert [type(one) for one in outcomes if not isinstance(one, Done)] == [NotAllowed, NotAllowed]
    assert zone.case(case_id).handler == winner


@ways
def test_race_of_one_update_with_itself_is_one_change(zone: Zone, at_once: AtOnce) -> None:
    case_id = zone.open()
    order = zone.order(Action.ACCEPT, case_id, zone.who.lead, turn=0)

    first, *others = at_once(zone, [(Action.ACCEPT, order)] * 4)

    assert isinstance(first, Done)
    assert others == [first] * 3
    assert [entry.action for entry in zone.entries(case_id)] == [Action.OPEN, Action.ACCEPT]


def test_race_of_submissions_gives_every_case_a_number_of_its_own(zone: Zone) -> None:
    new = [zone.new_case() for _ in range(8)]
    start = Barrier(16)

    def submit(place: int) -> Done:
        start.wait()
        return zone.ledger.write_now(open_case, new[place % 8])  # each of them twice

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(submit, range(16)))

    assert done[:8] == done[8:]
    assert sorted(one.number for one in done[:8]) == [f"ZQ261124-00{serial}" for serial in range(1, 9)]
