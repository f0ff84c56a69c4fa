"""Time that passes when a test says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 10:00 in Changchun


class VirtualTime:
    """A clock, and a sleep that ends when the clock has been moved so far.

    `flies`: it moves by itself as far as somebody wants to sleep.
    """

    def __init__(self, start: datetime = START, *, flies: bool = False) -> None:
        self.start = start
        self.flies = flies
        self.seconds = 0.0
        self.pauses: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._somebody_sleeps = asyncio.Event()

    def clock(self) -> datetime:
        """What time it is."""
        return self.start + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self.seconds

    async def pause(self, seconds: float) -> None:
        """Sleep until the clock has been moved by so much."""
        self.pauses.append(seconds)
        until: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.seconds + seconds, until))
        self._somebody_sleeps.set()
        if self.flies:
            self.advance(seconds)
        await until

    async def until_somebody_sleeps(self) -> None:
        """Wait until somebody sleeps."""
        while all(until.done() for _, until in self._sleepers):
            self._somebody_sleeps.clear()
            await self._somebody_sleeps.wait()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass; who has slept enough goes on at the next await."""
        self.seconds += seconds
        for due, until in self._sleepers:
            if due <= self.seconds and not until.done():
                until.set_result(None)
        self._sleepers = [(due, until) for due, until in self._sleepers if not until.done()]
