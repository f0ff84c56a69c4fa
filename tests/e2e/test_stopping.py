"""Told to stop in the middle: within ten seconds, with what was in hand finished or left to the next start."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from sqlmodel import col, select

from bot.sandbox import Fault, Person, Sandbox
from storage.database import LedgerSession
from storage.tables import Entry, NoticeKind, Outbox
from tests.e2e.conftest import Template
from tests.e2e.stage import Stage
from tests.e2e.zone import CONTACT
from tests.outside.settings import environment_for

MOST_SECONDS: Final = 10
START_SECONDS: Final = 30
PROBLEM: Final = "厂门口的路灯坏了，夜班看不见"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(enforce_pace=False) as sandbox:
        yield sandbox


@pytest.fixture
def contact(sandbox: Sandbox) -> Person:
    person = sandbox.person(CONTACT.name, id=CONTACT.telegram_id, phone=f"+86{CONTACT.phone}")
    person.chat.started = True
    return person


class Program:
    """`zhuqi run` as an operator has it, one after the other on the same ledger."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._sandbox, self._folder = sandbox, folder
        self._process: Process | None = None

    async def start(self) -> None:
        """It begins."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self._folder,
            env=environment_for(self._sandbox, self._folder),
            stdout=DEVNULL,
            stderr=DEVNULL,
        )

    def signal(self, which: signal.Signals) -> None:
        """Tell it something."""
        assert self._process is not None
        self._process.send_signal(which)

    async def end(self) -> int:
        """How it ended, within the time that it has."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), MOST_SECONDS)

    async def close(self) -> None:
        """It ends, however it goes on."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@pytest.fixture
async def program(sandbox: Sandbox, folder: Path, template: Template) -> AsyncIterator[Program]:
    shutil.copy(template(frozenset()), folder / "zhuqi.db")
    program = Program(sandbox, folder)
    yield program
    await program.close()


async def is_asked(sandbox: Sandbox, method: str) -> None:
    """Wait until Telegram has been called so, and has not answered."""

    def asked() -> bool:
        return any(call.method == method and not call.answered for call in sandbox.calls)

    await sandbox.until(asked, within_seconds=START_SECONDS)


async def test_stop_while_telegram_is_silent_leaves_nothing_unanswered(
    sandbox: Sandbox, program: Program, contact: Person
) -> None:
    await program.start()
    await sandbox.until(lambda: sandbox.updates.is_polled, within_seconds=START_SECONDS)
    sandbox.fail(Fault(method="sendMessage", delay_seconds=60, count=None))
    contact.say(PROBLEM)
    await is_asked(sandbox, "sendMessage")
    program.signal(signal.SIGTERM)

    assert await program.end() == 0
    sandbox.faults.clear()
    await program.start()
    await sandbox.until(lambda: contact.sees("请核对") is not None, within_seconds=START_SECONDS)
    assert [message.text.count(PROBLEM) for message in contact.heard()] == [1]


async def test_stop_while_telegram_is_not_reached_at_the_start(sandbox: Sandbox, program: Program) -> None:
    sandbox.fail(Fault(method="getMe", delay_seconds=60, count=None))
    await program.start()
    await is_asked(sandbox, "getMe")
    asked = time.monotonic()
    program.signal(signal.SIGTERM)

    assert await program.end() == 0
    assert time.monotonic() - asked < MOST_SECONDS / 2


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT], ids=["told twice", "told, then Ctrl+C"])
async def test_second_signal_ends_it_at_once_and_nothing_is_lost(
    sandbox: Sandbox, program: Program, contact: Person, second: signal.Signals
) -> None:
    await program.start()
    await sandbox.until(lambda: sandbox.updates.is_polled, within_seconds=START_SECONDS)
    sandbox.fail(Fault(method="sendMessage", delay_seconds=60, count=None))
    contact.say(PROBLEM)
    await is_asked(sandbox, "sendMessage")
    program.signal(signal.SIGTERM)
    # It has begun to stop: nobody polls any more.
    await sandbox.until(lambda: not sandbox.updates.is_polled)
    asked = time.monotonic()
    program.signal(second)

    assert await program.end() == -second
    assert time.monotonic() - asked < 2
    sandbox.faults.clear()
    await program.start()
    await sandbox.until(lambda: contact.sees("请核对") is not None, within_seconds=START_SECONDS)


def steps(session: LedgerSession) -> list[tuple[int, str]]:
    """What the sweep has decided, by case."""
    rows = session.exec(select(Entry).where(col(Entry.cause).startswith("sweep:")).order_by(col(Entry.id)))
    return [(row.case_id, row.cause) for row in rows]


def reminders(session: LedgerSession) -> list[str]:
    rows = session.exec(
        select(Outbox).where(Outbox.kind == NoticeKind.REMINDER, col(Outbox.done_at).is_(None))
    )
    return [row.key for row in rows]


async def test_stop_while_cases_are_followed_up_leaves_the_rest_to_the_next(stage: Stage) -> None:
    """Each step is taken once, and what was decided before the stop is told after it."""
    for place in ("东门", "西门", "南门", "北门", "食堂"):
        await stage.report(stage.contact, f"{place}的路灯坏了")
    await stage.stop()
    stage.clock.forward(days=1)
    opening = asyncio.create_task(stage.open())
    for _ in range(100_000):
        if before := stage.look_at(steps):
            break
        await asyncio.sleep(0)
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    await stage.stop()
    broken_off = stage.look_at(steps)
    assert before
    assert len({case for case, _ in broken_off}) < 5, "it was through before the stop"
    await stage.open()

    after = stage.look_at(steps)
    assert after[: len(broken_off)] == broken_off
    assert len({case for case, _ in after}) == 5
    assert len(after) == len(set(after))
    assert stage.look_at(reminders) == []
    told = [text for text in stage.officer.texts if "请留意" in text]
    assert len(told) == 1
    assert "请留意（5 件）" in told[0]
