"""A sign of life."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pulse:
    """When a part of the service last did its work; at the beginning it is taken for alive.

    Args:
        most_seconds: a longer silence means that it has died, or that it is held up.
        monotonic: what time it is, in seconds.
    """

    def __init__(self, most_seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most_seconds = most_seconds
        self._monotonic = monotonic
        self._beat_at = monotonic()

    def beat(self) -> float:
        """It has done its work, after so many seconds of silence."""
        silent = self.silent_seconds
        self._beat_at = self._monotonic()
        return silent

    @property
    def silent_seconds(self) -> float:
        """For how long it has not."""
        return self._monotonic() - self._beat_at

    @property
    def is_lost(self) -> bool:
        """Whether that is too long."""
        return self.silent_seconds > self._most_seconds
