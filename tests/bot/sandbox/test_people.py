"""What people can do, as the bot is told of it."""

import re

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageOriginHiddenUser,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram import Message as Told
from telegram.ext import ExtBot

from bot.sandbox import CannotDo, Message, Person, Press, Sandbox
from bot.sandbox.sending import PIXEL

Bot = ExtBot[None]


async def told(bot: Bot) -> list[Told]:
    updates = await bot.get_updates(timeout=0)
    return [update.effective_message for update in updates if update.effective_message]


def inline(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


async def test_say(bot: Bot, person: Person) -> None:
    person.say("/start abc")
    [message] = await told(bot)
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.language_code) == (501, "zh-hans")
    assert (message.chat.type, message.text) == ("private", "/start abc")
    assert [entity.type for entity in message.entities] == ["bot_command"]


async def test_a_text_too_long_for_one_message_is_two(bot: Bot, person: Person) -> None:
    person.say("字" * 5000)
    assert [len(message.text or "") for message in await told(bot)] == [4096, 904]


async def test_every_kind_of_thing_is_told(bot: Bot, person: Person) -> None:
    person.send_photo("图")
    person.send_document("文", name="示例.pdf")
    person.send_voice(seconds=9)
    person.send_video()
    person.send_audio()
    person.send_location()
    person.send_sticker("🙂")
    person.roll_dice(4)
    person.send_poll("好吗？", ["好", "不好"])
    photo, document, voice, video, audio, location, sticker, dice, poll = await told(bot)
    assert (photo.caption, photo.photo[-1].width) == ("图", 1280)
    assert document.document is not None
    assert document.document.file_name == "示例.pdf"
    assert voice.voice is not None
    assert voice.to_dict()["voice"]["duration"] == 9
    assert video.video is not None
    assert audio.audio is not None
    assert location.location is not None
    assert sticker.sticker is not None
    assert sticker.sticker.emoji == "🙂"
    assert dice.dice is not None
    assert dice.dice.value == 4
    assert poll.poll is not None
    assert [option.text for option in poll.poll.options] == ["好", "不好"]


async def test_live_location_changes_by_itself(bot: Bot, person: Person) -> None:
    live = person.share_live_location(43.8, 125.1, seconds=60)
    person.move(live, 43.9, 125.3)
    shared, moved = await bot.get_updates(timeout=0)
    assert shared.message is not None
    assert shared.message.location is not None
    assert shared.message.location.to_dict() == {"latitude": 43.8, "longitude": 125.1, "live_period": 60}
    assert moved.edited_message is not None
    assert moved.edited_message.message_id == shared.message.message_id
    assert moved.edited_message.location is not None
    assert moved.edited_message.location.latitude == 43.9


async def test_forwarded_text_says_whose_it_was_and_a_story_is_no_text(bot: Bot, person: Person) -> None:
    person.forward("转来的话", "示例甲")
    person.send_story()
    forwarded, story = await told(bot)
    assert isinstance(forwarded.forward_origin, MessageOriginHiddenUser)
    assert (forwarded.text, forwarded.forward_origin.sender_user_name) == ("转来的话", "示例甲")
    assert story.story is not None
    assert story.text is None


async def test_album_is_several_updates(bot: Bot, person: Person) -> None:
    person.send_album(["photo", "video", "photo"], "三个")
    messages = await told(bot)
    assert [message.caption for message in messages] == ["三个", None, None]
    assert len({message.media_group_id for message in messages}) == 1


async def test_contact_cards(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    other = sandbox.person("示例乙", id=502, phone="+8613800000502")
    person.share_contact()
    person.share_contact(of=other)
    person.share_number("13800000503", "示例丙")
    contacts = [message.contact for message in await told(bot) if message.contact]
    assert [(one.phone_number, one.user_id) for one in contacts] == [
        ("+8613800000501", 501),
        ("+8613800000502", 502),
        ("13800000503", None),
    ]


async def test_edit_and_reply(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "请补充")
    typed = person.say("补充", reply_to=sandbox.message(person.id, sent.message_id))
    person.edit(typed, "补充二")
    first, second = await bot.get_updates(timeout=0)
    assert first.message is not None
    assert first.message.reply_to_message is not None
    assert first.message.reply_to_message.text == "请补充"
    assert second.edited_message is not None
    assert (second.edited_message.message_id, second.edited_message.text) == (typed.id, "补充二")
    with pytest.raises(CannotDo):
        person.edit(person.heard()[-1], "x")


async def test_block_and_unblock_are_told_once(bot: Bot, person: Person) -> None:
    for _ in range(2):
        person.block()
    with pytest.raises(CannotDo):
        person.say("x")
    for _ in range(2):
        person.unblock()
    changes = [update.my_chat_member for update in await bot.get_updates(timeout=0)]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]


