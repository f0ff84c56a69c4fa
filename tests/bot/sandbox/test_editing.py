"""Editing and deleting messages."""

import re

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.sandbox import Person
from bot.sandbox.sending import PIXEL

Bot = ExtBot[None]

ACCEPT = InlineKeyboardMarkup([[InlineKeyboardButton("签收", callback_data="a")]])
RESOLVE = InlineKeyboardMarkup([[InlineKeyboardButton("办结", callback_data="r")]])


def words(person: Person) -> list[str]:
    return [button.text for button in person.buttons()]


async def test_text_and_buttons_in_place(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "待签收", reply_markup=ACCEPT)
    edited = await bot.edit_message_text("办理中", person.id, sent.message_id, reply_markup=RESOLVE)
    assert isinstance(edited, Message)
    assert (edited.message_id, edited.text) == (sent.message_id, "办理中")
    assert edited.edit_date is not None
    [heard] = person.heard()
    assert (heard.text, heard.edits, words(person)) == ("办理中", 1, ["办结"])


async def test_an_edit_without_buttons_takes_them_away(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "待签收", reply_markup=ACCEPT)
    await bot.edit_message_text("待签收", person.id, sent.message_id)
    assert words(person) == []


async def test_buttons_alone(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "x", reply_markup=ACCEPT)
    await bot.edit_message_reply_markup(person.id, sent.message_id, reply_markup=RESOLVE)
    assert words(person) == ["办结"]
    await bot.edit_message_reply_markup(person.id, sent.message_id)
    assert words(person) == []
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(person.id, sent.message_id)


async def test_caption(bot: Bot, person: Person) -> None:
    sent = await bot.send_photo(person.id, PIXEL, caption="前")
    await bot.edit_message_caption(person.id, sent.message_id, caption="后", reply_markup=ACCEPT)
    assert ([message.text for message in person.heard()], words(person)) == (["后"], ["签收"])
    await bot.edit_message_caption(person.id, sent.message_id)
    assert [message.text for message in person.heard()] == [""]


async def test_media(bot: Bot, person: Person) -> None:
    sent = await bot.send_photo(person.id, PIXEL, caption="前")
    await bot.edit_message_media(InputMediaDocument(b"file", caption="后"), person.id, sent.message_id)
    [heard] = person.heard()
    assert (heard.kind, heard.text, person.open(heard)) == ("document", "后", b"file")


async def test_media_in_an_album_keeps_its_kind(bot: Bot, person: Person) -> None:
    sent = await bot.send_media_group(person.id, [InputMediaPhoto(PIXEL)] * 2)
    with pytest.raises(BadRequest, match=re.compile("type of a message in an album", re.I)):
        await bot.edit_message_media(InputMediaDocument(b"x"), person.id, sent[0].message_id)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_reply_markup(person.id, sent[0].message_id, reply_markup=ACCEPT)


async def test_delete(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "x", reply_markup=ACCEPT)
    assert await bot.delete_message(person.id, sent.message_id)
    assert (person.heard(), words(person)) == ([], [])
    typed = person.say("密码")
    assert await bot.delete_message(person.id, typed.id)
    assert typed.deleted


async def test_who_blocked_the_bot_has_the_message_changed_all_the_same(bot: Bot, person: Person) -> None:
    sent = await bot.send_message(person.id, "前")
    person.block()
    await bot.edit_message_text("后", person.id, sent.message_id)
    assert [message.text for message in person.heard()] == ["后"]
