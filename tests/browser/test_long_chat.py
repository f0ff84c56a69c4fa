"""Ten thousand messages in one chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from playwright.async_api import Browser, expect

from bot.page.page import Page
from bot.sandbox.messages import Content
from bot.sandbox.text import Formatted
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen, shown

pytestmark = IN_CHROMIUM

MESSAGES = 10_000
MOST_SHOWN = 100
PATIENCE_MS = 5_000  # a third of a second on a machine that is not busy with other tests
_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


async def test_of_a_long_chat_only_what_is_seen_is_in_the_document(
    browser: Browser, page: Page, record_property: Callable[[str, object], None]
) -> None:
    _fill(page)
    async with shown(browser, page.url) as screen:
        await screen.contact.sees(f"第 {MESSAGES} 条")
        first_paint = await screen.page.evaluate(_FIRST_PAINT)
        record_property("first paint, ms", first_paint)
        assert first_paint < PATIENCE_MS
        assert await _shown(screen) < MOST_SHOWN

        feed, most = screen.contact.root.get_by_role("feed"), 0
        first = screen.contact.messages.filter(has_text="第 1 条").first
        async with asyncio.timeout(120):
            while not await first.is_visible():
                await feed.evaluate("feed => { feed.scrollTop = 0; }")
                most = max(most, await _shown(screen))
        assert most < MOST_SHOWN
        # One more: 开始 was pressed before.
        await expect(screen.contact.messages.first).to_have_attribute("aria-setsize", str(MESSAGES + 1))

        await screen.contact.root.get_by_role("button", name="回到最新").click()
        await screen.contact.sees(f"第 {MESSAGES} 条")
        assert await _shown(screen) < MOST_SHOWN


def _fill(page: Page) -> None:
    world, person = page.sandbox.world, page.town.at_hand()[0]
    for number in range(1, MESSAGES + 1):
        sender = person.user if number % 2 else world.bot
        words = f"第 {number} 条：" + "进展会在这里告诉您。" * (number % 7)
        world.put(person.chat, sender, Content(formatted=Formatted(text=words)))


async def _shown(screen: Screen) -> int:
    return await screen.contact.messages.count()
