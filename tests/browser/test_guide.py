"""The guide: a newcomer who presses nothing but what lights up gets through the story."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from bot.page.page import Page
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import shown
from tests.browser.story import NUMBER

pytestmark = IN_CHROMIUM

_STEPS = 30
_MOVED_ON = "lit => !lit.isConnected || !lit.classList.contains('lit')"


async def test_who_follows_the_light_gets_from_the_report_to_the_end(browser: Browser, page: Page) -> None:
    await page.bot.start()
    async with shown(browser, page.url, guide=True) as screen:
        guide = screen.page.get_by_role("region", name="引导")
        fill = guide.get_by_role("button", name="替我写")
        lit = screen.page.locator(".lit")
        await screen.contact.sees("王示例，您好")

        for _ in range(_STEPS):
            await expect(lit.or_(guide.get_by_role("button", name="再来一遍"))).to_be_visible()
            if await guide.get_by_role("button", name="再来一遍").is_visible():
                break
            if await fill.is_visible():
                await fill.click()
            light = await lit.element_handle()
            await light.click()
            await screen.page.wait_for_function(_MOVED_ON, arg=light)

        await expect(guide).to_contain_text("走完了")
        await screen.officer.sees(f"{NUMBER}.*企业确认已解决")
        await guide.get_by_role("button", name="关闭引导").click()
        await screen.page.reload()
        await screen.contact.sees(f"{NUMBER}.*已销号")
        await expect(guide).to_be_hidden()
