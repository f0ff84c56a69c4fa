"""Whether the running service does its work, part by part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.pulse import Pulse
from storage.database import Ledger, LedgerSession
from storage.ledger.load import measure_load

WRITE_SECONDS: Final = 5
# What is due leaves within seconds; if nothing has for so long, nothing does.
STUCK: Final = timedelta(minutes=10)


class Health:
    """What /healthz asks.

    Args:
        ledger: is read and written.
        clock: what time it is.
        pulses: parts that show by themselves that they live, by name.
        tasks: parts that run for ever, by name.
        write_seconds: how long the writer may take.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
        pulses: Mapping[str, Pulse],
        tasks: Mapping[str, asyncio.Task[Any]],
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._pulses = pulses
        self._tasks = tasks
        self._write_seconds = write_seconds
        self._since = clock()

    async def ailments(self) -> list[str]:
        """What is wrong, a line for each part; none: nothing."""
        found = [f"{name}: it has ended" for name, task in self._tasks.items() if task.done()]
        found += [
            f"{name}: nothing for {pulse.silent_seconds:.0f} s"
            for name, pulse in self._pulses.items()
            if pulse.is_lost
        ]
        return found + await self._of_writer() + await self._of_delivery()

    async def _of_writer(self) -> list[str]:
        try:
            await asyncio.wait_for(self._ledger.write(_begin), self._write_seconds)
        except Exception as error:
            return [f"writer: the ledger cannot be written ({type(error).__name__})"]
        return []

    async def _of_delivery(self) -> list[str]:
        """Nothing has left though something is due; what was due at the start has to be given the time."""
        now = self._clock()
        try:
            load = await self._ledger.read(measure_load, now)
        except Exception as error:
            return [f"ledger: it cannot be read ({type(error).__name__})"]
        if load.oldest_due_at is None:
            return []
        quiet_since = max(load.oldest_due_at, self._since, load.last_left_at or self._since)
        if now - quiet_since <= STUCK:
            return []
        return [f"delivery: nothing has left since {quiet_since:%Y-%m-%d %H:%M:%S} UTC"]


def _begin(session: LedgerSession) -> None:
    """Take the writer's lock, and give it back."""
    session.connection()
