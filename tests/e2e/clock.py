"""The time of a story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

CHANGCHUN = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 10:00 in Changchun, a working day like any other


class Clock:
    """What time it is: it stands still but for a second with everything that somebody does."""

    def __init__(self, start: datetime = TUESDAY) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def tick(self) -> None:
        """A second passes."""
        self._now += timedelta(seconds=1)

    def forward(self, **span: float) -> None:
        """So much time passes, in the words of `timedelta`."""
        self._now += timedelta(**span)

    def to(self, local: str) -> None:
        """It becomes this time in Changchun, as `11-24 18:05`, with the year in front if it is another one."""
        year = "" if len(local.split(maxsplit=1)[0]) > 5 else f"{self._now.year}-"
        self._now = datetime.fromisoformat(year + local).replace(tzinfo=CHANGCHUN).astimezone(UTC)
