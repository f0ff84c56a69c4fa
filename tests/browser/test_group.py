"""A group on the page: seen from the phone of any of its members, and the bot comes and goes."""

from __future__ import annotations

from playwright.async_api import expect

from bot.page.page import Page
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen

pytestmark = IN_CHROMIUM

WORDS = "供电公司下午到厂。"


async def test_group_is_seen_by_its_members_and_the_bot_comes_and_goes(page: Page, screen: Screen) -> None:
    group = screen.group
    await group.is_seen_by("李示例")
    await group.says(WORDS)
    await expect(await group.sees(WORDS)).not_to_contain_text("李示例")  # one's own
    await group.is_seen_by("王示例")
    await group.sees(f"李示例.*{WORDS}")

    await group.chooses("把机器人加进群")
    await group.sees("助企 加入了群")
    await group.chooses("把机器人移出群")
    await group.sees("王示例 把 助企 移出了群")
    [shown] = page.state()["groups"]
    assert not shown["bot_in"]
