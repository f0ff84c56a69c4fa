"""The bot in a process of its own: its clock is moved, it is killed in the middle, and it outlives nobody."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.lock import PollingLock
from bot.page.opening import open_page
from bot.page.page import Page
from bot.sandbox import Person
from tests.bot.page.conftest import CONTACT, OFFICER, Browser
from tests.outside.settings import ROOT

PROBLEM = "厂门口一排路灯不亮，今晚有夜班，请马上派人修。"
PATIENCE_SECONDS = 40
pytestmark = pytest.mark.timeout(180)


async def sees(page: Page, who: Person, words: str) -> None:
    """Wait until somebody has been told this."""
    await page.sandbox.until(lambda: who.sees(words) is not None, within_seconds=PATIENCE_SECONDS)


async def test_a_report_survives_a_kill_and_a_moved_clock_brings_the_reminder(browser: Browser) -> None:
    page = browser.page
    contact, officer = page.town.person(CONTACT), page.town.person(OFFICER)
    await page.bot.start()
    await sees(page, contact, "王示例，您好")

    await browser.act(CONTACT, "say", text=PROBLEM)
    await sees(page, contact, "请核对")
    contact.press("提交")
    await browser.post("/api/bot", {"do": "kill"})
    assert (await browser.get("/api/state"))["bot"]["running"] is False
    await browser.post("/api/bot", {"do": "start"})
    await sees(page, contact, "ZQ261124-001.*已收到")
    await sees(page, officer, "ZQ261124-001 · 待签收")

    await browser.post("/api/clock", {"to": "deadline"})
    await sees(page, officer, "请留意.*ZQ261124-001.*已到期")
    await browser.post("/api/clock", {"to": "digest"})
    await sees(page, page.town.person(13600000001), "日报 · 11月25日")

    assert len([message for message in contact.heard() if "已收到" in message.text]) == 1
    assert [call.method for call in page.sandbox.refused] == []
    status, answer = await browser.post("/api/bot", {"do": "stop"})
    assert (status, answer["bot"]["running"]) == (200, False)


async def test_it_is_no_business_of_the_bot_that_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With these it would be called, and not poll.
    monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:9/hook")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    async with open_page(tmp_path, port=0) as page:
        await page.bot.start()
        await page.sandbox.until(lambda: page.sandbox.updates.is_polled, within_seconds=PATIENCE_SECONDS)


async def test_a_bot_that_cannot_start_says_why(page: Page) -> None:
    lock = PollingLock(page.database_url)
    lock.acquire()

    await page.bot.start()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while page.bot.is_running:
            await page.feed.next()

    lock.release()
    assert "已有一个 zhuqi run 在用这个数据库" in page.bot_as_json()["log"][-1]


PARENT = """
import asyncio, sys
from pathlib import Path
from bot.page.opening import open_page

async def main():
    async with open_page(Path(sys.argv[1]), port=0) as page:
        await page.bot.start()
        await page.sandbox.until(lambda: page.sandbox.updates.is_polled, within_seconds=40)
        print(flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_it_ends_with_whoever_started_it_however_that_ends(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(tmp_path)),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    await asyncio.wait_for(parent.stdout.readline(), PATIENCE_SECONDS)

    with ending(child_of(parent.pid)) as ended:
        parent.send_signal(signal.SIGKILL)
        await parent.wait()
        await asyncio.wait_for(ended.wait(), 15)


def child_of(process: int) -> int:
    """The one process that it has started."""
    [child] = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return int(child)


@contextmanager
def ending(process: int) -> Iterator[asyncio.Event]:
    """An event that the end of a process sets, though it is no child of this one."""
    ended, descriptor, loop = asyncio.Event(), os.pidfd_open(process), asyncio.get_running_loop()
    loop.add_reader(descriptor, ended.set)
    try:
        yield ended
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
