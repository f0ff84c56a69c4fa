"""Updates by long polling: until they are acknowledged, to one poller, for a day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from telegram import Update
from telegram.error import BadRequest, Conflict
from telegram.ext import ExtBot

from bot.sandbox import Person, Sandbox

Bot = ExtBot[None]


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.effective_message.text for update in updates if update.effective_message]


async def test_an_update_is_told_until_the_offset_passes_it(bot: Bot, person: Person) -> None:
    for text in ("一", "二", "三"):
        person.say(text)
    first = await bot.get_updates(timeout=0)
    assert texts(first) == ["一", "二", "三"]
    assert [update.update_id - first[0].update_id for update in first] == [0, 1, 2]
    assert await bot.get_updates(timeout=0) == first
    assert texts(await bot.get_updates(timeout=0, limit=2)) == ["一", "二"]
    assert texts(await bot.get_updates(timeout=0, offset=first[1].update_id)) == ["二", "三"]
    assert texts(await bot.get_updates(timeout=0)) == ["二", "三"]
    assert texts(await bot.get_updates(timeout=0, offset=-1)) == ["三"]
    assert await bot.get_updates(timeout=0, offset=first[2].update_id + 1) == ()


async def test_a_long_poll_ends_as_soon_as_something_is_said(
    sandbox: Sandbox, bot: Bot, person: Person
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await sandbox.until(lambda: sandbox.updates.is_polled)
    person.say("你好")
    assert texts(await asyncio.wait_for(poll, 5)) == ["你好"]


async def test_a_long_poll_in_which_nothing_is_said_is_empty(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poller_ends_the_first(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await sandbox.until(lambda: sandbox.updates.is_polled)
    await bot.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    person.say("还在")
    assert texts(await bot.get_updates(timeout=0)) == ["还在"]


async def test_a_poller_that_hung_up_is_forgotten(sandbox: Sandbox, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await sandbox.until(lambda: sandbox.updates.is_polled)
    poll.cancel()
    await sandbox.until(lambda: not sandbox.updates.is_polled)


async def test_only_the_kinds_asked_for(bot: Bot, person: Person) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["edited_message"])
    person.edit(person.say("一"), "二")
    updates = await bot.get_updates(timeout=0)
    assert [update.edited_message.text for update in updates if update.edited_message] == ["二"]
    assert len(updates) == 1
    await bot.get_updates(timeout=0, offset=-1, allowed_updates=[])
    person.say("三")
    assert texts(await bot.get_updates(timeout=0))[-1] == "三"


async def test_after_a_day_an_update_is_forgotten() -> None:
    now = [datetime(2026, 11, 24, 1, 0, tzinfo=UTC)]
    async with Sandbox(now=lambda: now[0]) as sandbox:
        person = sandbox.person("示例甲")
        person.say("旧")
        now[0] += timedelta(hours=23)
        person.say("新")
        now[0] += timedelta(hours=2)
        async with ExtBot(token=sandbox.token, base_url=sandbox.base_url) as bot:
            updates = await bot.get_updates(timeout=0)
    assert texts(updates) == ["新"]
    assert updates[0].effective_message is not None
    assert updates[0].effective_message.date == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


async def test_numbers_can_begin_anew(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    sandbox.updates.next_id = 7
    person.say("一")
    assert [update.update_id for update in await bot.get_updates(timeout=0)] == [7]


class Receiver:
    """Where the webhook goes: answers with the statuses that are left, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[tuple[str, str | None]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.got.append((body["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


async def test_webhook_with_its_secret(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    async with receiver() as there:
        person.say("之前")
        await bot.set_webhook(there.url, secret_token="s3cret_-")
        person.say("之后")
        await sandbox.settle(quiet_seconds=0)
        assert sorted(there.got) == [("之前", "s3cret_-"), ("之后", "s3cret_-")]
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count, info.last_error_message) == (there.url, 0, None)
        await bot.delete_webhook()
        person.say("再后")
        assert texts(await bot.get_updates(timeout=0)) == ["再后"]
        assert len(there.got) == 2


async def test_webhook_repeats_what_was_not_taken(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    async with receiver() as there:
        there.statuses = [500, 502]
        await bot.set_webhook(there.url)
        person.say("一")
        await sandbox.settle(quiet_seconds=0)
        assert there.got == [("一", None)] * 3
        error = (await bot.get_webhook_info()).last_error_message
        assert error == "Wrong response from the webhook: 502 Bad Gateway"


async def test_what_the_webhook_never_took_can_be_polled(sandbox: Sandbox, bot: Bot, person: Person) -> None:
    async with receiver() as there:
        there.statuses = [500] * 3
        await bot.set_webhook(there.url)
        person.say("一")
        await sandbox.until(lambda: len(there.got) == 3 and not sandbox.activity.working)
        assert (await bot.get_webhook_info()).pending_update_count == 1
        await bot.delete_webhook()
        assert texts(await bot.get_updates(timeout=0)) == ["一"]
        await bot.delete_webhook(drop_pending_updates=True)
        assert await bot.get_updates(timeout=0) == ()


async def test_setting_a_webhook_ends_a_poll(sandbox: Sandbox, bot: Bot) -> None:
    async with receiver() as there:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await sandbox.until(lambda: sandbox.updates.is_polled)
        await bot.set_webhook(there.url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll


async def test_webhook_stays_on_loopback(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="addresses on loopback only"):
        await bot.set_webhook("https://example.com/hook")


async def test_webhook_secret_of_other_characters(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("http://127.0.0.1:9/", secret_token="密")
