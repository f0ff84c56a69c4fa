"""The sandbox itself: when it has settled, and its port."""

import asyncio
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackContext, ExtBot, MessageHandler, filters

from bot.sandbox import NotSettled, Person, Sandbox

Context = CallbackContext[Any, Any, Any, Any]


async def answer_slowly(update: Update, context: Context) -> None:
    assert update.message is not None
    for text in ("一", "二"):
        await asyncio.sleep(0.05)
        await update.message.reply_text(text)


async def run(sandbox: Sandbox) -> Application[Any, Any, Any, Any, Any, Any]:
    application = (
        ApplicationBuilder()
        .token(sandbox.token)
        .base_url(sandbox.base_url)
        .base_file_url(sandbox.base_file_url)
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, answer_slowly))
    await application.initialize()
    await application.start()
    assert application.updater is not None
    await application.updater.start_polling()
    return application


async def end(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    assert application.updater is not None
    await application.updater.stop()
    await application.stop()
    await application.shutdown()


async def test_settle_waits_for_all_that_an_update_makes_the_bot_do(sandbox: Sandbox, person: Person) -> None:
    application = await run(sandbox)
    person.say("你好")
    await sandbox.settle(quiet_seconds=0.3)
    assert [message.text for message in person.heard()] == ["一", "二"]
    await end(application)
    assert sandbox.refused == []


async def test_settle_asks_a_bot_of_the_same_process(sandbox: Sandbox, person: Person) -> None:
    application = await run(sandbox)
    person.say("你好")
    asked = []

    def rests() -> bool:
        asked.append(len(person.heard()))
        return len(person.heard()) == 2

    await sandbox.settle(rests)
    assert asked[-1] == 2
    assert [message.text for message in person.heard()] == ["一", "二"]
    await end(application)


async def test_settle_may_be_given_something_to_wait_for(sandbox: Sandbox, person: Person) -> None:
    application = await run(sandbox)
    person.say("你好")

    async def done() -> None:
        await sandbox.until(lambda: len(person.heard()) == 2)

    await sandbox.settle(done)
    assert [message.text for message in person.heard()] == ["一", "二"]
    await end(application)


async def test_settle_says_what_is_open(sandbox: Sandbox, person: Person) -> None:
    person.say("没人听")
    with pytest.raises(NotSettled, match="1 updates not taken"):
        await sandbox.settle(within_seconds=0.05)


async def test_a_bot_that_polls_all_the_time_is_quiet_all_the_same(sandbox: Sandbox) -> None:
    async with ExtBot(token=sandbox.token, base_url=sandbox.base_url) as bot:

        async def poll() -> None:
            while True:
                await bot.get_updates(timeout=0)

        polling = asyncio.create_task(poll())
        await sandbox.settle(quiet_seconds=0.1, within_seconds=5)
        polling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await polling


async def test_until_gives_up(sandbox: Sandbox) -> None:
    with pytest.raises(NotSettled):
        await sandbox.until(lambda: False, within_seconds=0.05)


async def test_a_port_can_be_kept_over_a_restart() -> None:
    async with Sandbox() as first:
        url = first.url
    async with Sandbox(port=int(url.rpartition(":")[2])) as second:
        assert second.url == url
