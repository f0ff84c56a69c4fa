"""Whether the service was away for longer than Telegram keeps what nobody fetches."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.lock import PollingLock
from storage.database import Ledger
from storage.ledger.long_stop import KEPT_BY_TELEGRAM, note_long_stop

_log = logging.getLogger(__name__)


class Presence:
    """Remembers when updates last came through, and tells people when that was too long ago.

    Args:
        ledger: where people are told.
        lock: remembers it over a stop of the process.
        clock: what time it is.
    """

    def __init__(self, ledger: Ledger, lock: PollingLock, *, clock: Callable[[], datetime]) -> None:
        self._ledger, self._lock, self._clock = ledger, lock, clock

    async def look_back(self) -> None:
        """Tell whom it concerns if it is too long ago. May be repeated: of one stop people are told once."""
        if await self._ledger.write(note_long_stop, last_seen=self._lock.last_seen, now=self._clock()):
            _log.warning("the stop was longer than Telegram keeps updates: some may be lost")

    async def note(self, silent_seconds: float) -> None:
        """Updates come through, after so many seconds of a running process in which they did not."""
        if silent_seconds > KEPT_BY_TELEGRAM.total_seconds():
            await self.look_back()
        self._lock.note(self._clock())
