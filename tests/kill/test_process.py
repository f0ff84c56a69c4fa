"""`zhuqi run` as an operator has it: told to stop in the middle, and started twice."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Fault
from tests.e2e.zone import COLLEAGUE, CONTACT, OFFICER, RIVAL, Enlisted
from tests.kill.stage import Stage
from tests.outside.settings import environment_for

MOST_SECONDS: Final = 10


@pytest.fixture
async def run(stage: Stage, tmp_path: Path) -> AsyncIterator[Start]:
    start = Start(stage, tmp_path)
    yield start
    await start.end_all()


class Start:
    """Starts `zhuqi run` on the stage's database."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage, self._folder = stage, folder
        self._started: list[Process] = []

    async def __call__(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self._folder,
            env=environment_for(self._stage.sandbox, self._folder),
            stdout=PIPE,
            stderr=PIPE,
        )
        self._started.append(process)
        return process

    async def end_all(self) -> None:
        """Whatever still runs."""
        for process in self._started:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def test_second_one_says_that_there_is_a_first_and_leaves_it_alone(stage: Stage, run: Start) -> None:
    first = await run()
    await stage.until_polled()
    second = await run()
    said, complained = await asyncio.wait_for(second.communicate(), MOST_SECONDS)

    assert second.returncode == 1
    assert said == b""
    assert complained.decode().startswith("已有一个 zhuqi run 在用这个数据库（锁：")
    stage.contact.say("货车进不来")
    await stage.settle()
    assert first.returncode is None
    assert stage.contact.sees("请核对") is not None


async def test_stop_finishes_what_is_in_hand_and_leaves_the_rest_to_the_next(
    stage: Stage, run: Start
) -> None:
    """Told to stop while one prompt and one notice are on their way."""
    first = await run()
    await stage.until_polled()
    stage.contact.say("货车进不来")
    await stage.settle()
    rival = stage.people[RIVAL]
    for person in (stage.contact, rival):
        stage.sandbox.fail(Fault(method="sendMessage", chat_id=person.id, delay_seconds=1.5))
    stage.contact.press("提交")
    await on_its_way(stage, stage.contact.id)
    rival.say("门前的路灯不亮")
    await on_its_way(stage, rival.id)
    asked = time.monotonic()
    first.send_signal(signal.SIGTERM)
    _, complained = await first.communicate()

    assert (first.returncode, complained) == (0, b"")
    assert time.monotonic() - asked < MOST_SECONDS
    assert stage.contact.sees("已收到") is not None
    assert rival.sees("请核对") is not None
    await run()
    await stage.settle()
    assert [told(stage, one) for one in (CONTACT, COLLEAGUE, OFFICER)] == [["已收到"], ["已收到"], ["待签收"]]
    assert len(rival.heard()) == 1


async def on_its_way(stage: Stage, chat_id: int) -> None:
    """Wait until Telegram has heard of a message, and has not answered yet."""
    calls = stage.sandbox.calls

    def is_on_its_way() -> bool:
        return any(call.chat_id == chat_id and not call.answered for call in calls)

    await stage.sandbox.until(is_on_its_way)


def told(stage: Stage, who: Enlisted) -> list[str]:
    """Receipts and cards, by the word that says so."""
    texts = [message.text for message in stage.people[who].heard()]
    return [word for text in texts for word in ("已收到", "待签收") if word in text]
