"""On a narrow screen one phone at a time, chosen by tabs."""

from __future__ import annotations

import re

from playwright.async_api import Browser, expect

from bot.page.page import Page
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import NARROW, shown
from tests.browser.story import NUMBER, PROBLEM

pytestmark = IN_CHROMIUM


async def test_narrow_screen_shows_one_phone_and_counts_what_came_into_the_others(
    browser: Browser, page: Page
) -> None:
    await page.bot.start()
    async with shown(browser, page.url, size=NARROW) as screen:
        contact, officer = screen.contact, screen.officer
        tabs = screen.page.get_by_role("navigation", name="四部手机").get_by_role("button")
        await expect(tabs).to_have_text(
            [re.compile(rf"^{who}") for who in ("企业联系人", "驻企", "专班", "服务群")]
        )
        await expect(officer.root).to_be_hidden()

        await contact.sees("王示例，您好")
        await contact.says(PROBLEM)
        await contact.presses("提交")
        await expect(tabs.nth(1)).to_have_text(re.compile(r"^驻企服务员[1-9]$"))

        await tabs.nth(1).click()
        await expect(contact.root).to_be_hidden()
        await officer.presses("签收")
        await officer.sees(f"{NUMBER}.*办理中")
        await expect(tabs.nth(1)).to_have_text("驻企服务员")

        assert await screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await screen.page.get_by_role("button", name="控制台").click()
        await screen.press("杀掉")
        await screen.see_bot("gone")
