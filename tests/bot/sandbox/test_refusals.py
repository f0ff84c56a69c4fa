"""Each refusal as the bot meets it: the exception of the library and Telegram's words in it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.sandbox import Person, Sandbox

Bot = ExtBot[None]


def inline(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def pressed(data: str) -> InlineKeyboardMarkup:
    return inline([InlineKeyboardButton("签收", callback_data=data)])


async def refusal(call: Awaitable[object]) -> tuple[type[Exception], str]:
    with pytest.raises(TelegramError) as refused:
        await call
    return type(refused.value), refused.value.message


SENT: list[tuple[str, dict[str, object], str]] = [
    ("white space only", {"text": " \n "}, "Text must be non-empty"),
    ("nothing after parsing", {"text": "<b> </b>", "parse_mode": "HTML"}, "Text must be non-empty"),
    ("a character too long", {"text": "字" * 4097}, "Message is too long"),
    (
        "unclosed",
        {"text": "<b>x", "parse_mode": "HTML"},
        "Can't parse entities: can't find end tag corresponding to start tag \"b\"",
    ),
    ("another mark-up", {"text": "*x*", "parse_mode": "MarkdownV2"}, "Unsupported parse_mode"),
    ("65 bytes", {"text": "x", "reply_markup": pressed("x" * 65)}, "Button_data_invalid"),
    ("22 characters of 3 bytes", {"text": "x", "reply_markup": pressed("字" * 22)}, "Button_data_invalid"),
    (
        "a button without an action",
        {"text": "x", "reply_markup": inline([InlineKeyboardButton("签收")])},
        "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
    ),
    (
        "nine in a row",
        {"text": "x", "reply_markup": inline([InlineKeyboardButton("1", callback_data="x")] * 9)},
        "Reply markup is too long",
    ),
    (
        "more than a hundred",
        {"text": "x", "reply_markup": inline(*[[InlineKeyboardButton("1", callback_data="x")]] * 101)},
        "Reply markup is too long",
    ),
    (
        "a button that says nothing",
        {"text": "x", "reply_markup": inline([InlineKeyboardButton(" ", callback_data="x")])},
        "Inline keyboard button text must be non-empty",
    ),
    (
        "a keyboard without buttons",
        {"text": "x", "reply_markup": ReplyKeyboardMarkup([[]])},
        "Reply keyboard must be non-empty",
    ),
    ("a reply to nothing", {"text": "x", "reply_to_message_id": 999}, "Message to be replied not found"),
    ("a topic in private", {"text": "x", "message_thread_id": 3}, "Message thread not found"),
    (
        "a parameter nobody knows",
        {"text": "x", "api_kwargs": {"loud": True}},
        "Sendmessage: unknown parameter 'loud'",
    ),
]


@pytest.mark.parametrize(("sent", "words"), [row[1:] for row in SENT], ids=[row[0] for row in SENT])
async def test_message_refused(bot: Bot, person: Person, sent: dict[str, object], words: str) -> None:
    kind, message = await refusal(bot.send_message(person.id, **sent))  # type: ignore[arg-type]
    assert (kind, message.lower()) == (BadRequest, words.lower())
    assert person.heard() == []


@pytest.mark.parametrize(
    "sent",
    [
        {"text": "<b>" + "字" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "😀" * 4096},
        {"text": "x", "reply_markup": pressed("x" * 64)},
        {"text": "x", "reply_markup": inline(*[[InlineKeyboardButton("1", callback_data="x")] * 8] * 12)},
    ],
    ids=["4096 after parsing", "an emoji is one", "64 bytes", "96 buttons"],
)
async def test_message_at_the_limit_is_taken(bot: Bot, person: Person, sent: dict[str, object]) -> None:
    message = await bot.send_message(person.id, **sent)  # type: ignore[arg-type]
    assert [heard.text for heard in person.heard()] == [message.text]


async def test_caption_too_long(bot: Bot, person: Person) -> None:
    call = bot.send_document(person.id, b"x", caption="字" * 1025)
    assert await refusal(call) == (BadRequest, "Message caption is too long")
    await bot.send_document(person.id, b"x", caption="<i>" + "字" * 1024 + "</i>", parse_mode="HTML")


async def test_reply_to_what_is_gone_is_sent_all_the_same_if_allowed(bot: Bot, person: Person) -> None:
    message = await bot.send_message(
        person.id, "x", reply_to_message_id=999, allow_sending_without_reply=True
    )
    assert message.reply_to_message is None


Happening = Callable[[Person], object]


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        (lambda person: person.block(), "Forbidden: bot was blocked by the user"),
        (lambda person: person.delete_account(), "Forbidden: user is deactivated"),
    ],
)
async def test_person_who_is_gone(bot: Bot, person: Person, happening: Happening, words: str) -> None:
    happening(person)
    assert await refusal(bot.send_message(person.id, "x")) == (Forbidden, words)


async def test_person_comes_back(bot: Bot, person: Person) -> None:
    person.block()
    person.unblock()
    await bot.send_message(person.id, "x")
    assert [message.text for message in person.heard()] == ["x"]


async def test_person_who_never_began(sandbox: Sandbox, bot: Bot) -> None:
    silent = sandbox.person("示例乙")
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await refusal(bot.send_message(silent.id, "x")) == (Forbidden, words)


async def test_chat_that_is_none(bot: Bot) -> None:
    assert await refusal(bot.send_message(424242, "x")) == (BadRequest, "Chat not found")
    assert await refusal(bot.send_message("@nobody", "x")) == (BadRequest, "Chat not found")


async def test_wrong_token(sandbox: Sandbox) -> None:
    stranger = ExtBot(token="1000:wrong", base_url=sandbox.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_method_that_is_none(bot: Bot) -> None:
    with pytest.raises(InvalidToken, match="Not Found: method not found"):
        await bot.send_dice(1)


async def test_too_fast_for_a_private_chat(bot: Bot, person: Person) -> None:
    for _ in range(5):
        await bot.send_message(person.id, "x")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(person.id, "x")
    assert refused.value.retry_after == timedelta(seconds=1)


async def test_pace_switched_off(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.pace.enforced = False
    for _ in range(6):
        await bot.send_message(person.id, "x")
    assert len(person.heard()) == 6


async def test_edit_refused(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    typed = person.say("我写的")
    photo = await bot.send_document(person.id, b"x")
    text = await bot.send_message(person.id, "x")
    keyboard = await bot.send_message(person.id, "x", reply_markup=ForceReply())
    gone = await bot.send_message(person.id, "x")
    await bot.delete_message(person.id, gone.message_id)

    async def edited(message_id: int) -> tuple[type[Exception], str]:
        return await refusal(bot.edit_message_text("y", person.id, message_id))

    assert await edited(gone.message_id) == (BadRequest, "Message to edit not found")
    assert await edited(999) == (BadRequest, "Message to edit not found")
    assert await edited(typed.id) == (BadRequest, "Message can't be edited")
    assert await edited(keyboard.message_id) == (BadRequest, "Message can't be edited")
    assert await edited(photo.message_id) == (BadRequest, "There is no text in the message to edit")
    caption = bot.edit_message_caption(person.id, text.message_id, caption="y")
    assert await refusal(caption) == (BadRequest, "There is no caption in the message to edit")


async def test_edit_that_changes_nothing(bot: Bot, person: Person) -> None:
    message = await bot.send_message(person.id, "<b>x</b>", parse_mode="HTML", reply_markup=pressed("1"))

    async def edited(**more: object) -> str:
        call = bot.edit_message_text("<b>x</b> ", person.id, message.message_id, parse_mode="HTML", **more)  # type: ignore[arg-type]
        return (await refusal(call))[1]

    words = "Message is not modified: specified new message content and reply markup are exactly the same"
    assert (await edited(reply_markup=pressed("1"))).startswith(words)
    changed = await bot.edit_message_text("x", person.id, message.message_id, reply_markup=pressed("1"))
    assert isinstance(changed, Message)
    assert changed.entities == ()
    markup = bot.edit_message_reply_markup(person.id, message.message_id, reply_markup=pressed("1"))
    assert (await refusal(markup))[1].startswith(words)


async def test_delete_refused(sandbox: Sandbox, person: Person) -> None:
    now = [datetime(2026, 11, 24, 1, 0, tzinfo=UTC)]
    async with Sandbox(now=lambda: now[0]) as moved:
        person = moved.person("示例甲")
        person.start()
        async with ExtBot(token=moved.token, base_url=moved.base_url) as bot:
            old = await bot.send_message(person.id, "x")
            now[0] += timedelta(hours=48, seconds=1)
            words = "Message can't be deleted for everyone"
            assert await refusal(bot.delete_message(person.id, old.message_id)) == (BadRequest, words)
            assert await refusal(bot.delete_message(person.id, 999)) == (
                BadRequest,
                "Message to delete not found",
            )


async def test_poll_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/")
    kind, words = await refusal(bot.get_updates())
    assert kind is Conflict
    assert words.startswith("Conflict: can't use getUpdates method while webhook is active")
