"""Coming in: by one's own phone or an invite; strangers, another's card, used and expired invites."""

from __future__ import annotations

from secrets import token_bytes

import pytest

from storage.ledger.people import make_invites
from tests.e2e import zone
from tests.e2e.conftest import OpenStage
from tests.e2e.stage import NOT_MODIFIED, POLICY, Someone, Stage
from tests.e2e.zone import ROSTERED, Enlisted


def invite(stage: Stage, who: Enlisted) -> str:
    """The secret of an invite for somebody."""
    lines = stage.ledger.write_now(
        make_invites, now=stage.clock(), cause="cli:invites", random_bytes=token_bytes
    )
    return next(line.secret for line in lines if line.person.name == who.name)


async def open_with(stage: Stage, who: Someone, secret: str) -> None:
    await who.does(lambda: who.person.start(secret))


async def test_contact_comes_in_by_phone_and_is_greeted_by_enterprise(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.CONTACT)
    contact = stage.contact
    await contact.says("/start")
    assert "只为已登记的企业和工作人员服务" in contact.texts[-1]
    await contact.presses("共享手机号")
    assert POLICY.privacy_notice.text.strip()[:20] in contact.texts[-1]
    assert contact.labels() == [["同意", "不同意"]]
    await contact.says("车间停电")
    assert contact.texts[-1].startswith("❗️ 刚才发来的内容没有保存，请在按“同意”之后再发一次。")
    await contact.presses("同意")

    assert contact.texts[-1] == (
        "✅ 已记下您的同意。\n\n"
        "示例汽车零部件有限公司 王示例，您好！\n"
        "您的身份：企业联系人\n\n"
        "✍️ 有问题，直接在这里打字，也可以发照片、语音、文件；看一眼预览，按“提交”。\n\n"
        "👤 您的服务员：李驻企（经济发展局） 13800000001"
    )
    menu = [button.text for button in contact.person.buttons() if not button.is_inline]
    assert menu == ["上报问题", "我的问题", "我的服务员", "找专班", "帮助"]
    await contact.says("车间停电")
    await contact.presses("提交")
    assert contact.texts[-1].startswith("✅ ZQ261124-001 已收到")


async def test_everybody_is_greeted_as_what_they_are(open_stage: OpenStage) -> None:
    stage = await open_stage(*ROSTERED)
    for someone in (stage.officer, stage.liaison, stage.manager, stage.leader, stage.twofold):
        await stage.join(someone)
    as_what = {
        stage.officer: "您的身份：驻企服务员",
        stage.liaison: "您的身份：责任部门联络员",
        stage.manager: "您的身份：专班",
        stage.leader: "您的身份：分管领导",
        stage.twofold: f"· 企业联系人：{zone.LONG_NAME}",
    }
    for someone, words in as_what.items():
        assert words in someone.sees("您好！").text
    # 专班 is told when a leader or one of them joins.
    assert stage.manager.sees("已加入").text.startswith("卫领导 已加入，身份：分管领导。")


async def test_stranger_is_told_whom_to_ask_and_nothing_more(stage: Stage) -> None:
    stranger = stage.stranger
    for words in (
        "/start",
        "你好",
        "/case ZQ261124-001",
        "/my",
        "待办",
        "/start guessed-secret-of-an-invite",
    ):
        await stranger.says(words)
    await stranger.sends("photo")
    await stranger.presses("共享手机号")
    await stranger.does(lambda: stranger.person.share_contact(stage.contact.person))
    await stranger.does(lambda: stranger.person.share_number("13900000001", "王示例"))

    stranger.sees_nothing_of("示例汽车", "李驻企", "1[3-9]\\d{9}", "ZQ261124")
    assert "这个手机号没有登记" in stranger.sees("没有登记").text
    assert "不是您本人刚刚共享的手机号" in stranger.texts[-1]


async def test_not_agreeing_keeps_one_out(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.CONTACT)
    await stage.contact.says("/start")
    await stage.contact.presses("共享手机号")
    await stage.contact.presses("不同意")
    assert "在您同意之前，这里不处理您发来的内容" in stage.contact.texts[-1]
    await stage.contact.says("我的问题")

    assert stage.contact.labels() == [["同意", "不同意"]]


async def test_invite_asks_whether_it_is_them_and_lets_in_once(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.CONTACT)
    secret = invite(stage, zone.CONTACT)
    await open_with(stage, stage.stranger, secret)
    assert stage.stranger.texts[-1] == "这是发给 王* 的邀请。\n\n是您本人吗？"
    [me] = [button for button in stage.stranger.person.buttons() if button.says("是本人")]
    await stage.stranger.presses("不是")
    await open_with(stage, stage.contact, secret)
    await stage.contact.presses("是本人")
    await stage.contact.presses("同意")
    assert "王示例，您好！" in stage.contact.texts[-1]

    await open_with(stage, stage.stranger, secret)
    assert "这个邀请链接不能使用" in stage.stranger.texts[-1]
    await stage.stranger.does(lambda: stage.stranger.person.press(me))
    assert "这个邀请链接不能使用" in stage.stranger.texts[-1]
    stage.stranger.sees_nothing_of("示例", "1[3-9]\\d{9}")
    stage.tolerated = frozenset({NOT_MODIFIED})


async def test_invite_expires(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.CONTACT)
    secret = invite(stage, zone.CONTACT)
    stage.clock.forward(days=POLICY.keeping.invite_days)
    await open_with(stage, stage.contact, secret)

    assert "这个邀请链接不能使用" in stage.contact.texts[-1]


async def test_second_account_of_the_same_person_is_turned_away(stage: Stage) -> None:
    impostor = Someone(stage, Enlisted(name="王示例二", phone=zone.CONTACT.phone, telegram_id=999))
    await impostor.says("/start")
    await impostor.presses("共享手机号")

    assert "已经用另一个 Telegram 账号登记过了" in impostor.texts[-1]
    impostor.sees_nothing_of("示例汽车")


@pytest.mark.parametrize("again", ["/start", "同意"])
async def test_who_is_in_is_greeted_again(open_stage: OpenStage, again: str) -> None:
    stage = await open_stage(zone.CONTACT)
    await stage.contact.says("/start")
    await stage.contact.presses("共享手机号")
    [agree] = [button for button in stage.contact.person.buttons() if button.says("同意")]
    await stage.contact.presses("同意")
    if again == "同意":
        await stage.contact.does(lambda: stage.contact.person.press(agree))
        stage.tolerated = frozenset({NOT_MODIFIED})
    else:
        await stage.contact.says(again)

    assert stage.contact.texts[-1].startswith("示例汽车零部件有限公司 王示例，您好！")
