"""The bot is killed on the page, in the middle of what people do."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen
from tests.browser.story import NUMBER, PROBLEM, handled

pytestmark = IN_CHROMIUM

MORE = "一共三条线，今晚要交货。"


async def test_report_goes_on_where_the_killed_bot_left_it(screen: Screen) -> None:
    await screen.contact.says(PROBLEM)
    await screen.contact.sees(PROBLEM, "提交")

    await screen.press("杀掉")
    await screen.see_bot("gone")
    await screen.contact.says(MORE)
    await screen.press("启动")
    await screen.see_bot("running")
    await screen.contact.sees(f"{PROBLEM}.*{MORE}", "提交")
    await screen.contact.presses("提交")

    await screen.officer.sees(f"{NUMBER}.*{PROBLEM}.*{MORE}", "签收")
    await handled(screen)
    ledger = await screen.open_drawer("问题台账")
    await expect(ledger.get_by_role("option")).to_have_count(1)


async def test_presses_while_the_bot_is_gone_are_answered_when_it_is_back(screen: Screen) -> None:
    await screen.contact.says(PROBLEM)
    await screen.contact.presses("提交")
    await screen.officer.sees(NUMBER, "签收", "退单")

    await screen.press("杀掉")
    await screen.see_bot("gone")
    await screen.officer.presses("签收")
    await screen.officer.presses("退单")
    await screen.press("启动")

    await screen.contact.sees(f"{NUMBER}.*已签收")
    await expect(screen.officer.alert).to_contain_text(NUMBER)
    await screen.officer.alert.get_by_role("button", name="知道了").click()
    await expect(screen.officer.alert).to_have_count(0)
    await screen.officer.sees(f"{NUMBER}.*办理中", "记进展", "办结")


async def test_what_telegram_loses_comes_twice_and_what_waits_for_it_comes_after(screen: Screen) -> None:
    await screen.contact.says(PROBLEM)
    await screen.contact.sees(PROBLEM, "提交")

    await screen.press("丢失应答")
    await expect(screen.fault("丢失应答")).to_have_attribute("aria-pressed", "true")
    await screen.contact.presses("提交")
    await screen.officer.sees(NUMBER, "签收")
    await expect(screen.outbox("twice")).not_to_have_text("0")
    await screen.press("恢复")

    await screen.press("Telegram 断线 30 秒")
    await expect(screen.fault("Telegram 断线")).to_have_attribute("aria-pressed", "true")
    await screen.officer.presses("签收")
    await screen.press("恢复")
    await screen.contact.sees(f"{NUMBER}.*已签收")
    await expect(screen.outbox("waiting")).to_have_text("0")
