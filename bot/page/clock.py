"""A clock that can be moved: what time it is for the bot and for its Telegram."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Final

OFFSET: Final = "ZHUQI_PAGE_OFFSET"  # tells a process by how many seconds its clock is ahead at the start


class MovedClock:
    """The real time, ahead by an offset."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def __call__(self) -> datetime:
        """What time it is, in UTC."""
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        """Seconds by which the pace is measured: time that was skipped has passed."""
        return time.monotonic() + self.offset.total_seconds()
