"""The end: what is in hand is finished, nothing is lost or doubled by it, and a long one is told."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.sandbox import Sandbox
from bot.service import Service
from bot.settings import Settings
from storage.database import Ledger, LedgerSession
from storage.ledger.inbox import talk_states
from storage.tables import Outbox
from tests.bot.conftest import StartService, inbox_rows
from tests.bot.hooks import Lingering
from tests.bot.small_talk import SmallTalk


async def test_stop_finishes_what_is_in_hand_and_begins_nothing(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    linger = talk.during["begin"] = Lingering()
    someone = sandbox.person("示例甲", id=501)
    someone.say("begin")
    someone.say("answer")
    await linger.begun.wait()
    stopping = asyncio.create_task(service.stop())
    await asyncio.sleep(0)
    linger.go_on.set()
    await stopping

    assert talk.words == ["begin"]
    assert ledger.read_now(talk_states) == {501: "asked"}
    service = await start()
    await sandbox.settle(service.rests)
    assert talk.heard == [(501, "begin", False), (501, "answer", True)]


def unhandled(ledger: Ledger) -> int:
    return sum(not done for _, _, done, _ in ledger.read_now(inbox_rows))


async def test_what_was_broken_off_is_handled_again(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    """The process ends between a handler's effect and its done mark."""
    service = await start(finish_seconds=0)
    linger = talk.afterwards["begin"] = Lingering()
    sandbox.person("示例甲", id=501).say("begin")
    await linger.begun.wait()
    await service.stop()
    assert ledger.read_now(talk_states) == {}
    assert unhandled(ledger) == 1

    talk.afterwards.clear()
    service = await start()
    await sandbox.settle(service.rests)
    assert talk.heard == [(501, "begin", False)] * 2
    assert ledger.read_now(talk_states) == {501: "asked"}


async def test_stop_and_start_under_load_lose_and_double_nothing(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    people = [sandbox.person(f"示例{number}", id=500 + number) for number in range(5)]
    service = await start()
    for number in range(20):
        for person in people:
            person.say(str(number))
        if number % 7 == 3:
            await talk.has_heard(len(talk.heard) + 1)
            await service.stop()
            service = await start()
    await sandbox.settle(service.rests)

    for person in people:
        assert [words for who, words, _ in talk.heard if who == person.id] == [str(one) for one in range(20)]


async def test_stop_is_quick(sandbox: Sandbox, start: StartService) -> None:
    service = await start()
    await sandbox.until(lambda: sandbox.updates.is_polled)

    begun = time.monotonic()
    await service.stop()
    await service.stop()

    assert time.monotonic() - begun < 2


async def test_signal_stops_the_service(settings: Settings, talk: SmallTalk, sandbox: Sandbox) -> None:
    serving = asyncio.create_task(Service(settings, talk=talk.talk).run_until_stopped())
    await sandbox.until(lambda: sandbox.updates.is_polled)

    os.kill(os.getpid(), signal.SIGTERM)
    await serving

    assert not sandbox.updates.is_polled


def topics(session: LedgerSession) -> list[str]:
    return list(session.exec(select(Outbox.topic)))


@pytest.mark.parametrize(("hours", "told"), [(23, []), (25, ["long_stop"])])
async def test_stop_longer_than_telegram_keeps_updates_is_told_once(
    sandbox: Sandbox, start: StartService, ledger: Ledger, now: datetime, hours: int, told: list[str]
) -> None:
    """Not by what was received last: a quiet weekend is no stop."""
    for start_at in (now, now + timedelta(hours=hours), now + timedelta(hours=hours, minutes=1)):
        service = await start(clock=lambda at=start_at: at)
        await sandbox.until(lambda: sandbox.updates.is_polled)
        sandbox.person("示例", id=int(start_at.timestamp())).say("hello")
        await sandbox.settle(service.rests)
        await service.stop()

    assert ledger.read_now(topics) == told
