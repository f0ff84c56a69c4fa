"""The main story on the page, as a newcomer clicks through it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from playwright.async_api import expect

from tests.browser.screen import Screen

START: Final = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 11:00 in Changchun
NUMBER: Final = "ZQ261124-001"
PROBLEM: Final = "车间频繁跳闸，生产线停了，请帮忙协调供电增容。"
PROGRESS: Final = "供电公司下午到厂勘查。"
SOLUTION: Final = "供电公司已更换变压器，恢复供电。"


async def reported(screen: Screen) -> None:
    """The contact has typed the problem and looked at its preview; the officer has its card."""
    await screen.contact.says(PROBLEM)
    await screen.contact.sees(PROBLEM, "提交", "修改", "取消")
    await screen.contact.presses("提交")
    await expect(screen.contact.toast).to_have_text(f"已提交 {NUMBER}")
    await screen.contact.sees(rf"{NUMBER}.*已收到.*李示例")
    await screen.officer.sees(rf"{NUMBER}.*{PROBLEM}", "签收", "退单")


async def handled(screen: Screen) -> None:
    """The officer has signed for it, told of progress, and resolved it; the contact heard of each."""
    await screen.officer.presses("签收")
    await screen.contact.sees(rf"{NUMBER}.*已签收.*李示例")
    await screen.officer.presses("记进展")
    await screen.officer.says(PROGRESS)
    await screen.officer.presses("企业可见")
    await screen.contact.sees(rf"{NUMBER}.*{PROGRESS}")
    await screen.officer.presses("办结")
    await screen.officer.presses("已解决")
    await screen.officer.says(SOLUTION)
    await screen.officer.presses("提交")
    await screen.contact.sees(rf"{NUMBER}.*已办结.*{SOLUTION}", "已解决", "没解决")


async def settled(screen: Screen) -> None:
    """The contact has said that it is solved, and is content; the officer knows."""
    await screen.contact.presses("已解决")
    await screen.contact.sees(rf"{NUMBER}.*已销号", "满意", "基本满意", "不满意")
    await screen.contact.presses("满意")
    await screen.officer.sees(rf"{NUMBER}.*企业评价：满意")
