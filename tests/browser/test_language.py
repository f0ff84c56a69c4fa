"""The page speaks the language of the browser, and its light is the browser's."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from bot.page.page import Page
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import shown

pytestmark = IN_CHROMIUM

_GROUND = "getComputedStyle(document.body).backgroundColor"


async def test_english_browser_reads_english_and_dark_one_gets_dark(browser: Browser, page: Page) -> None:
    async with shown(browser, page.url, locale="en-GB", color_scheme="dark") as english:
        await expect(english.page.locator("html")).to_have_attribute("lang", "en")
        await expect(english.page.get_by_role("button", name="Send", exact=True)).to_have_count(4)
        dark = await english.page.evaluate(_GROUND)

    async with shown(browser, page.url, locale="de-DE", color_scheme="light") as german:
        await expect(german.page.locator("html")).to_have_attribute("lang", "zh-CN")
        await expect(german.page.get_by_role("button", name="发送", exact=True)).to_have_count(4)
        assert await german.page.evaluate(_GROUND) != dark
