"""The page's clock is moved, and what is due then arrives."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen
from tests.browser.story import NUMBER, reported

pytestmark = IN_CHROMIUM


async def test_time_passes_by_buttons_and_brings_what_is_due(screen: Screen) -> None:
    clock = screen.page.get_by_role("group", name="机器人的时间").locator(".clock-face")
    await expect(clock).to_contain_text(re.compile(r"11月24日.*11:0\d"))

    await reported(screen)  # 特急: to be signed for by 13:00
    await screen.press("+1 小时")
    await expect(clock).to_contain_text(re.compile(r"12:0\d"))
    await screen.officer.sees(rf"{NUMBER}.*请在 11-24 13:00 前签收")
    await screen.press("到办结时限")
    await expect(clock).to_contain_text(re.compile(r"11月24日.*13:0\d"))
    await screen.manager.sees(rf"{NUMBER}.*已到期")

    await screen.press("到明早日报")
    await expect(clock).to_contain_text(re.compile(r"11月25日.*08:3\d"))
    await screen.manager.sees(r"日报.*11月24日")

    await screen.press("+1 个工作日")
    await expect(clock).to_contain_text(re.compile(r"11月26日.*08:3\d"))
    await screen.manager.sees(r"日报.*11月25日")
