"""The page without a mouse, and without being seen."""

from __future__ import annotations

import re
from typing import Final, Literal

from playwright.async_api import Page, expect

from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen
from tests.browser.story import NUMBER, PROBLEM

pytestmark = IN_CHROMIUM

Role = Literal["button", "textbox", "link", "tab", "feed", "region"]
USED: Final[tuple[Role, ...]] = ("button", "textbox", "link", "tab", "feed", "region")
_FOCUSED: Final = """
() => {
  const {activeElement: one} = document;
  const phone = one.closest("[data-phone]")?.dataset.phone ?? "";
  return [phone, one.getAttribute("aria-label") ?? one.textContent];
}
"""


async def test_report_and_its_handling_by_keys_alone(screen: Screen) -> None:
    keys = screen.page.keyboard
    await screen.contact.sees("王示例，您好")

    await _walk(screen.page, "Tab", "0", "输入消息")
    await keys.type(PROBLEM)
    await keys.press("Enter")
    await screen.contact.sees(PROBLEM, "提交")
    await _walk(screen.page, "Shift+Tab", "0", "提交")
    await keys.press("Enter")
    await screen.officer.sees(NUMBER, "签收")

    await _walk(screen.page, "Tab", "1", "签收")
    await keys.press("Enter")
    await screen.contact.sees(f"{NUMBER}.*已签收")
    await _walk(screen.page, "Tab", "1", "输入消息")
    await keys.type("/")
    await expect(screen.officer.root.get_by_role("option").first).to_be_visible()
    await keys.press("Escape")
    await expect(screen.officer.root.get_by_role("option")).to_have_count(0)


async def test_whatever_can_be_used_has_a_name_to_be_read_out(screen: Screen) -> None:
    await screen.contact.sees("王示例，您好")
    await screen.open_drawer("接口调用")

    for role in USED:
        assert await screen.page.get_by_role(role).count() > 0, role
        nameless = screen.page.get_by_role(role, name=re.compile(r"^\s*$"))
        assert [await one.inner_html() for one in await nameless.all()] == [], role


async def _walk(page: Page, key: str, phone: str, name: str) -> None:
    """Press a key until what ends with this name has the focus."""
    for _ in range(120):
        where, what = await page.evaluate(_FOCUSED)
        if where == phone and what.endswith(name):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{name} of phone {phone} is not reached by {key}")
