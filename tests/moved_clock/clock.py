"""A clock that is elsewhere: the test and its sandbox read it, and a bot is started by it."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

FAKETIME: Final = "faketime"
_SHARED_MEMORY: Final = Path("/dev/shm")
CHANGCHUN: Final = ZoneInfo("Asia/Shanghai")


class MovedClock:
    """It goes as fast as any other, from where it was put."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """What time it is, in UTC."""
        return datetime.now(UTC) + self._ahead

    def put(self, local: str) -> None:
        """It becomes this time in Changchun, as `2026-10-01 09:31`."""
        then = datetime.fromisoformat(local).replace(tzinfo=CHANGCHUN)
        self._ahead = timedelta(seconds=round((then - datetime.now(UTC)).total_seconds()))

    def environment(self) -> dict[str, str]:
        """What makes a process that is started now live by this clock; what it measures goes on as ever."""
        seconds = int(self._ahead.total_seconds())
        return {"LD_PRELOAD": _library(), "FAKETIME": f"{seconds:+}s", "DONT_FAKE_MONOTONIC": "1"}


def forget(pid: int) -> None:
    """Take away what the library shared for a process that was killed; one that ends by itself does so."""
    for name in (f"faketime_shm_{pid}", f"sem.faketime_sem_{pid}"):
        (_SHARED_MEMORY / name).unlink(missing_ok=True)


def can_move() -> bool:
    """Whether there is a `faketime` here."""
    return shutil.which(FAKETIME) is not None


@cache
def _library() -> str:
    """What `faketime` loads into the commands that it runs.

    It is asked for it and not used itself: it stays the parent of what it runs, and a signal would reach it alone.
    """
    shown = subprocess.run(
        [FAKETIME, "-f", "+0s", "printenv", "LD_PRELOAD"],
        env={"PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        check=True,
    )
    return shown.stdout.strip()
