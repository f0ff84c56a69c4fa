from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.health import SILENT_TOO_LONG, Health
from storage.database import Ledger
from storage.migrations import upgrade
from storage.policy import default_policy_text
from storage.rules.policy import parse_policy


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(
        f"sqlite:///{tmp_path}/zhuqi.db", parse_policy(default_policy_text(), source="changchun.toml")
    )
    yield ledger
    ledger.close()


@pytest.mark.parametrize(
    ("silent", "ailment"),
    [
        (timedelta(0), None),
        (SILENT_TOO_LONG, None),
        (SILENT_TOO_LONG + timedelta(seconds=1), "updates are not fetched"),
        (None, "updates are not fetched"),
    ],
)
async def test_polling_that_is_silent_for_too_long_is_told(
    empty: Ledger, now: datetime, silent: timedelta | None, ailment: str | None
) -> None:
    upgrade(empty.engine)
    last_poll = None if silent is None else now - silent
    health = Health(empty, clock=lambda: now, last_poll=lambda: last_poll)

    assert await health.ailment() == ailment


async def test_service_that_does_not_poll_is_not_asked_for_it(empty: Ledger, now: datetime) -> None:
    upgrade(empty.engine)

    assert await Health(empty, clock=lambda: now, last_poll=None).ailment() is None


async def test_ledger_that_cannot_be_read_is_told(empty: Ledger, now: datetime) -> None:
    """Its tables are not there."""
    health = Health(empty, clock=lambda: now, last_poll=lambda: now)

    assert await health.ailment() == "the ledger cannot be read"
