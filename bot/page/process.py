"""The bot's process: started, told what time it is, killed in the middle of whatever it does, started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import bot
from bot.page.clock import OFFSET, MovedClock
from bot.settings import Settings

LOG_LINES: Final = 200
_STOP_SECONDS: Final = 12  # a stop takes at most 10
_LINE_BYTES: Final = 2**20


class BotProcess:
    """At most one process of `bot.page.child` at a time.

    Args:
        settings: what it is to be set up with, by the names of the environment.
        folder: where it runs.
        clock: the one that it is to live by.
        on_change: told whenever it was started or has ended, however that came.
    """

    def __init__(
        self, settings: Mapping[str, str], folder: Path, clock: MovedClock, on_change: Callable[[], None]
    ) -> None:
        self._environment = _environment(settings)
        self._folder, self._clock, self._on_change = folder, clock, on_change
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._attending: asyncio.Task[None] | None = None
        self.log: deque[str] = deque(maxlen=LOG_LINES)

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    async def start(self) -> None:
        """Start it, unless it runs."""
        async with self._turn:
            if self._process is None:
                await self._start()

    async def stop(self) -> None:
        """Have it finish what is in hand and end, as by SIGTERM. May be repeated."""
        async with self._turn:
            await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End it at once, wherever it is, in the middle of a stop as well. May be repeated."""
        await self._end(signal.SIGKILL)

    async def tell_time(self) -> None:
        """The clock was moved: so is its own, and it looks for what is due."""
        if self._process is None or self._process.stdin is None:
            return
        with suppress(ConnectionError):  # it has just ended; the next one is told at its start
            self._process.stdin.write(f"{self._clock.offset.total_seconds()}\n".encode())
            await self._process.stdin.drain()

    async def _start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.page.child"),
            cwd=self._folder,
            env=self._environment | {OFFSET: str(self._clock.offset.total_seconds())},
            stdin=PIPE,
            stdout=PIPE,
            stderr=STDOUT,
            # Ctrl+C in the terminal is for whoever started the page, who then stops the bot.
            start_new_session=True,
            limit=_LINE_BYTES,
        )
        self._attending = asyncio.create_task(self._attend(self._process))
        self._on_change()

    async def _end(self, by: signal.Signals) -> None:
        process, attending = self._process, self._attending
        if process is None or attending is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(by)
        try:
            await asyncio.wait_for(asyncio.shield(attending), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await attending

    async def _attend(self, process: Process) -> None:
        """Keep what it writes until it ends."""
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                self.log.append(line.decode(errors="replace").rstrip("\n"))
        finally:
            await process.wait()
            self._process = None
            self._on_change()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment, but for what sets up a bot that serves."""
    ours = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    path = os.pathsep.join(filter(None, (str(Path(bot.__file__).parents[1]), kept.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": path, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"} | dict(settings)
