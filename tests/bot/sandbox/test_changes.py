"""Whoever shows the sandbox hears of each change, once, and when it is whole."""

from __future__ import annotations

import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.sandbox import (
    Acting,
    Announced,
    Answered,
    Called,
    Change,
    Deleted,
    Edited,
    Hung,
    Moved,
    Person,
    Press,
    Put,
    Sandbox,
)

Bot = ExtBot[None]

KEYS = ReplyKeyboardMarkup([["帮助"]], one_time_keyboard=True)
BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("签收", callback_data="x")]])


@pytest.fixture
def heard(sandbox: Sandbox, bot: Bot, person: Person) -> list[Change]:
    """All but the calls."""
    found: list[Change] = []

    def hear(change: Change) -> None:
        if not isinstance(change, Called):
            found.append(change)

    sandbox.world.on_change = hear
    return found


async def test_messages_come_change_and_go(
    sandbox: Sandbox, bot: Bot, person: Person, heard: list[Change]
) -> None:
    said = person.say("在吗")
    sent = sandbox.message(person.id, (await bot.send_message(person.id, "在")).message_id)
    await bot.edit_message_text("在的", person.id, sent.id)
    person.edit(said, "在么")
    await bot.delete_message(person.id, sent.id)

    assert heard == [
        Put(message=said),
        Put(message=sent),
        Edited(message=sent),
        Edited(message=said),
        Deleted(message=sent),
    ]


async def test_a_keyboard_hangs_until_it_was_used(bot: Bot, person: Person, heard: list[Change]) -> None:
    await bot.send_message(person.id, "菜单", reply_markup=KEYS)
    person.press("帮助")

    kinds = [type(change) for change in heard]
    assert kinds == [Put, Hung, Hung, Put]
    assert person.chat.keyboard is None


async def test_a_press_is_answered(bot: Bot, person: Person, heard: list[Change]) -> None:
    await bot.send_message(person.id, "卡片", reply_markup=BUTTON)
    press = person.press("签收")
    assert isinstance(press, Press)
    await bot.answer_callback_query(press.id, "已签收")

    assert heard[1:] == [Answered(press=press)]


async def test_what_the_bot_does_besides(
    sandbox: Sandbox, bot: Bot, person: Person, heard: list[Change]
) -> None:
    await bot.send_chat_action(person.id, "typing")
    await bot.set_my_commands([BotCommand("start", "打开菜单")])
    await bot.delete_my_commands()
    person.block()

    assert heard == [
        Acting(chat=person.chat, action="typing"),
        Announced(),
        Announced(),
        Moved(chat=person.chat, user=sandbox.world.bot),
    ]


async def test_a_call_is_heard_of_when_it_is_over_with_its_answer(
    sandbox: Sandbox, bot: Bot, person: Person
) -> None:
    calls: list[tuple[str, bool | None, bool]] = []

    def hear(change: Change) -> None:
        if isinstance(change, Called):
            calls.append((change.call.method, change.call.ok, change.call.answered))

    sandbox.world.on_change = hear
    await bot.send_message(person.id, "在")
    with pytest.raises(BadRequest):
        await bot.send_message(5, "在")

    assert calls == [("sendMessage", True, True), ("sendMessage", False, True)]
    assert sandbox.calls[-2].result["text"] == "在"
