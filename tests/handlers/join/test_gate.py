"""Who passes the gate, and what those hear who do not."""

from __future__ import annotations

from bot.sandbox import Sandbox
from bot.sandbox.messages import Content
from tests.handlers.conftest import Roster
from tests.handlers.join.conftest import Beyond, Door

PHONE = "13900000001"
ASK = "万人驻（助）企专班，电话 0431-00000000"


async def test_a_stranger_is_told_whom_to_ask_and_nothing_of_the_roster(
    door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond
) -> None:
    roster.contact("王示例", PHONE)
    stranger = sandbox.person("路人", phone="+8613911111111")
    said = [
        await door.after(stranger, stranger.start),
        await door.after(stranger, lambda: stranger.say("你们都管哪些企业？")),
        await door.after(stranger, lambda: stranger.say("/case ZQ261124-001")),
        await door.after(stranger, lambda: stranger.send_photo("停电了")),
        await door.after(stranger, stranger.send_sticker),
        await door.after(stranger, lambda: stranger.forge("do:1:1:accept::1")),
        await door.after(stranger, lambda: stranger.forge("nonsense")),
        await door.after(stranger, lambda: stranger.forge("agree:0123456789abcdef")),
        await door.after(stranger, lambda: stranger.forge("disagree")),
    ]
    assert [len(messages) for messages in said] == [1] * len(said)
    texts = {message.text for [message] in said}
    assert len(texts) == 1, "the same answer to everything"
    [text] = texts
    assert ASK in text
    assert "示例" not in text
    assert [button.text for button in stranger.buttons(said[-1][0])] == ["共享手机号"]
    assert beyond.updates == []
    assert door.known(stranger) is None


async def test_a_phone_that_nobody_vouches_for_is_not_looked_at(
    door: Door, sandbox: Sandbox, roster: Roster
) -> None:
    roster.contact("王示例", PHONE)
    owner = sandbox.person("王", phone=f"+86{PHONE}")
    stranger = sandbox.person("路人", phone="+8613911111111")

    def forward_own_card() -> None:
        media = {"phone_number": PHONE, "first_name": "路人", "user_id": stranger.id}
        origin = {"type": "hidden_user", "sender_user_name": "某人", "date": 1}
        sandbox.world.tell(
            sandbox.world.put(
                stranger.chat, stranger.user, Content(kind="contact", media=media), origin=origin
            )
        )

    said = [
        await door.after(stranger, lambda: stranger.share_contact(owner)),
        await door.after(stranger, lambda: stranger.share_number(PHONE, "我")),
        await door.after(stranger, lambda: stranger.share_number("13922222222", "我")),
        await door.after(stranger, forward_own_card),
    ]
    texts = {message.text for [message] in said}
    assert len(texts) == 1, "in the roster or not: the same answer"
    assert "不是您本人刚刚共享的手机号" in texts.pop()
    assert door.known(stranger) is None
    assert door.known(owner) is None


async def test_a_phone_that_is_not_in_the_roster(door: Door, sandbox: Sandbox, roster: Roster) -> None:
    roster.contact("王示例", PHONE)
    stranger = sandbox.person("路人", phone="+8613911111111")
    await door.after(stranger, stranger.start)
    [answer] = await door.after(stranger, lambda: stranger.press("共享手机号"))
    assert answer.text == f"这个手机号没有登记，暂时不能使用。请联系{ASK}。"
    foreign = sandbox.person("远客", phone="+12025550123")
    [answer] = await door.after(foreign, foreign.share_contact)
    assert answer.text == f"这个手机号没有登记，暂时不能使用。请联系{ASK}。"


async def test_an_album_of_a_stranger_is_answered_once_and_an_edit_not_at_all(
    door: Door, sandbox: Sandbox, beyond: Beyond
) -> None:
    stranger = sandbox.person("路人")
    assert len(await door.after(stranger, lambda: stranger.send_album(["photo"] * 3))) == 1
    message = stranger.say("你好")
    await door.handled()
    assert await door.after(stranger, lambda: stranger.edit(message, "您好")) == []
    assert beyond.updates == []


async def test_who_has_agreed_passes(door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=f"+86{PHONE}")
    await door.let_in(contact)
    assert beyond.updates == []
    message = contact.say("车间停电了")
    assert await door.after(contact, lambda: contact.edit(message, "车间停电了，急")) == []
    assert beyond.texts == ["车间停电了", "车间停电了，急"]
    await door.talk.listen()
    contact.share_contact()
    await door.talk.listen()
    assert len(beyond.updates) == 3


async def test_who_has_not_agreed_hears_that_nothing_was_kept(
    door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond
) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=f"+86{PHONE}")
    await door.after(contact, contact.share_contact)
    [words] = await door.after(contact, lambda: contact.say("车间停电了"))
    [photo] = await door.after(contact, contact.send_photo)
    [press] = await door.after(contact, lambda: contact.forge("do:1:1:accept::1"))
    [card] = await door.after(contact, contact.share_contact)
    [start] = await door.after(contact, contact.start)
    assert words.text.startswith(
        "❗️ 刚才发来的内容没有保存，请在按“同意”之后再发一次。\n\n个人信息处理告知\n\n"
    )
    assert photo.text == words.text
    assert press.text.startswith("❗️ 刚才的按钮没有生效，请在按“同意”之后再按一次。\n\n个人信息处理告知\n\n")
    assert card.text == start.text
    assert start.text.startswith("个人信息处理告知\n\n")
    assert beyond.updates == []


async def test_groups_and_the_news_of_being_blocked_pass_for_everybody(
    door: Door, sandbox: Sandbox, beyond: Beyond
) -> None:
    stranger = sandbox.person("路人")
    group = sandbox.group("示例服务群", stranger)
    group.add_bot()
    stranger.say("/report@zhuqi_sandbox_bot", chat=group.chat)
    stranger.start()
    stranger.block()
    await door.talk.listen()
    kinds = [
        "my_chat_member"
        if update.my_chat_member
        else str(update.effective_chat and update.effective_chat.type)
        for update in beyond.updates
    ]
    # The bot is added, which the group is told; then what was said there; then they block it.
    assert kinds == ["my_chat_member", "group", "group", "my_chat_member"]
    assert stranger.heard(chat=group.chat) == []
