"""The bot as a process of its own, that is started again whenever it was killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Final

from bot.checkpoints import VARIABLE
from tests.outside.settings import ROOT

_KILLED: Final = -signal.SIGKILL


class Nursery:
    """Where bots are forked from; one at a time. See `tests.kill.nursery`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.nursery"],
            cwd=ROOT,
            env=os.environ | {"PTB_TIMEDELTA": "1", "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._answer() == "ready"

    async def start(self, environment: dict[str, str], folder: Path) -> int:
        """Start a bot: the number of its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"environment": environment, "folder": str(folder)}) + "\n")
        return int(await asyncio.to_thread(self._answer))

    async def end(self) -> int:
        """Wait until it has ended: its exit status, or the signal that ended it, negative."""
        return int(await asyncio.to_thread(self._answer))

    def close(self) -> None:
        """Start no more."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class Bot:
    """A bot that dies as planned, and is started again at once each time.

    Args:
        nursery: where it comes from.
        environment: its settings.
        folder: where it works.
        on_death: called each time it was killed.
    """

    def __init__(
        self, nursery: Nursery, environment: dict[str, str], folder: Path, on_death: Callable[[], None]
    ) -> None:
        self._nursery = nursery
        self._environment = environment
        self._folder = folder
        self._on_death = on_death
        self._process: int | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._stopping = False
        self.status: int | None = None  # how it ended, once it has ended for good

    def begin(self, plan: Iterable[str]) -> None:
        """Start it; `plan` says where each in turn is killed, and those after them are not."""
        self._stopping, self.status = False, None
        self._keeping = asyncio.create_task(self._keep(plan))

    async def stop(self) -> int | None:
        """Tell it to stop, for good: how it ended."""
        self._stopping = True
        self._tell_to_stop()
        if self._keeping is not None:
            await self._keeping
        return self.status

    def _tell_to_stop(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGTERM)

    def check(self) -> None:
        """Fail if it has ended by itself, or cannot be started."""
        if self._keeping is not None and self._keeping.done():
            self._keeping.result()
        assert self.status is None or self._stopping, f"ended with {self.status}:\n{self.log[-3000:]}"

    @property
    def log(self) -> str:
        """What it has written, in all its lives."""
        log = self._folder / "log.txt"
        return log.read_text(encoding="utf-8") if log.exists() else ""

    async def _keep(self, plan: Iterable[str]) -> None:
        for kill_at in chain(plan, repeat("")):
            environment = self._environment | {VARIABLE: kill_at}
            self._process = await self._nursery.start(environment, self._folder)
            if self._stopping:
                self._tell_to_stop()
            ended = await self._nursery.end()
            self._process = None
            if ended != _KILLED or self._stopping:
                self.status = ended
                return
            self._on_death()
