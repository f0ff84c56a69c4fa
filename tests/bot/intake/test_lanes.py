"""Each one's updates in order, people side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.intake.lanes import FLOOD, Lane, Lanes
from bot.patience import Patience
from storage.ledger.inbox import StoredUpdate

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AT_ONCE = Patience(first_seconds=0, most_seconds=0)


def update(number: int, *, lane: int = 1, received_at: datetime = START) -> StoredUpdate:
    return StoredUpdate(id=number, update_id=number, lane=lane, payload={}, received_at=received_at, tries=0)


class Handled:
    """Notes what is handled and how much at a time; may fail, and waits while `gate` is closed."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.tried: list[int] = []
        self.running = self.most_running = 0
        self.fails: dict[int, list[float | Exception]] = {}
        self.closed: dict[int, asyncio.Event] = {}
        self.more: list[bool] = []
        self._news = asyncio.Event()

    async def has_tried(self, number: int) -> None:
        """Wait until so many tries were begun."""
        while len(self.tried) < number:
            self._news.clear()
            await self._news.wait()

    def close(self, lane: int) -> asyncio.Event:
        """Hold whatever this lane tries until the event is set."""
        self.closed[lane] = asyncio.Event()
        return self.closed[lane]

    async def __call__(self, update: StoredUpdate, lane: Lane) -> float | None:
        self.tried.append(update.id)
        self._news.set()
        self.more.append(lane.has_more())
        self.running += 1
        self.most_running = max(self.running, self.most_running)
        try:
            if gate := self.closed.get(update.lane):
                await gate.wait()
            await asyncio.sleep(0)
        finally:
            self.running -= 1
        if left := self.fails.get(update.id):
            outcome = left.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        self.done.append(update.id)
        return None


@pytest.fixture
def handled() -> Handled:
    return Handled()


Make = Callable[..., Lanes]


@pytest.fixture
def make(handled: Handled) -> Make:
    def make(at_once: int = 32, patience: Patience = AT_ONCE) -> Lanes:
        return Lanes(handled, patience=patience, at_once=at_once)

    return make


async def within(work: Awaitable[None]) -> None:
    async with asyncio.timeout(5):
        await work


async def test_each_ones_updates_are_handled_in_order(handled: Handled, make: Make) -> None:
    lanes = make(at_once=3)
    for number in range(30):
        lanes.add(update(number, lane=number % 5))
    await within(lanes.rest())

    assert [[one for one in handled.done if one % 5 == lane] for lane in range(5)] == [
        list(range(lane, 30, 5)) for lane in range(5)
    ]


async def test_no_more_run_than_may(handled: Handled, make: Make) -> None:
    lanes = make(at_once=3)
    for number in range(20):
        lanes.add(update(number, lane=number))
    await within(lanes.rest())

    assert handled.most_running == 3


async def test_flood_of_one_does_not_hold_up_another(handled: Handled, make: Make) -> None:
    """Were the limit around whole queues, the flood would have every slot."""
    lanes = make(at_once=2)
    for number in range(100):
        lanes.add(update(number, lane=1))
    lanes.add(update(100, lane=2))
    await within(lanes.rest())

    assert handled.done.index(100) < 5


async def test_one_that_waits_for_its_next_try_has_no_slot(handled: Handled, make: Make) -> None:
    lanes = make(at_once=1)
    handled.fails[1] = [3600]
    lanes.add(update(1, lane=1))
    lanes.add(update(2, lane=1))
    lanes.add(update(3, lane=2))
    await within(handled.has_tried(2))

    assert handled.tried == [1, 3]
    await within(lanes.stop(within_seconds=5))
    assert handled.done == [3]


async def test_what_fails_is_tried_again_before_what_follows(handled: Handled, make: Make) -> None:
    lanes = make()
    handled.fails[1] = [0, ValueError("not even this"), 0]
    lanes.add(update(1))
    lanes.add(update(2))
    await within(lanes.rest())

    assert handled.tried == [1, 1, 1, 1, 2]
    assert handled.done == [1, 2]


async def test_update_knows_whether_its_person_has_sent_more(handled: Handled, make: Make) -> None:
    lanes = make()
    lanes.add(update(1, lane=1))
    lanes.add(update(2, lane=1))
    lanes.add(update(3, lane=2))
    await within(lanes.rest())

    assert dict(zip(handled.tried, handled.more, strict=True)) == {1: True, 2: False, 3: False}


async def test_those_that_wait_are_handled_in_telegrams_order(handled: Handled, make: Make) -> None:
    """By webhook they may come in any."""
    lanes = make()
    gate = handled.close(1)
    lanes.add(update(5))
    await within(handled.has_tried(1))
    for number in (8, 4, 9, 6):
        lanes.add(update(number))
    gate.set()
    await within(lanes.rest())

    assert handled.done == [5, 4, 6, 8, 9]


async def test_numbers_that_began_anew_do_not_overtake_older_updates(handled: Handled, make: Make) -> None:
    lanes = make()
    lanes.add(update(900))
    lanes.add(update(5, received_at=START + timedelta(days=8)))
    lanes.add(update(4, received_at=START + timedelta(days=8)))
    await within(lanes.rest())

    assert handled.done == [900, 4, 5]


async def test_stop_finishes_the_running_and_leaves_the_rest(handled: Handled, make: Make) -> None:
    lanes = make(at_once=1)
    gate = handled.close(1)
    for number, lane in ((1, 1), (2, 1), (3, 2)):
        lanes.add(update(number, lane=lane))
    await within(handled.has_tried(1))
    stopping = asyncio.create_task(lanes.stop(within_seconds=5))
    await asyncio.sleep(0)
    gate.set()
    await stopping

    assert handled.tried == handled.done == [1]


async def test_stop_breaks_off_what_takes_too_long(handled: Handled, make: Make) -> None:
    lanes = make()
    handled.close(1)
    lanes.add(update(1))
    await within(handled.has_tried(1))

    await within(lanes.stop(within_seconds=0))

    assert handled.done == []


async def test_nothing_to_stop(make: Make) -> None:
    await within(make().stop(within_seconds=5))


async def test_waiting_counts_all_that_is_not_done(handled: Handled, make: Make) -> None:
    lanes = make()
    gate = handled.close(1)
    for number in (1, 2, 3):
        lanes.add(update(number))
    await within(handled.has_tried(1))
    assert lanes.waiting == 3

    gate.set()
    await within(lanes.rest())
    assert lanes.waiting == 0


def test_lane_says_when_much_more_is_waiting() -> None:
    lane = Lane()
    for number in range(FLOOD):
        assert not lane.floods()
        lane.add(update(number))
    assert lane.floods()
