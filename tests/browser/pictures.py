"""`python -m tests.browser.pictures FOLDER`: draws the pictures of the page that the README shows."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.async_api import Browser, expect

from bot.page.opening import open_page
from bot.page.page import Page
from tests.browser.chromium import chromium, launched
from tests.browser.files import paste
from tests.browser.screen import NARROW, WIDE, Screen, shown
from tests.browser.story import NUMBER, PROBLEM, START, handled

TALK: Final = (
    ("李示例", "供电公司已换好变压器，请各条线试机。"),
    ("王示例", "三条线都开起来了，谢谢李主任！"),
)


async def _draw_all(browser: Browser, page: Page, folder: Path) -> None:
    async with shown(browser, page.url, size=WIDE) as screen:
        await _play(screen)
        await _draw(screen, folder / "page-wide.png")
    async with shown(browser, page.url, size=WIDE, color_scheme="dark") as screen:
        await expect(await screen.open_drawer("问题台账")).to_contain_text(PROBLEM)
        await _draw(screen, folder / "page-dark.png")
    async with shown(browser, page.url, size=NARROW, device_scale_factor=2) as screen:
        await _draw(screen, folder / "page-narrow.png")


async def _play(screen: Screen) -> None:
    """The story until the enterprise is asked whether it is solved."""
    await screen.see_bot("running")
    await paste(screen.contact, "跳闸.png")
    await screen.contact.says(PROBLEM)
    await screen.contact.presses("提交")
    await screen.officer.sees(NUMBER, "签收")
    await handled(screen)
    await screen.manager.taps("日报")
    await screen.manager.sees("日报.*新增 1")
    for name, words in TALK:
        await screen.group.is_seen_by(name)
        await screen.group.says(words)
        await screen.group.sees(words)


async def _draw(screen: Screen, path: Path) -> None:
    await screen.contact.sees("已办结", "已解决", "没解决")
    await expect(screen.outbox("due")).to_have_text("0")
    await screen.page.screenshot(path=path)


async def _main(folder: Path, path: str) -> None:
    with TemporaryDirectory() as data:
        async with launched(path) as browser, open_page(Path(data), port=0, start=START) as page:
            await page.bot.start()
            await _draw_all(browser, page, folder)


if __name__ == "__main__":
    found = chromium() or sys.exit("no Chromium here (Debian: apt install chromium)")
    asyncio.run(_main(Path(sys.argv[1]), found))
