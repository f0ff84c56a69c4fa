"""Which part of the service is not well."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.health import STUCK, Health
from bot.pulse import Pulse
from storage.database import Ledger, LedgerSession, open_engine
from storage.ledger.notices import notify
from storage.rules.telling import Audience
from storage.tables import Outbox, metadata
from tests.bot.virtual_time import VirtualTime

SECOND = timedelta(seconds=1)


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


def health(ledger: Ledger, time: VirtualTime, **parts: Any) -> Health:
    return Health(ledger, clock=time.clock, **({"pulses": {}, "tasks": {}} | parts))


def queue(ledger: Ledger, now: datetime) -> None:
    ledger.write_now(notify, key=str(now), topic="long_stop", audience=Audience.MANAGERS, now=now)


async def test_service_that_has_just_begun_is_well(ledger: Ledger, time: VirtualTime) -> None:
    """Its first poll may take half a minute, and what was left by the last one is not sent yet."""
    queue(ledger, time.clock() - timedelta(days=2))
    pulses = {"polling": Pulse(90, monotonic=time.monotonic)}

    assert await health(ledger, time, pulses=pulses).ailments() == []


async def test_part_that_is_silent_for_too_long_is_named(ledger: Ledger, time: VirtualTime) -> None:
    polling, scheduler = Pulse(90, monotonic=time.monotonic), Pulse(300, monotonic=time.monotonic)
    checked = health(ledger, time, pulses={"polling": polling, "scheduler": scheduler})
    time.advance(90)
    assert await checked.ailments() == []

    time.advance(1)
    assert await checked.ailments() == ["polling: nothing for 91 s"]
    assert polling.beat() == 91
    assert await checked.ailments() == []

    time.advance(301)
    assert await checked.ailments() == ["polling: nothing for 301 s", "scheduler: nothing for 392 s"]


async def test_part_that_has_ended_is_named(ledger: Ledger, time: VirtualTime) -> None:
    async def end() -> None:
        pass

    ended, lives = asyncio.create_task(end()), asyncio.create_task(asyncio.Event().wait())
    await ended

    assert await health(ledger, time, tasks={"delivery": ended, "polling": lives}).ailments() == [
        "delivery: it has ended"
    ]
    lives.cancel()


async def test_writer_that_is_kept_from_writing_is_named(
    ledger: Ledger, time: VirtualTime, tmp_path: Path
) -> None:
    other = open_engine(f"sqlite:///{tmp_path}/zhuqi.db", begin="BEGIN IMMEDIATE")
    with other.begin():
        found = await health(ledger, time, write_seconds=0.05).ailments()
    other.dispose()

    assert found == ["writer: the ledger cannot be written (TimeoutError)"]


async def test_ledger_that_cannot_be_read_is_named(ledger: Ledger, time: VirtualTime) -> None:
    """Its tables are not there."""
    metadata.drop_all(ledger.engine)

    assert await health(ledger, time).ailments() == ["ledger: it cannot be read (OperationalError)"]


async def test_delivery_that_lets_nothing_out_is_named(ledger: Ledger, time: VirtualTime) -> None:
    checked = health(ledger, time)
    queue(ledger, time.clock())
    time.advance(STUCK.total_seconds())
    assert await checked.ailments() == []

    time.advance(1)
    assert await checked.ailments() == ["delivery: nothing has left since 2026-11-24 02:00:00 UTC"]


async def test_delivery_that_lets_something_out_is_well(ledger: Ledger, time: VirtualTime) -> None:
    checked = health(ledger, time)
    for _ in range(2):
        queue(ledger, time.clock())
        time.advance(1)
    time.advance(STUCK.total_seconds())

    def send_one(session: LedgerSession) -> None:
        session.get_one(Outbox, 1).done_at = time.clock()

    ledger.write_now(send_one)
    assert await checked.ailments() == []


async def test_notice_that_waits_for_its_time_is_no_delay(ledger: Ledger, time: VirtualTime) -> None:
    checked = health(ledger, time)
    tomorrow = time.clock() + timedelta(days=1)
    ledger.write_now(
        notify, key="k", topic="long_stop", audience=Audience.MANAGERS, now=time.clock(), not_before=tomorrow
    )
    time.advance(3600)

    assert await checked.ailments() == []
