"""The named points between two steps of the work; for the tests that kill the process there.

Nothing happens at a point, unless the process was started with `ZHUQI_KILL_AT=<point>` or `ZHUQI_KILL_AT=<point>:<n>`:
then it kills itself, as `kill -9` would, when it passes that point for the first (the n-th) time. No operator needs it.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

VARIABLE: Final = "ZHUQI_KILL_AT"


class Checkpoint(StrEnum):
    """Where a process may be killed without anything being lost, doubled or stuck."""

    UPDATE_STORED = "update_stored"  # committed to the inbox, not yet acknowledged
    ACKNOWLEDGED = "acknowledged"  # Telegram will not send it again
    CHANGE_COMMITTED = "change_committed"  # a unit of the handler's, before the update is done
    PROMPT_SENT = "prompt_sent"  # Telegram took a prompt
    STATE_COMMITTED = "state_committed"  # the talk's state with the update's done mark
    NOTICE_TAKEN = "notice_taken"  # Telegram took a notice, which is not yet marked sent
    NOTICE_MARKED = "notice_marked"


def kill() -> None:
    """End this process at once; nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Checkpoints:
    """Counts the passings, and kills at the one that was asked for."""

    def __init__(self, environment: Mapping[str, str], kill: Callable[[], None] = kill) -> None:
        name, _, nth = environment.get(VARIABLE, "").partition(":")
        self._fatal = Checkpoint(name) if name else None
        self._nth = int(nth or 1)
        self._passed: Counter[Checkpoint] = Counter()
        self._kill = kill

    def passed(self, point: Checkpoint) -> None:
        """The work has got to a point."""
        if point is not self._fatal:
            return
        self._passed[point] += 1
        if self._passed[point] == self._nth:
            self._kill()


passed: Final = Checkpoints(os.environ).passed
