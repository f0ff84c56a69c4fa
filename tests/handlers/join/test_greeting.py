"""Who somebody is here, what they can do, and the menu."""

from __future__ import annotations

import pytest

from bot.sandbox import Sandbox
from storage.tables import Duty, RoleKind
from tests.handlers.conftest import Roster
from tests.handlers.join.conftest import Door

PHONE = "13900000001"


async def test_a_contact_hears_by_name_who_they_are_and_who_their_officer_is(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    enterprise = roster.enterprise("示例汽车零部件有限公司")
    person = roster.person("王示例", PHONE)
    roster.role(person, RoleKind.CONTACT, enterprise_id=enterprise)
    roster.officer("周示例", "13800000002", [enterprise], Duty.MEMBER)
    roster.officer("李示例", "13800000001", [enterprise])
    contact = sandbox.person("王", phone=PHONE)
    await door.let_in(contact)
    [greeting] = await door.after(contact, contact.start)
    assert greeting.text == (
        "示例汽车零部件有限公司 王示例，您好！\n"
        "您的身份：企业联系人\n"
        "\n"
        "✍️ 有问题，直接在这里打字，也可以发照片、语音、文件；看一眼预览，按“提交”。\n"
        "\n"
        "👤 您的服务员：李示例（经济发展局） 13800000001"
    )
    # The menu has taken the place of the keyboard that shared the phone.
    assert [button.text for button in contact.buttons(greeting)] == [
        "上报问题",
        "我的问题",
        "我的服务员",
        "找专班",
        "帮助",
    ]


async def test_a_contact_without_an_officer_hears_that_it_goes_to_the_managers(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    await door.let_in(contact)
    assert contact.heard()[-1].text.endswith("👤 您的服务员还没有确定，问题先由专班安排。")


async def test_somebody_with_several_roles_hears_all_of_them(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    first, second = roster.enterprise("示例一厂"), roster.enterprise("示例二厂")
    person = roster.officer("王示例", PHONE)
    roster.role(person, RoleKind.CONTACT, enterprise_id=first)
    roster.role(person, RoleKind.CONTACT, enterprise_id=second)
    roster.role(person, RoleKind.MANAGER, organisation="专班办公室")
    roster.role(person, RoleKind.LEADER)
    roster.officer("李示例", "13800000001", [second])
    everybody = sandbox.person("王", phone=PHONE)
    await door.let_in(everybody)
    [greeting] = await door.after(everybody, everybody.start)
    assert greeting.text == (
        "王示例，您好！\n"
        "您的身份：\n"
        "· 驻企服务员：经济发展局\n"
        "· 企业联系人：示例一厂\n"
        "· 企业联系人：示例二厂\n"
        "· 专班：专班办公室\n"
        "· 分管领导\n"
        "\n"
        "✍️ 有问题，直接在这里打字，也可以发照片、语音、文件；看一眼预览，按“提交”。\n"
        "📋 交给您的问题会发到这里，按“签收”开始办理；“待办”里是全部未办结的。\n"
        "🗂 没有承办人的、退单的问题会发到这里，由您改派、自办或答复；“待办”里可以随时查看。\n"
        "🔎 发送 /case 加编号，可以查看一个问题办到哪里。\n"
        "\n"
        "👤 示例一厂的服务员还没有确定，问题先由专班安排。\n"
        "👤 示例二厂的服务员：李示例（经济发展局） 13800000001"
    )


@pytest.mark.parametrize("name", ["<b>王", "</b>&amp;王", "王\u200b示\u200f例", "示" * 60, "a\"b'c"])
async def test_a_name_is_shown_as_it_is(door: Door, sandbox: Sandbox, roster: Roster, name: str) -> None:
    roster.contact(name, PHONE, enterprise=name)
    contact = sandbox.person("王", phone=PHONE)
    await door.let_in(contact)
    assert f"{name} {name}，您好！" in contact.heard()[-1].text


@pytest.mark.parametrize("name", ["<b>王", "&王"])
async def test_a_masked_name_is_shown_as_it_is(
    door: Door, sandbox: Sandbox, roster: Roster, name: str
) -> None:
    roster.manager(name, "13600000001")
    manager = sandbox.person("陈")
    [question] = await door.after(manager, lambda: manager.start(door.invite(name)))
    assert question.text.startswith(f"这是发给 {name[0]}* 的邀请。")
