"""Whether the running service does its work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.intake.polling import POLL_SECONDS
from storage.database import Ledger
from storage.ledger import inbox

SILENT_TOO_LONG: Final = timedelta(seconds=3 * POLL_SECONDS)


class Health:
    """What /healthz asks.

    Args:
        ledger: is read.
        clock: what time it is.
        last_poll: when polling last went well; None where updates are brought by the webhook.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
        last_poll: Callable[[], datetime | None] | None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._last_poll = last_poll

    async def ailment(self) -> str | None:
        """What is wrong, in a few words; None: nothing."""
        now = self._clock()
        try:
            await self._ledger.read(inbox.count_updates, since=now)
        except Exception:
            return "the ledger cannot be read"
        if self._last_poll is not None:
            seen = self._last_poll()
            if seen is None or now - seen > SILENT_TOO_LONG:
                return "updates are not fetched"
        return None
