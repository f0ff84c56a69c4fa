"""Tells those who wait that something has happened, so that nobody has to sleep and look again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Activity:
    """What the sandbox is doing right now."""

    def __init__(self) -> None:
        self.working = 0  # calls and deliveries that are going on
        self.count = 0  # grows with everything that happens
        self._last = time.monotonic()
        self._waiting: set[asyncio.Event] = set()

    def touch(self) -> None:
        """Something happened."""
        self.count += 1
        self._last = time.monotonic()
        self.wake()

    def wake(self) -> None:
        """Lets those who wait look again, though nothing happened that keeps the sandbox from being quiet."""
        for event in self._waiting:
            event.set()

    def begin(self) -> None:
        """Work begins."""
        self.working += 1
        self.touch()

    def end(self) -> None:
        """It is over."""
        self.working -= 1
        self.touch()

    @property
    def quiet_seconds(self) -> float:
        """How long nothing has happened."""
        return 0 if self.working else time.monotonic() - self._last

    async def next(self, within_seconds: float) -> bool:
        """Waits until something happens; False when nothing did for so long."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            await asyncio.wait_for(event.wait(), within_seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(event)
        return True

    async def until(self, condition: Callable[[], bool], within_seconds: float) -> bool:
        """Waits until the condition holds, looking after each thing that happens; False when it never did."""
        end = time.monotonic() + within_seconds
        while not condition():
            if not await self.next(max(end - time.monotonic(), 0)) and time.monotonic() >= end:
                return condition()
        return True
