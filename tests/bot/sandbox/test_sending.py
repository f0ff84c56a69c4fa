"""Sending messages, files and places."""

import re

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.sandbox import Person, Sandbox
from bot.sandbox.sending import PIXEL

Bot = ExtBot[None]


async def test_message_with_all_that_hangs_on_it(bot: Bot, person: Person) -> None:
    question = person.say("怎么办？")
    message = await bot.send_message(
        person.id,
        "<b>已收到</b> &lt;急&gt;",
        parse_mode="HTML",
        reply_to_message_id=question.id,
        disable_notification=True,
        protect_content=True,
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("提交", callback_data="1")]]),
    )
    assert (message.text, message.entities) == ("已收到 <急>", (MessageEntity("bold", 0, 3),))
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "怎么办？"
    assert message.has_protected_content
    [heard] = person.heard()
    assert (heard.id, heard.silent, heard.reply_to) == (message.message_id, True, question)
    assert [(button.text, button.data) for button in person.buttons()] == [("提交", "1")]


async def test_entities_may_be_given_instead(bot: Bot, person: Person) -> None:
    entities = [MessageEntity("bold", 1, 2)]
    message = await bot.send_message(person.id, " 粗粗 ", entities=entities)
    assert (message.text, message.entities) == ("粗粗", (MessageEntity("bold", 0, 2),))
    with pytest.raises(BadRequest, match="outside of the text"):
        await bot.send_message(person.id, "x", entities=[MessageEntity("bold", 0, 2)])


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "audio"])
async def test_file_up_again_and_down(bot: Bot, person: Person, kind: str) -> None:
    data = PIXEL if kind == "photo" else f"内容 {kind}".encode()
    send = getattr(bot, f"send_{kind}")
    message = await send(person.id, data, caption="<i>说明</i>", parse_mode="HTML")
    media = getattr(message, kind)
    file_id = media[-1].file_id if kind == "photo" else media.file_id
    again = await send(person.id, file_id)
    first, second = person.heard()
    assert (first.text, first.kind, second.text, second.kind) == ("说明", kind, "", kind)
    assert person.open(first) == person.open(second) == data
    assert (again.caption, message.caption_entities) == (None, (MessageEntity("italic", 0, 2),))
    file = await bot.get_file(file_id)
    assert bytes(await file.download_as_bytearray()) == data
    assert file.file_size == len(data)


async def test_name_of_a_document_survives(bot: Bot, person: Person) -> None:
    message = await bot.send_document(person.id, b"x", filename="台账 示例.xlsx")
    assert message.document is not None
    assert message.document.file_name == "台账 示例.xlsx"
    assert message.document.mime_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def test_file_refused(bot: Bot, person: Person) -> None:
    with pytest.raises(BadRequest, match=re.compile("image_process_failed", re.I)):
        await bot.send_photo(person.id, b"no picture")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(person.id, b"")
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await bot.send_document(person.id, "AgAD-nonsense")
    voice = person.send_voice()
    with pytest.raises(BadRequest, match=re.compile("can't use file of type VoiceNote as Photo", re.I)):
        await bot.send_photo(person.id, voice.content.media["file_id"])
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")


async def test_no_more_than_20_mb_come_down(bot: Bot, person: Person) -> None:
    limit = 20 * 1024 * 1024
    fits, big = person.send_document(size_bytes=limit), person.send_document(size_bytes=limit + 1)
    assert (await bot.get_file(fits.content.media["file_id"])).file_size == limit
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(big.content.media["file_id"])


async def test_location(bot: Bot, person: Person) -> None:
    message = await bot.send_location(person.id, 43.82, 125.17)
    assert message.location is not None
    assert (message.location.latitude, message.location.longitude) == (43.82, 125.17)
    with pytest.raises(BadRequest, match="Invalid location specified"):
        await bot.send_location(person.id, 91, 0)


async def test_chat_action(bot: Bot, person: Person) -> None:
    assert await bot.send_chat_action(person.id, ChatAction.TYPING)
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(person.id, "dancing")


async def test_album_is_several_messages_of_one(bot: Bot, person: Person) -> None:
    messages = await bot.send_media_group(
        person.id, [InputMediaPhoto(PIXEL, caption="两张"), InputMediaVideo(b"ftyp")]
    )
    assert [message.caption for message in messages] == ["两张", None]
    assert len({message.media_group_id for message in messages}) == 1
    assert [(message.kind, person.open(message)) for message in person.heard()] == [
        ("photo", PIXEL),
        ("video", b"ftyp"),
    ]


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([InputMediaPhoto(PIXEL)], "at least 2"),
        ([InputMediaPhoto(PIXEL)] * 11, "Too many messages to send as an album"),
        ([InputMediaDocument(b"x"), InputMediaPhoto(PIXEL)], "Document can't be mixed"),
        ([InputMediaAudio(b"x"), InputMediaDocument(b"x")], "can't be mixed with other media types"),
    ],
    ids=["one", "eleven", "document and photo", "audio and document"],
)
async def test_album_refused_as_a_whole(
    bot: Bot, person: Person, media: list[InputMediaPhoto], words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_media_group(person.id, media)
    assert person.heard() == []


async def test_copy_and_forward(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    officer = sandbox.person("示例乙")
    officer.start()
    photo = person.send_photo("漏水")
    copied = await bot.copy_message(officer.id, person.id, photo.id)
    renamed = await bot.copy_message(
        officer.id, person.id, photo.id, caption="<b>附件</b>", parse_mode="HTML"
    )
    forwarded = await bot.forward_message(officer.id, person.id, photo.id)
    assert [(message.id, message.text, message.origin is None) for message in officer.heard()] == [
        (copied.message_id, "漏水", True),
        (renamed.message_id, "附件", True),
        (forwarded.message_id, "漏水", False),
    ]
    assert officer.open(officer.heard()[0]) == PIXEL
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.to_dict()["sender_user"]["id"] == person.id


async def test_copy_refused(bot: Bot, person: Person) -> None:
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(person.id, person.id, 999)
    with pytest.raises(BadRequest, match="Message to forward not found"):
        await bot.forward_message(person.id, person.id, 999)
    kept = await bot.send_message(person.id, "x", protect_content=True)
    with pytest.raises(BadRequest, match="Message can't be forwarded"):
        await bot.forward_message(person.id, person.id, kept.message_id)
