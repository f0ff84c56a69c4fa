"""What a page can look up."""

from __future__ import annotations

import base64
from typing import Final

import pytest

from bot.sandbox.sending import PIXEL
from tests.bot.page.conftest import CONTACT, OFFICER, Browser, Json, open_a_case

DATA: Final = base64.b64encode(PIXEL).decode()
PAGE: Final = base64.b64encode(b"<script>alert(1)</script>").decode()


async def test_state_names_people_groups_and_phones(browser: Browser) -> None:
    state = await browser.get("/api/state")

    people = {one["name"]: one for one in state["people"]}
    assert len(people) == 12
    assert people["王示例"] == {
        "id": CONTACT,
        "name": "王示例",
        "role": "企业联系人",
        "phone": "+8613900000001",
        "enterprise": "示例汽车零部件有限公司",
        "language": "zh-hans",
        "joined": True,
        "blocked": False,
    }
    assert [one["name"] for one in state["people"] if not one["joined"]] == ["蒋示例"]
    [group] = state["groups"]
    assert (group["members"], group["bot_in"]) == ([CONTACT, OFFICER, 13600000001], False)
    assert state["phones"] == [
        {"person": CONTACT},
        {"person": OFFICER},
        {"person": 13600000001},
        {"group": group["id"], "as": CONTACT},
    ]
    assert (state["bot"]["running"], state["bot"]["starting"], state["faults"]) == (False, False, [])
    assert state["now"].startswith("2026-11-24T03:00:")
    assert state["seq"] == browser.page.feed.last


async def test_messages_come_in_slices_newest_first_each_oldest_first(browser: Browser) -> None:
    for text in "甲乙丙":
        await browser.act(CONTACT, "say", text=text)

    newest = await browser.get(f"/api/chats/{CONTACT}/messages?limit=2")
    before = newest["messages"][0]["id"]
    older = await browser.get(f"/api/chats/{CONTACT}/messages?limit=2&before={before}")

    assert ([message["text"] for message in newest["messages"]], newest["more"]) == (["乙", "丙"], True)
    assert ([message["text"] for message in older["messages"]], older["more"]) == (["/start", "甲"], False)


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/api/chats/5/messages", 404, "没有找到这个聊天。"),
        ("/api/chats/x/messages", 400, "请求有误：“x”不是整数"),
        ("/api/files/none", 404, "没有找到这个文件。"),
        ("/api/cases/ZQ261124-999", 404, "没有找到这个问题。"),
    ],
)
async def test_what_is_not_there_is_said(browser: Browser, path: str, status: int, error: str) -> None:
    async with browser.session.get(f"{browser.page.url}{path}") as answer:
        assert (answer.status, await answer.json()) == (status, {"error": error})


async def test_a_picture_is_shown_and_downloads_under_its_name(browser: Browser) -> None:
    await browser.act(CONTACT, "file", kind="document", name="现场 1.png", mime="image/png", data=DATA)
    file = (await browser.messages(CONTACT))[-1]["file"]

    assert (file["name"], file["mime"], file["size"]) == ("现场 1.png", "image/png", len(PIXEL))
    async with browser.session.get(f"{browser.page.url}/api/files/{file['id']}") as shown:
        assert (shown.content_type, await shown.read()) == ("image/png", PIXEL)
        assert shown.headers["Content-Disposition"].startswith("inline")
    async with browser.session.get(f"{browser.page.url}/api/files/{file['id']}?download=1") as kept:
        assert await kept.read() == PIXEL
        name = "%E7%8E%B0%E5%9C%BA%201.png"
        assert kept.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"


async def test_what_somebody_sends_never_runs_in_the_page(browser: Browser) -> None:
    await browser.act(CONTACT, "file", kind="document", name="x.html", mime="text/html", data=PAGE)
    file = (await browser.messages(CONTACT))[-1]["file"]

    async with browser.session.get(f"{browser.page.url}/api/files/{file['id']}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_calls_come_in_slices_without_polls(browser: Browser) -> None:
    await browser.bot("getMe")
    await browser.bot("getUpdates", timeout=0)
    await browser.bot("getMyCommands")

    found = await browser.get("/api/calls")
    assert ([call["method"] for call in found["calls"]], found["next"]) == (["getMe", "getMyCommands"], None)
    before = await browser.get("/api/calls?before=1")
    assert [call["method"] for call in before["calls"]] == ["getMe"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"move": {"hours": 1}}, 200),
        ({"to": "digest"}, 200),
        ({"to": "never"}, 400),
        ({"move": {"hours": -1}}, 400),
        ({}, 400),
    ],
)
async def test_the_clock_goes_forward_only(browser: Browser, body: Json, status: int) -> None:
    before = browser.page.clock.offset

    answer = await browser.post("/api/clock", body)

    assert answer[0] == status
    assert (browser.page.clock.offset > before) is (status == 200)


async def test_without_a_promise_there_is_no_deadline(browser: Browser) -> None:
    reason = "现在没有在走的时限：先上报一个问题。"

    assert await browser.post("/api/clock", {"to": "deadline"}) == (409, {"error": reason})


async def test_a_case_with_its_row_clocks_and_history(browser: Browser) -> None:
    number = open_a_case(browser.page.ledger)

    line = {
        "number": number,
        "enterprise": "示例汽车零部件有限公司",
        "text": "车间停电",
        "state": "待签收",
        "urgency": "紧急",
        "handler": "李示例",
    }
    assert (await browser.get("/api/cases"))["cases"] == [line]
    inside = await browser.get(f"/api/cases/{number}")
    assert (inside["row"]["number"], inside["row"]["state"]) == (number, "submitted")
    assert {clock["word"] for clock in inside["clocks"]} == {"签收", "首次回复", "办结"}
    assert [(entry["word"], entry["actor"]) for entry in inside["history"]] == [("上报", "王示例")]


async def test_the_deadline_of_the_open_case_is_its_earliest_promise(browser: Browser) -> None:
    open_a_case(browser.page.ledger)

    status, answer = await browser.post("/api/clock", {"to": "deadline"})

    assert (status, answer["now"][:16]) == (200, "2026-11-24T08:00")
