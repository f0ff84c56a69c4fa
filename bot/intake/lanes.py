"""A queue per person: each one's updates in order, people side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.patience import Patience
from storage.ledger.inbox import DUPLICATE_WITHIN, StoredUpdate

AT_ONCE: Final = 32
# Who has so much more waiting reads no answer to each.
FLOOD: Final = 5

_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Lane:
    """What one person (or chat) has sent and is not handled; `head` is being tried."""

    waiting: list[StoredUpdate] = field(default_factory=list)
    head: StoredUpdate | None = None
    is_running: bool = False
    task: asyncio.Task[None] | None = None

    def has_more(self) -> bool:
        """Whether something has come after the head."""
        return bool(self.waiting)

    def floods(self) -> bool:
        """Whether much more has come after the head than one person waits to be answered."""
        return len(self.waiting) >= FLOOD

    def add(self, update: StoredUpdate) -> None:
        """Queue an update before those that Telegram numbered higher: a webhook may bring them out of order.

        Numbers begin anew after a quiet week, so only those of the same days are compared.
        """
        place = len(self.waiting)
        while place and _comes_before(update, self.waiting[place - 1]):
            place -= 1
        self.waiting.insert(place, update)


def _comes_before(one: StoredUpdate, other: StoredUpdate) -> bool:
    near = abs(one.received_at - other.received_at) < DUPLICATE_WITHIN
    return near and one.update_id < other.update_id


# Handles an update, given its lane. None: it is done. Else it is tried again, after so many seconds at least.
Handle = Callable[[StoredUpdate, Lane], Awaitable[float | None]]


class Lanes:
    """Runs the heads of all lanes, at most so many at a time.

    The limit is around running heads only: neither one that waits for its next try nor a long queue holds up others.
    """

    def __init__(
        self,
        handle: Handle,
        *,
        patience: Patience,
        at_once: int = AT_ONCE,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._handle = handle
        self._patience = patience
        self._pause = pause
        self._slots = asyncio.Semaphore(at_once)
        self._lanes: dict[int, Lane] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    @property
    def waiting(self) -> int:
        """How many updates are not handled."""
        return sum(len(lane.waiting) + (lane.head is not None) for lane in self._lanes.values())

    def add(self, update: StoredUpdate) -> None:
        """Queue an update; it is handled once those before it in its lane are."""
        lane = self._lanes.get(update.lane)
        if lane is None:
            lane = self._lanes[update.lane] = Lane()
            lane.task = asyncio.create_task(self._serve(update.lane, lane), name=f"lane {update.lane}")
            self._idle.clear()
        lane.add(update)

    async def rest(self) -> None:
        """Wait until nothing is left to handle."""
        await self._idle.wait()

    async def stop(self, *, within_seconds: float) -> None:
        """Finish what is being handled, begin nothing new; what takes too long is broken off and stays undone."""
        self._stopping = True
        tasks = [lane.task for lane in self._lanes.values() if lane.task]
        for lane in self._lanes.values():
            if lane.task and not lane.is_running:
                lane.task.cancel()
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=within_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, key: int, lane: Lane) -> None:
        while lane.waiting and not self._stopping:
            async with self._slots:
                head = lane.head = lane.waiting.pop(0)
                pause = await self._try(lane, head)
            failures = 0
            while pause is not None and not self._stopping:
                failures += 1
                await self._pause(max(pause, self._patience.after(failures)))
                async with self._slots:
                    pause = await self._try(lane, head)
            lane.head = None
        del self._lanes[key]
        if not self._lanes:
            self._idle.set()

    async def _try(self, lane: Lane, head: StoredUpdate) -> float | None:
        lane.is_running = True
        try:
            return await self._handle(head, lane)
        except Exception:
            # Whatever it is, the lane lives, and the update is not lost.
            _log.exception("update %s: handling broke off, it is tried again", head.id)
            return 0
        finally:
            lane.is_running = False
