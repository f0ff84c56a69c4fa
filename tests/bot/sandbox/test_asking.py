"""Presses that are answered, and what the bot asks about itself."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.sandbox import Person, Press, Sandbox

Bot = ExtBot[None]

BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("签收", callback_data="a")]])


def query_id(press: object) -> str:
    assert isinstance(press, Press)
    return press.id


async def test_a_press_is_answered(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    await bot.send_message(person.id, "x", reply_markup=BUTTON)
    press = person.press("签收")
    assert sandbox.unanswered == [press]
    assert await bot.answer_callback_query(query_id(press), "字" * 200, show_alert=True)
    assert sandbox.unanswered == []
    assert person.toasts() == ["字" * 200]


async def test_answer_too_long(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    await bot.send_message(person.id, "x", reply_markup=BUTTON)
    press = person.press("签收")
    with pytest.raises(BadRequest, match=re.compile("message_too_long", re.I)):
        await bot.answer_callback_query(query_id(press), "字" * 201)
    assert sandbox.unanswered == [press]


async def test_answer_too_late() -> None:
    now = [datetime(2026, 11, 24, 1, 0, tzinfo=UTC)]
    words = "Query is too old and response timeout expired or query id is invalid"
    async with Sandbox(now=lambda: now[0]) as sandbox:
        person = sandbox.person("示例甲")
        person.start()
        async with ExtBot(token=sandbox.token, base_url=sandbox.base_url) as bot:
            await bot.send_message(person.id, "x", reply_markup=BUTTON)
            press = person.press("签收")
            now[0] += timedelta(minutes=15, seconds=1)
            with pytest.raises(BadRequest, match=f"(?i)^{words}$"):
                await bot.answer_callback_query(query_id(press))
            with pytest.raises(BadRequest, match=f"(?i)^{words}$"):
                await bot.answer_callback_query("nonsense")


async def test_who_the_bot_is(sandbox: Sandbox, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (1000, "zhuqi_sandbox_bot", True)


async def test_chat_of_a_person(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    chat = await bot.get_chat(person.id)
    assert (chat.id, chat.type, chat.first_name) == (person.id, "private", "示例甲")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(sandbox.person("示例乙").id)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(person.id)


async def test_commands_by_scope_and_language(bot: Bot, person: Person) -> None:
    start, case = BotCommand("start", "开始"), BotCommand("case", "查询")
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([start])
    await bot.set_my_commands([start, case], scope=private, language_code="zh")
    assert await bot.get_my_commands() == (start,)
    assert await bot.get_my_commands(scope=private, language_code="zh") == (start, case)
    assert await bot.get_my_commands(scope=BotCommandScopeChat(person.id)) == ()
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_commands_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=re.compile("bot_command_invalid", re.I)):
        await bot.set_my_commands([("查询", "查询")])
    with pytest.raises(BadRequest, match=re.compile("command description must be non-empty", re.I)):
        await bot.set_my_commands([("case", " ")])


async def test_descriptions(bot: Bot) -> None:
    assert await bot.set_my_description("字" * 512)
    assert await bot.set_my_short_description("字" * 120)
    with pytest.raises(BadRequest):
        await bot.set_my_description("字" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("字" * 121)
