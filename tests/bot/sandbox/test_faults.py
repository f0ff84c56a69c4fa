"""Faults on order: answers that are lost, cut, refused or late."""

import asyncio
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.sandbox import Fault, Person, Refusal, Sandbox

Bot = ExtBot[None]


def texts(person: Person) -> list[str]:
    return [message.text for message in person.heard()]


async def test_lost_answer_the_message_is_there_though_the_call_raised(
    sandbox: Sandbox, bot: Bot, person: Person
) -> None:
    sandbox.fail(Fault(method="sendMessage", lose_answer=True))
    with pytest.raises(NetworkError):
        await bot.send_message(person.id, "一")
    await bot.send_message(person.id, "二")
    assert texts(person) == ["一", "二"]
    assert [(call.ok, call.answered) for call in sandbox.recording.of("sendMessage")] == [
        (True, False),
        (True, True),
    ]


async def test_cut_before_anything_is_done(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault(method="sendMessage", cut=True))
    with pytest.raises(NetworkError):
        await bot.send_message(person.id, "一")
    assert texts(person) == []
    assert [(call.ok, call.answered) for call in sandbox.recording.of("sendMessage")] == [(None, False)]


async def test_refused_as_often_as_wanted(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    blocked = Refusal(403, "Forbidden: bot was blocked by the user")
    sandbox.fail(Fault(method="sendmessage", count=2, refusal=blocked))
    for _ in range(2):
        with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
            await bot.send_message(person.id, "x")
    await bot.send_message(person.id, "三")
    assert texts(person) == ["三"]
    assert [call.refusal for call in sandbox.refused] == [blocked] * 2


async def test_a_bad_day_until_it_is_over(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault.server_error(count=None))
    for _ in range(3):
        with pytest.raises(NetworkError, match="Bad Gateway") as failed:
            await bot.send_message(person.id, "x")
        assert not isinstance(failed.value, BadRequest)
    assert await bot.get_updates(timeout=0) == ()
    sandbox.faults.clear()
    await bot.send_message(person.id, "好")
    assert texts(person) == ["好"]


async def test_only_in_one_chat_and_only_when(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    other = sandbox.person("示例乙")
    other.start()
    sandbox.fail(Fault(chat_id=person.id, when=lambda call: call.params["text"] == "坏", cut=True))
    await bot.send_message(other.id, "坏")
    await bot.send_message(person.id, "好")
    assert len(sandbox.faults.pending) == 1
    with pytest.raises(NetworkError):
        await bot.send_message(person.id, "坏")
    assert sandbox.faults.pending == []
    assert (texts(other), texts(person)) == (["坏"], ["好"])


async def test_late(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault(method="sendMessage", delay_seconds=5))
    with pytest.raises(TimedOut):
        await bot.send_message(person.id, "晚", read_timeout=0.05)


async def test_late_but_done(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault(method="sendMessage", delay_seconds=0.1))
    late = asyncio.create_task(bot.send_message(person.id, "晚"))
    await sandbox.until(lambda: bool(sandbox.activity.working))
    await bot.send_message(person.id, "早")
    await late
    assert texts(person) == ["早", "晚"]


async def test_updates_whose_answer_was_lost_come_again(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    person.say("一")
    sandbox.fail(Fault(method="getUpdates", lose_answer=True))
    with pytest.raises(NetworkError):
        await bot.get_updates(timeout=0)
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_half_an_answer_is_none_though_it_was_done(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault(method="sendMessage", half_answer=True))
    with pytest.raises(NetworkError):
        await bot.send_message(person.id, "一")
    await bot.send_message(person.id, "二")
    assert texts(person) == ["一", "二"]
    assert [call.answered for call in sandbox.recording.of("sendMessage")] == [False, True]


async def test_something_in_between_answers_with_a_page(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault(method="sendMessage", garbled=b"<html>"))
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(person.id, "一")
    assert texts(person) == ["一"]


async def test_too_many_says_for_how_long(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.fail(Fault.too_many("sendMessage", 3600))
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(person.id, "一")
    assert refused.value.retry_after == timedelta(hours=1)
    assert texts(person) == []
