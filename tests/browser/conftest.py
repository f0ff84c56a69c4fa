"""A page with its bot at 11:00 of a working day, and a Chromium that shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.page.opening import open_page
from bot.page.page import Page
from tests.browser.chromium import chromium, launched
from tests.browser.screen import Screen, shown
from tests.browser.story import START


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here (Debian: apt install chromium)")
    async with launched(path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """Served; its bot is not started. Asked for after `browser`, so that nothing starts where none is."""
    async with open_page(tmp_path, port=0, start=START) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, page: Page) -> AsyncIterator[Screen]:
    """It on a wide screen, with its bot."""
    await page.bot.start()
    async with shown(browser, page.url) as screen:
        await screen.see_bot("running")
        yield screen
