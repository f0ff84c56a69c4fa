"""What a person does in a chat besides typing and pressing."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import Screen
from tests.browser.story import NUMBER, PROBLEM

pytestmark = IN_CHROMIUM

CORRECTED = "二车间频繁跳闸，生产线停了，请帮忙协调供电增容。"
ADDED = "变压器是 315 千伏安的。"


async def test_edit_reply_delete_and_block(screen: Screen) -> None:
    contact = screen.contact
    await contact.says(PROBLEM)
    await contact.sees(f"核对.*{PROBLEM}", "提交")

    await contact.picks(contact.messages.filter(has_text=PROBLEM).first, "编辑")
    await expect(contact.input).to_have_value(PROBLEM)
    await contact.says(CORRECTED)
    await contact.sees(f"核对.*{CORRECTED}", "提交")
    await expect(contact.messages.filter(has_text=CORRECTED).first).to_contain_text("已编辑")
    await contact.presses("提交")

    receipt = await contact.sees(f"{NUMBER}.*已收到")
    await contact.picks(receipt, "回复")
    await contact.says(ADDED)
    answer = contact.messages.filter(has_text=ADDED).first
    await expect(answer.locator(".quoted")).to_contain_text(NUMBER)
    await contact.presses("补充到 261124-001")
    await screen.officer.sees(f"{NUMBER}.*{ADDED}")

    await contact.picks(answer, "删除")
    await expect(contact.messages.filter(has=screen.page.locator(".quoted"))).to_have_count(0)

    await contact.chooses("屏蔽机器人")
    await contact.root.get_by_role("button", name="解除屏蔽").click()
    await contact.taps("我的问题")
    await contact.sees(f"{NUMBER}.*待签收")
    await expect(await screen.open_drawer("接口调用")).to_contain_text("sendMessage")


async def test_strangers_and_people_who_join(screen: Screen) -> None:
    phone = screen.group
    await phone.takes_up("蒋示例")
    await phone.root.get_by_role("button", name="开始").click()
    await phone.taps("共享手机号")
    await phone.presses("同意")
    await phone.sees("蒋示例，您好")

    await phone.takes_up_as_new("钱示例")
    await phone.root.get_by_role("button", name="开始").click()
    await phone.taps("共享手机号")
    await phone.sees("没有登记.*请联系")
