"""Telegram's bad days, made on the page: each begins, ends by itself, and is told."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.bot.page.conftest import CONTACT, Browser, Json

SENT: Json = {"chat_id": CONTACT, "text": "在"}


async def begin(browser: Browser, kind: str, seconds: int = 30) -> list[str]:
    status, answer = await browser.post("/api/faults", {"kind": kind, "seconds": seconds})
    assert status == 200, answer
    return [fault["kind"] for fault in answer["faults"]]


async def said(browser: Browser) -> list[str]:
    return [message["text"] for message in await browser.messages(CONTACT) if message["from"]["bot"]]


async def test_while_telegram_is_down_no_connection_lasts(browser: Browser) -> None:
    assert await begin(browser, "down") == ["down"]

    for method in ("sendMessage", "getUpdates"):
        with pytest.raises(aiohttp.ClientError):
            await browser.bot(method, **SENT if method == "sendMessage" else {})
    assert await begin(browser, "clear") == []
    assert (await browser.bot("sendMessage", **SENT))["ok"]
    assert await said(browser) == ["在"]


async def test_a_poll_that_waits_ends_when_telegram_goes_down(browser: Browser) -> None:
    browser.page.sandbox.updates.drop()
    polling = asyncio.create_task(browser.bot("getUpdates", timeout=30))
    await browser.page.sandbox.until(lambda: browser.page.sandbox.updates.is_polled)

    await begin(browser, "down")

    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(polling, 5)


async def test_too_many_says_how_long_to_wait(browser: Browser) -> None:
    await begin(browser, "too_many", 7)

    refused = await browser.bot("sendMessage", **SENT)

    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 7})


async def test_of_a_lost_answer_the_repetition_gets_through_and_is_there_twice(browser: Browser) -> None:
    await begin(browser, "lost_answers")

    with pytest.raises(aiohttp.ClientError):
        await browser.bot("sendMessage", **SENT)
    assert (await browser.bot("sendMessage", **SENT))["ok"]
    assert await said(browser) == ["在", "在"]


async def test_it_ends_by_itself_and_the_page_is_told(browser: Browser) -> None:
    async with browser.session.ws_connect(
        f"{browser.page.url}/api/live?after={browser.page.feed.last}"
    ) as socket:
        await begin(browser, "down", 1)
        told: list[Json] = []
        while len(told) < 2:
            event = await socket.receive_json(timeout=10)
            told += [event] if event["type"] == "faults" else []

    assert [[fault["kind"] for fault in event["active"]] for event in told] == [["down"], []]
    assert (await browser.bot("sendMessage", **SENT))["ok"]


async def test_asked_for_again_it_begins_anew_and_ends_once(browser: Browser) -> None:
    await begin(browser, "down")
    assert await begin(browser, "down") == ["down"]
    assert await begin(browser, "too_many") == ["down", "too_many"]

    assert await begin(browser, "clear") == []
    assert browser.page.sandbox.faults.pending == []
