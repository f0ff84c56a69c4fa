"""A stop that was too long is noticed, be it of the process or of the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from bot.lock import PollingLock
from bot.presence import Presence
from storage.database import Ledger, LedgerSession
from storage.tables import Outbox
from tests.bot.virtual_time import VirtualTime

HOUR = 3600


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[PollingLock]:
    lock = PollingLock(f"sqlite:///{tmp_path}/zhuqi.db")
    lock.acquire()
    yield lock
    lock.release()


@pytest.fixture
def presence(ledger: Ledger, lock: PollingLock, time: VirtualTime) -> Presence:
    return Presence(ledger, lock, clock=time.clock)


def topics(session: LedgerSession) -> list[str]:
    return list(session.exec(select(Outbox.topic)))


async def test_first_start_is_no_end_of_a_stop(presence: Presence, ledger: Ledger) -> None:
    await presence.look_back()
    assert ledger.read_now(topics) == []


async def test_stop_of_the_process(presence: Presence, ledger: Ledger, time: VirtualTime) -> None:
    await presence.note(0)
    time.advance(24 * HOUR)
    await presence.look_back()
    assert ledger.read_now(topics) == []

    time.advance(1)
    for _ in range(2):
        await presence.look_back()
    assert ledger.read_now(topics) == ["long_stop"]


async def test_network_that_was_away_while_the_process_ran(
    presence: Presence, ledger: Ledger, lock: PollingLock, time: VirtualTime
) -> None:
    for silent in (30, 24 * HOUR):
        time.advance(silent)
        await presence.note(silent)
    assert ledger.read_now(topics) == []

    time.advance(30 * HOUR)
    await presence.note(30 * HOUR)
    assert ledger.read_now(topics) == ["long_stop"]
    assert lock.last_seen == time.clock()
