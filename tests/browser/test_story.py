"""The main story, clicked through on the page."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen
from tests.browser.story import handled, reported, settled

pytestmark = IN_CHROMIUM


async def test_problem_goes_from_its_report_to_its_rating(screen: Screen) -> None:
    await reported(screen)
    await handled(screen)
    await settled(screen)

    await screen.manager.taps("日报")
    await screen.manager.sees(r"日报.*新增 1.*办结 1")
    strip = screen.page.get_by_role("list", name="最近的通知")
    await expect(strip).to_contain_text("上报 → 王示例")
    ledger = await screen.open_drawer("问题台账")
    done = ledger.locator(".rows").last.locator("li > strong")
    await expect(done.last).to_have_text("评价")
    words = [word for word in await done.all_inner_texts() if word != "提醒"]
    assert words == ["上报", "签收", "记进展", "办结", "已解决", "评价"]
