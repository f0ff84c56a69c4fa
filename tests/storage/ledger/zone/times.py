"""The zone's time of day."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def local(text: str) -> datetime:
    """A time of day in Changchun, "2026-11-24 10:00", in UTC as the ledger is given all times."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


# Tuesday, inside office hours, no holiday near.
START = local("2026-11-24 10:00")
