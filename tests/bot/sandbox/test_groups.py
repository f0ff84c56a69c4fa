"""Groups: what the bot hears in them, and what becomes of them."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import ExtBot

from bot.sandbox import CannotDo, Group, Person, Sandbox
from bot.sandbox.chats import ANONYMOUS_ADMIN

Bot = ExtBot[None]


@pytest.fixture
def group(sandbox: Sandbox, person: Person) -> Group:
    group = sandbox.group("示例服务群", person)
    group.add_bot()
    sandbox.updates.drop()
    return group


async def heard_by(bot: Bot) -> list[str | None]:
    updates = await bot.get_updates(timeout=0)
    return [update.message.text for update in updates if update.message]


async def test_adding_the_bot_is_told(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    group = sandbox.group("示例服务群", person)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "x")
    group.add_bot()
    standing, notice = await bot.get_updates(timeout=0)
    assert standing.my_chat_member is not None
    assert standing.my_chat_member.old_chat_member.status == "left"
    assert standing.my_chat_member.new_chat_member.status == "member"
    assert standing.my_chat_member.from_user.id == person.id
    assert notice.message is not None
    assert [user.id for user in notice.message.new_chat_members] == [bot.id]
    message = await bot.send_message(group.id, "大家好")
    assert (message.chat.type, message.chat.title) == ("group", "示例服务群")
    assert [heard.text for heard in person.heard(chat=group.chat)] == ["大家好"]


async def test_in_privacy_mode_the_bot_hears_what_is_meant_for_it(
    sandbox: Sandbox, bot: Bot, person: Person, group: Group
) -> None:
    sent = await bot.send_message(group.id, "请讲")
    person.say("随便聊聊", chat=group.chat)
    person.say("/report", chat=group.chat)
    person.say("/report@zhuqi_sandbox_bot", chat=group.chat)
    person.say("/report@other_bot", chat=group.chat)
    person.say("问 @zhuqi_sandbox_bot 一下", chat=group.chat)
    person.say("回复", chat=group.chat, reply_to=sandbox.message(group.id, sent.message_id))
    assert await heard_by(bot) == [
        "/report",
        "/report@zhuqi_sandbox_bot",
        "问 @zhuqi_sandbox_bot 一下",
        "回复",
    ]


async def test_as_administrator_it_hears_all(bot: Bot, person: Person, group: Group) -> None:
    group.add_bot(as_administrator=True)
    person.say("随便聊聊", chat=group.chat)
    assert await heard_by(bot) == ["随便聊聊"]


async def test_thrown_out(bot: Bot, person: Person, group: Group) -> None:
    group.remove_bot()
    [standing] = await bot.get_updates(timeout=0)
    assert standing.my_chat_member is not None
    assert standing.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    person.say("/report", chat=group.chat)
    assert await heard_by(bot) == []


async def test_migrated(bot: Bot, person: Person, group: Group) -> None:
    old = group.id
    group.migrate()
    assert group.id < -1_000_000_000_000
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "x")
    assert moved.value.new_chat_id == group.id
    message = await bot.send_message(group.id, "新群")
    assert message.chat.type == "supergroup"
    notices = [update.message for update in await bot.get_updates(timeout=0) if update.message]
    assert [
        (notice.chat.id, notice.migrate_to_chat_id, notice.migrate_from_chat_id) for notice in notices
    ] == [
        (old, group.id, None),
        (group.id, None, old),
    ]


async def test_anonymous_administrator(bot: Bot, person: Person, group: Group) -> None:
    person.say("/report", chat=group.chat, anonymous=True)
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.id == ANONYMOUS_ADMIN.id
    assert update.message.sender_chat is not None
    assert update.message.sender_chat.id == group.id


async def test_topic_is_kept_by_a_reply(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    group = sandbox.group("示例服务群", person, is_supergroup=True)
    group.add_bot()
    sandbox.updates.drop()
    person.say("/report", chat=group.chat, topic=3)
    [update] = await bot.get_updates(timeout=0)
    assert update.message is not None
    await update.message.reply_text("收到")
    assert [message.topic for message in person.heard()] == [3]
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "x", message_thread_id=4)


async def test_who_is_in_it(sandbox: Sandbox, bot: Bot, person: Person, group: Group) -> None:
    other, stranger = sandbox.person("示例乙"), sandbox.person("示例丙")
    group.join(other, as_administrator=True)
    members = {one.user.id: one.status for one in await bot.get_chat_administrators(group.id)}
    assert members == {person.id: "creator", other.id: "administrator"}
    assert (await bot.get_chat_member(group.id, bot.id)).status == "member"
    assert (await bot.get_chat_member(group.id, stranger.id)).status == "left"
    with pytest.raises(BadRequest):
        await bot.get_chat_member(group.id, 424242)
    assert (await bot.get_chat(group.id)).title == "示例服务群"
    group.leave(other)
    assert (await bot.get_chat_member(group.id, other.id)).status == "left"


async def test_who_is_not_in_it_neither_speaks_nor_sees(sandbox: Sandbox, bot: Bot, group: Group) -> None:
    stranger = sandbox.person("示例丙")
    await bot.send_message(group.id, "内部")
    assert stranger.heard() == []
    with pytest.raises(CannotDo):
        stranger.say("x", chat=group.chat)


async def test_only_its_own_messages_are_the_bots_to_delete(bot: Bot, person: Person, group: Group) -> None:
    typed = person.say("/report", chat=group.chat)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(group.id, typed.id)
    sent = await bot.send_message(group.id, "x")
    assert await bot.delete_message(group.id, sent.message_id)


async def test_twenty_a_minute(bot: Bot, group: Group) -> None:
    for _ in range(20):
        await bot.send_message(group.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(group.id, "x")
