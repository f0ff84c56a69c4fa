"""The phone that Telegram vouches for, and the invite."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox import Sandbox
from tests.handlers.conftest import Roster
from tests.handlers.join.conftest import Beyond, Door

PHONE = "13900000001"
ASK = "万人驻（助）企专班，电话 0431-00000000"
BAD_INVITE = f"这个邀请链接不能使用：可能已用过、已过期，或者不完整。\n\n请联系{ASK}。"


@pytest.mark.parametrize("shared", [PHONE, f"+86{PHONE}", f"86{PHONE}", "+86 139-0000-0001"])
async def test_a_phone_joins_in_whatever_form(
    door: Door, sandbox: Sandbox, roster: Roster, shared: str
) -> None:
    person_id = roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=shared)
    await door.after(contact, contact.start)
    await door.after(contact, lambda: contact.press("共享手机号"))
    person = door.known(contact)
    assert person is not None
    assert person.person_id == person_id


async def test_a_shared_phone_on_a_replay_changes_nothing(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    contact.share_contact()
    [shared] = await door.handled()
    before = door.known(contact)
    door.talk.now += timedelta(minutes=5)
    assert (await door.talk.again(shared)).arrival.handled
    assert door.known(contact) == before
    assert [message.text[:8] for message in contact.heard()] == ["个人信息处理告知"] * 2


async def test_a_second_account_with_the_same_phone_is_told_to_use_the_first(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.contact("王示例", PHONE)
    first, second = sandbox.person("王", phone=PHONE), sandbox.person("王二", phone=f"+86{PHONE}")
    await door.let_in(first)
    [answer] = await door.after(second, second.share_contact)
    assert answer.text == (
        f"您已经用另一个 Telegram 账号登记过了，请用原来的账号。\n\n换了账号的，请联系{ASK}。"
    )
    assert door.known(second) is None


async def test_an_invite_asks_whether_it_is_them_and_lets_them_in(
    door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond
) -> None:
    roster.manager("陈示例", "13600000001")
    manager = sandbox.person("陈", phone="+12025550123")
    [question] = await door.after(manager, lambda: manager.start(door.invite("陈示例")))
    assert question.text == "这是发给 陈* 的邀请。\n\n是您本人吗？"
    assert [button.text for button in manager.buttons(question)] == ["是本人", "不是"]
    assert door.known(manager) is None
    [notice] = await door.after(manager, lambda: manager.press("是本人"))
    assert question.inline_keyboard == []
    assert notice.text.startswith("个人信息处理告知")
    [greeting] = await door.after(manager, lambda: manager.press("同意"))
    assert "专班办公室 陈示例，您好！\n您的身份：专班" in greeting.text
    assert beyond.updates == []


async def test_who_says_that_it_is_not_them_leaves_the_invite_good(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.manager("陈示例", "13600000001")
    secret = door.invite("陈示例")
    wrong, right = sandbox.person("路人"), sandbox.person("陈")
    [question] = await door.after(wrong, lambda: wrong.start(secret))
    [answer] = await door.after(wrong, lambda: wrong.press("不是"))
    assert answer.text.startswith("好的，没有登记。")
    assert question.inline_keyboard == []
    assert door.known(wrong) is None
    await door.after(right, lambda: right.start(secret))
    await door.after(right, lambda: right.press("是本人"))
    assert door.known(right) is not None


async def test_a_used_an_expired_and_a_made_up_invite_get_the_same_answer(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.manager("陈示例", "13600000001")
    roster.manager("赵示例", "13600000002")
    expired = door.invite("赵示例", at=door.now - timedelta(days=8))
    used = door.invite("陈示例")
    manager, thief = sandbox.person("陈"), sandbox.person("路人")
    [question] = await door.after(thief, lambda: thief.start(used))
    await door.after(manager, lambda: manager.start(used))
    await door.after(manager, lambda: manager.press("是本人"))
    said = [
        await door.after(thief, lambda: thief.start(used)),
        await door.after(thief, lambda: thief.press("是本人", question)),
        await door.after(thief, lambda: thief.forge(f"me:{expired}")),
        await door.after(thief, lambda: thief.start(expired)),
        await door.after(thief, lambda: thief.start("made_up")),
        await door.after(thief, lambda: thief.start("a:b:c " + "x" * 60)),
        await door.after(thief, lambda: thief.forge("me:made_up")),
        await door.after(thief, lambda: thief.forge("me:")),
    ]
    assert [[message.text for message in messages] for messages in said] == [[BAD_INVITE]] * len(said)
    assert door.known(thief) is None


async def test_an_invite_expires_between_the_question_and_the_press(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.manager("陈示例", "13600000001")
    manager = sandbox.person("陈")
    await door.after(manager, lambda: manager.start(door.invite("陈示例")))
    door.talk.now += timedelta(days=7)
    [answer] = await door.after(manager, lambda: manager.press("是本人"))
    assert answer.text == BAD_INVITE


async def test_an_account_is_one_person_only(door: Door, sandbox: Sandbox, roster: Roster) -> None:
    roster.contact("王示例", PHONE)
    roster.manager("陈示例", "13600000001")
    contact = sandbox.person("王", phone=PHONE)
    person = await door.let_in(contact)
    await door.after(contact, lambda: contact.start(door.invite("陈示例")))
    [answer] = await door.after(contact, lambda: contact.press("是本人"))
    assert answer.text == f"这个 Telegram 账号已登记为 王*，不能再登记为另一位。\n\n如有不符，请联系{ASK}。"
    assert door.known(contact) == person


async def test_an_invite_pressed_again_or_opened_again_by_its_owner_is_no_error(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.manager("陈示例", "13600000001")
    secret = door.invite("陈示例")
    manager = sandbox.person("陈")
    await door.after(manager, lambda: manager.start(secret))
    manager.press("是本人")
    [pressed] = await door.handled()
    before = door.known(manager)
    assert (await door.talk.again(pressed)).arrival.handled
    assert door.known(manager) == before
    [notice] = await door.after(manager, lambda: manager.start(secret))
    assert notice.text.startswith("个人信息处理告知")
    await door.after(manager, lambda: manager.press("同意", notice))
    [greeting] = await door.after(manager, lambda: manager.start(secret))
    assert greeting.text.startswith("专班办公室 陈示例，您好！")
