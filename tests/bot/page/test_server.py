"""The live feed over a real WebSocket, and the door."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.page.opening import open_page
from bot.page.page import Page
from bot.page.server import PortTaken, check_port
from tests.bot.page.conftest import CONTACT, START, Browser, Json


@asynccontextmanager
async def listening(browser: Browser, after: int | str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    async with browser.session.ws_connect(f"{browser.page.url}/api/live?after={after}") as socket:
        yield socket


async def next_of(socket: aiohttp.ClientWebSocketResponse, kind: str) -> Json:
    """The next event of a kind."""
    while True:
        event: Json = await socket.receive_json(timeout=10)
        if event["type"] == kind:
            return event


async def test_what_happens_is_told_to_every_page_as_it_happens(browser: Browser) -> None:
    seq = (await browser.get("/api/state"))["seq"]
    async with listening(browser, seq) as one, listening(browser, seq) as other:
        await browser.act(CONTACT, "say", text="车间停电")

        for socket in (one, other):
            event = await next_of(socket, "message")
            assert (event["chat"], event["message"]["text"]) == (CONTACT, "车间停电")
            assert event["message"] == (await browser.messages(CONTACT))[-1]


async def test_a_page_that_was_away_hears_what_it_missed_and_nothing_twice(browser: Browser) -> None:
    seq = (await browser.get("/api/state"))["seq"]
    async with listening(browser, seq) as socket:
        await browser.act(CONTACT, "say", text="一")
        seen = await next_of(socket, "message")
    await browser.act(CONTACT, "say", text="二")

    async with listening(browser, seen["seq"]) as socket:
        missed = await next_of(socket, "message")
        await browser.act(CONTACT, "say", text="三")
        live = await next_of(socket, "message")

    assert [event["message"]["text"] for event in (seen, missed, live)] == ["一", "二", "三"]


@pytest.mark.parametrize("after", [0, 2**52, "", "x"])
async def test_a_page_of_another_run_is_told_to_begin_anew(browser: Browser, after: int | str) -> None:
    async with listening(browser, after) as socket:
        event = await socket.receive_json(timeout=10)
        assert event == {"seq": browser.page.feed.last, "type": "reset"}
        await browser.act(CONTACT, "say", text="在吗")
        assert (await next_of(socket, "message"))["message"]["text"] == "在吗"


async def test_what_the_bot_does_is_told(browser: Browser) -> None:
    keys = {"keyboard": [[{"text": "帮助"}]], "is_persistent": True, "input_field_placeholder": "说吧"}
    button = {"inline_keyboard": [[{"text": "签收", "callback_data": "x"}]]}
    async with listening(browser, browser.page.feed.last) as socket:
        await browser.bot("sendChatAction", chat_id=CONTACT, action="typing")
        typing = await next_of(socket, "typing")
        sent = (await browser.bot("sendMessage", chat_id=CONTACT, text="在", reply_markup=keys))["result"]
        keyboard = await next_of(socket, "keyboard")
        card = (await browser.bot("sendMessage", chat_id=CONTACT, text="卡", reply_markup=button))["result"]
        where = {"chat_id": CONTACT, "message_id": card["message_id"]}
        await browser.bot(
            "editMessageText", **where, text="<b>卡片</b>", parse_mode="HTML", reply_markup=button
        )
        edited = await next_of(socket, "edited")
        pressed = await browser.act(
            CONTACT, "press", chat=CONTACT, message=card["message_id"], row=0, column=0
        )
        await browser.bot(
            "answerCallbackQuery", callback_query_id=pressed["press"], text="已签收", show_alert=True
        )
        toast = await next_of(socket, "toast")
        await browser.bot("deleteMessage", **where)
        deleted = await next_of(socket, "deleted")
        await browser.bot("setMyCommands", commands=[{"command": "start", "description": "打开菜单"}])
        commands = await next_of(socket, "commands")

    assert _told(typing) == {"chat": CONTACT, "action": "typing"}
    rows = [[{"text": "帮助", "contact": False, "location": False}]]
    assert _told(keyboard) == {"chat": CONTACT, "rows": rows, "persistent": True, "placeholder": "说吧"}
    assert edited["message"]["text"] == "卡片"
    assert edited["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert edited["message"]["inline"] == [[{"text": "签收", "data": "x"}]]
    assert _told(toast) == {
        "person": CONTACT,
        "chat": CONTACT,
        "text": "已签收",
        "alert": True,
        "press": pressed["press"],
    }
    assert _told(deleted) == {"chat": CONTACT, "id": card["message_id"]}
    assert _told(commands) == {"commands": [{"command": "start", "description": "打开菜单"}]}
    assert sent["message_id"] < card["message_id"]


async def test_a_call_is_told_with_its_answer(browser: Browser) -> None:
    async with listening(browser, browser.page.feed.last) as socket:
        await browser.bot("sendMessage", chat_id=5, text="在")
        refused = await next_of(socket, "call")
        await browser.bot("getMe")
        done = await next_of(socket, "call")

    assert (refused["method"], refused["params"]) == ("sendMessage", {"chat_id": 5, "text": "在"})
    assert (refused["ok"], refused["error"]) == (False, "400 Bad Request: chat not found")
    assert (done["ok"], done["error"], done["result"]["username"]) == (True, None, "zhuqi_sandbox_bot")


async def test_that_somebody_begins_and_leaves_is_told(browser: Browser) -> None:
    made = (await browser.post("/api/act", {"do": "new_person", "name": "路人示例"}))[1]["person"]
    async with listening(browser, browser.page.feed.last) as socket:
        await browser.act(made, "start")
        begun = await next_of(socket, "person")
        await browser.act(made, "block")
        blocked = await next_of(socket, "person")

    assert [(one["id"], one["joined"], one["blocked"]) for one in (begun, blocked)] == [
        (made, True, False),
        (made, True, True),
    ]


async def test_a_port_that_is_taken_is_named(page: Page, tmp_path: Path) -> None:
    port = int(page.url.rpartition(":")[2])
    reason = f"127.0.0.1:{port} 已被占用；请换一个端口，如 --port {port + 1}。"

    with pytest.raises(PortTaken, match=re.escape(reason)):
        check_port(port)
    with pytest.raises(PortTaken, match=re.escape(reason)):
        async with open_page(tmp_path / "other", port=port, start=START, empty=True):
            pass


def _told(event: Json) -> Json:
    return {name: value for name, value in event.items() if name not in {"seq", "type"}}