async def test_who_deleted_the_account_is_silent(person: Person) -> None:
    person.delete_account()
    with pytest.raises(CannotDo):
        person.say("x")


async def pressed(bot: Bot) -> list[tuple[str | None, int | None]]:
    queries = [update.callback_query for update in await bot.get_updates(timeout=0) if update.callback_query]
    return [(query.data, query.message.message_id if query.message else None) for query in queries]


async def test_the_newest_button_that_says_so_is_pressed(bot: Bot, person: Person) -> None:
    await bot.send_message(person.id, "1", reply_markup=inline([("签收", "old"), ("退单", "r")]))
    new = await bot.send_message(person.id, "2", reply_markup=inline([("✅ 签收", "new"), ("没解决", "d")]))
    person.press("签收")
    person.press("退单")
    person.press(re.compile("^没"))
    person.press("签收", person.heard()[0])
    assert [data for data, _ in await pressed(bot)] == ["new", "r", "d", "old"]
    assert (await pressed(bot))[0] == ("new", new.message_id)
    with pytest.raises(
        CannotDo, match="sees no button '解决', but \\['✅ 签收', '没解决', '签收', '退单'\\]"
    ):
        person.press("解决")


async def test_a_button_read_before_can_be_pressed_when_it_is_gone(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "1", reply_markup=inline([("签收", "a")]))
    [button] = person.buttons()
    await bot.edit_message_text("2", person.id, sent.message_id)
    person.press(button)
    await bot.delete_message(person.id, sent.message_id)
    person.press(button)
    first, second = [update.callback_query for update in await bot.get_updates(timeout=0)]
    assert first is not None
    assert first.message is not None
    assert first.message.is_accessible
    assert second is not None
    assert second.message is not None
    assert not second.message.is_accessible
    assert (second.data, second.message.message_id) == ("a", sent.message_id)


async def test_forged_data(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "1", reply_markup=inline([("签收", "a")]))
    assert isinstance(person.forge("case:9:accept"), Press)
    assert await pressed(bot) == [("case:9:accept", sent.message_id)]


async def test_reply_keyboard_sends_its_text_until_it_is_taken_away(bot: Bot, person: Person) -> None:
    menu = ReplyKeyboardMarkup([["上报问题", KeyboardButton("分享手机号", request_contact=True)]])
    await bot.send_message(person.id, "菜单", reply_markup=menu)
    await bot.send_message(person.id, "卡片", reply_markup=inline([("上报问题", "inline")]))
    assert [(button.text, button.is_inline) for button in person.buttons()] == [
        ("上报问题", True),
        ("上报问题", False),
        ("分享手机号", False),
    ]
    assert isinstance(person.press("上报问题"), Press)
    await bot.edit_message_text("卡片二", person.id, person.heard()[-1].id)
    assert isinstance(person.press("上报问题"), Message)
    person.press("分享手机号")
    query, text, contact = await bot.get_updates(timeout=0)
    assert query.callback_query is not None
    assert text.message is not None
    assert text.message.text == "上报问题"
    assert contact.message is not None
    assert contact.message.contact is not None
    assert contact.message.contact.user_id == person.id
    await bot.send_message(person.id, "好", reply_markup=ReplyKeyboardRemove())
    assert person.buttons() == []


async def test_one_time_keyboard_goes_when_used(bot: Bot, person: Person) -> None:
    await bot.send_message(person.id, "?", reply_markup=ReplyKeyboardMarkup([["好"]], one_time_keyboard=True))
    person.press("好")
    assert person.buttons() == []


async def test_what_a_person_sees(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    other = sandbox.person("示例乙")
    other.start()
    await bot.send_message(person.id, "编号 ZQ261124-001\n已签收")
    mark = sandbox.last_message_id
    later = await bot.send_photo(person.id, PIXEL, caption="编号 ZQ261124-002")
    assert [message.text for message in person.heard(after=mark)] == ["编号 ZQ261124-002"]
    assert person.sees("ZQ261124-001.*签收") is person.heard()[0]
    assert person.sees("编号") is sandbox.message(person.id, later.message_id)
    assert person.sees("编号", after=sandbox.last_message_id) is None
    assert other.sees("编号") is None
    assert other.heard() == []


async def test_an_id_is_given_once(sandbox: Sandbox, person: Person) -> None:
    with pytest.raises(ValueError, match="501"):
        sandbox.person("示例乙", id=person.id)


async def test_every_update_is_one_the_library_understands(bot: Bot, person: Person) -> None:
    person.say("x")
    [update] = await bot.get_updates(timeout=0)
    assert Update.de_json(update.to_dict(), bot) == update
    assert update.api_kwargs == {}
    assert update.message is not None
    assert update.message.api_kwargs == {}
