"""Making the 日报 that are due: each once for its day, however often and however late the process starts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from storage.database import Ledger
from storage.ledger import digest

_log = logging.getLogger(__name__)


class Digests:
    """Draws up the 日报 beside the writer, and keeps each in one short transaction.

    Args:
        ledger: the ledger.
        clock: what time it is.
        on_made: called when there is something to deliver.
    """

    def __init__(self, ledger: Ledger, *, clock: Callable[[], datetime], on_made: Callable[[], None]) -> None:
        self._ledger, self._clock, self._on_made = ledger, clock, on_made

    async def make_due(self) -> None:
        """Make what is due, the earliest day first. May be broken off: the next run goes on."""
        now = self._clock()
        while day := await self._ledger.read(digest.next_report_day, now):
            report = await self._ledger.read(digest.draw_up, day, now)
            if await self._ledger.write(digest.keep_report, report, now):
                _log.info("the 日报 of %s is made", day)
                self._on_made()
