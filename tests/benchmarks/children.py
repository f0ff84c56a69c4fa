"""What is measured runs in a process of its own, so that the server's and the people's cost is not counted."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.benchmarks.telegram import TOKEN, Telegram

ROOT: Final = Path(__file__).parents[2]
START_SECONDS: Final = 60


class DidNotStart(RuntimeError):
    """The process ended, or did not poll in time; the message is what it wrote."""


class Child:
    """A process that polls a Telegram of ours."""

    def __init__(self, number: int, began: float) -> None:
        self._folder = Path(f"/proc/{number}")
        self.began = began  # by `time.perf_counter`

    @property
    def cpu_seconds(self) -> float:
        """What it has taken of the processors so far, in all its threads."""
        # The name before the bracket may have blanks in it: see proc(5).
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory_mb(self) -> float:
        """Its resident memory."""
        status = (self._folder / "status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def running(*command: str, folder: Path, telegram: Telegram, root: Path = ROOT) -> AsyncIterator[Child]:
    """`python -m <command>` on a folder of its own, from its first poll until the block ends.

    Raises:
        DidNotStart: it never polled.
    """
    with (folder / "log.txt").open("ab") as log:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", *command),
            cwd=folder,
            env=_environment(folder, telegram, root),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    ended = asyncio.create_task(process.wait())
    polled = asyncio.create_task(telegram.polled.wait())
    try:
        await asyncio.wait({ended, polled}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not polled.done():
            raise DidNotStart((folder / "log.txt").read_text(encoding="utf-8"))
        yield Child(process.pid, began)
    finally:
        polled.cancel()
        if not ended.done():
            process.terminate()
        await ended


def _environment(folder: Path, telegram: Telegram, root: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(root),
        "PTB_TIMEDELTA": "1",
        "NO_PROXY": "127.0.0.1",
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": telegram.url,
        "DATABASE_URL": f"sqlite:///{folder / 'zhuqi.db'}",
        "FILES_DIR": str(folder / "files"),
        "LISTEN": "127.0.0.1:0",
        "LOG_LEVEL": "WARNING",
    }
