"""Everything that a person does: what comes of it in the chat, and what the bot is told."""

from __future__ import annotations

import base64

import pytest

from bot.page.page import Page
from bot.sandbox.sending import PIXEL
from bot.sandbox.updates import Update
from tests.bot.page.conftest import CONTACT, MANAGER, OFFICER, Browser, Json

PHOTO = base64.b64encode(PIXEL).decode()
KEYS = {"keyboard": [[{"text": "我的问题"}, {"text": "共享手机号", "request_contact": True}]]}
BUTTONS = {
    "inline_keyboard": [
        [{"text": "签收", "callback_data": "x"}, {"text": "网址", "url": "https://example.org/"}]
    ]
}


def told(page: Page) -> Update:
    """What the bot was told last."""
    return page.sandbox.updates.pending[-1]


def group_of(page: Page) -> int:
    return next(iter(page.town.groups))


async def test_a_text_with_a_command_is_marked(browser: Browser) -> None:
    answer = await browser.act(CONTACT, "say", text="/case ZQ261124-001")

    assert told(browser.page).body["text"] == "/case ZQ261124-001"
    [*_, message] = await browser.messages(CONTACT)
    assert (message["id"], message["from"]["id"]) == (answer["message"], CONTACT)
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 5}]


async def test_a_reply_shows_what_it_replies_to(browser: Browser) -> None:
    first = await browser.act(CONTACT, "say", text="车间停电")

    await browser.act(CONTACT, "say", text="还停着", reply_to=first["message"])

    assert told(browser.page).body["reply_to_message"]["message_id"] == first["message"]
    [*_, message] = await browser.messages(CONTACT)
    quoted = {"id": first["message"], "name": "王示例", "kind": "text", "text": "车间停电"}
    assert message["reply_to"] == quoted


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        ("photo", "a.png", "image/png"),
        ("document", "清单.pdf", "application/pdf"),
        ("voice", "v.ogg", "audio/ogg"),
        ("video", "v.mp4", "video/mp4"),
        ("audio", "m.mp3", "audio/mpeg"),
    ],
)
async def test_a_file_with_its_caption(browser: Browser, kind: str, name: str, mime: str) -> None:
    await browser.act(CONTACT, "file", kind=kind, name=name, mime=mime, data=PHOTO, caption="现场")

    body = told(browser.page).body
    assert (kind in body, body["caption"]) == (True, "现场")
    [*_, message] = await browser.messages(CONTACT)
    assert (message["kind"], message["text"], message["file"]["size"]) == (kind, "现场", len(PIXEL))


async def test_an_album_is_one(browser: Browser) -> None:
    files = [{"kind": "photo", "name": f"{place}.png", "mime": "image/png", "data": PHOTO} for place in "ab"]

    await browser.act(CONTACT, "album", files=files, caption="两张")

    first, second = (await browser.messages(CONTACT))[-2:]
    assert (first["text"], second["text"]) == ("两张", "")
    assert first["album"] == second["album"] is not None


async def test_a_place(browser: Browser) -> None:
    await browser.act(CONTACT, "location", latitude=43.5, longitude=125.25)

    place = {"latitude": 43.5, "longitude": 125.25}
    assert told(browser.page).body["location"] == place
    assert (await browser.messages(CONTACT))[-1]["location"] == place


async def test_their_own_contact_is_vouched_for(browser: Browser) -> None:
    await browser.act(CONTACT, "share_contact")

    assert told(browser.page).body["contact"]["user_id"] == CONTACT
    contact = {"name": "王示例", "phone": "+8613900000001"}
    assert (await browser.messages(CONTACT))[-1]["contact"] == contact


async def test_start_with_what_a_link_says(browser: Browser) -> None:
    await browser.act(CONTACT, "start", payload="abc")

    assert told(browser.page).body["text"] == "/start abc"


async def test_an_inline_button_is_a_press(browser: Browser) -> None:
    sent = await browser.bot("sendMessage", chat_id=CONTACT, text="卡片", reply_markup=BUTTONS)
    number = sent["result"]["message_id"]

    answer = await browser.act(CONTACT, "press", chat=CONTACT, message=number, row=0, column=0)

    assert (told(browser.page).kind, told(browser.page).body["data"]) == ("callback_query", "x")
    assert told(browser.page).body["id"] == answer["press"]


@pytest.mark.parametrize(
    ("row", "column", "status", "error"),
    [
        (0, 1, 409, "这个按钮打开一个网址，不经过机器人"),
        (0, 2, 404, "没有找到这个按钮。"),
        (1, 0, 404, "没有找到这个按钮。"),
    ],
)
async def test_a_button_that_does_not_reach_the_bot(
    browser: Browser, row: int, column: int, status: int, error: str
) -> None:
    sent = await browser.bot("sendMessage", chat_id=CONTACT, text="卡片", reply_markup=BUTTONS)
    act = {"person": CONTACT, "do": "press", "chat": CONTACT, "message": sent["result"]["message_id"]}

    assert await browser.post("/api/act", {**act, "row": row, "column": column}) == (status, {"error": error})


async def test_the_keyboard_types_its_word_or_shares_the_contact(browser: Browser) -> None:
    await browser.bot("sendMessage", chat_id=CONTACT, text="菜单", reply_markup=KEYS)

    await browser.act(CONTACT, "keyboard", chat=CONTACT, row=0, column=0)
    assert told(browser.page).body["text"] == "我的问题"
    await browser.act(CONTACT, "keyboard", chat=CONTACT, row=0, column=1)
    assert told(browser.page).body["contact"]["user_id"] == CONTACT


async def test_a_keyboard_that_is_not_there(browser: Browser) -> None:
    act = {"person": CONTACT, "do": "keyboard", "chat": CONTACT, "row": 0, "column": 0}

    assert await browser.post("/api/act", act) == (404, {"error": "没有找到这个按钮。"})


async def test_their_own_message_can_be_changed_and_taken_away(browser: Browser) -> None:
    number = (await browser.act(CONTACT, "say", text="车间停店"))["message"]

    await browser.act(CONTACT, "edit", chat=CONTACT, message=number, text="车间停电")
    assert (told(browser.page).kind, told(browser.page).body["text"]) == ("edited_message", "车间停电")
    message = (await browser.messages(CONTACT))[-1]
    assert (message["text"], message["edited"] is None) == ("车间停电", False)

    await browser.act(CONTACT, "delete", chat=CONTACT, message=number)
    assert number not in {message["id"] for message in await browser.messages(CONTACT)}


async def test_another_ones_message_cannot_be_changed(browser: Browser) -> None:
    sent = await browser.bot("sendMessage", chat_id=CONTACT, text="卡片")
    act = {
        "person": CONTACT,
        "do": "edit",
        "chat": CONTACT,
        "message": sent["result"]["message_id"],
        "text": "x",
    }

    assert await browser.post("/api/act", act) == (409, {"error": "只能修改自己发的文字"})


async def test_who_blocked_the_bot_hears_and_says_nothing_until_they_let_it_write(browser: Browser) -> None:
    await browser.act(CONTACT, "block")
    said = await browser.post("/api/act", {"person": CONTACT, "do": "say", "text": "在吗"})
    sent = await browser.bot("sendMessage", chat_id=CONTACT, text="在")

    assert said == (409, {"error": "王示例 已停用机器人，先恢复才能发消息"})
    assert sent["error_code"] == 403
    await browser.act(CONTACT, "unblock")
    assert (await browser.bot("sendMessage", chat_id=CONTACT, text="在"))["ok"]


async def test_a_new_person_is_a_stranger_who_has_not_begun(browser: Browser) -> None:
    made = await browser.post("/api/act", {"do": "new_person", "name": "路人示例", "phone": "13500000001"})

    people = {one["id"]: one for one in (await browser.get("/api/state"))["people"]}
    assert people[made[1]["person"]] == {
        "id": made[1]["person"],
        "name": "路人示例",
        "role": "",
        "phone": "+8613500000001",
        "enterprise": "",
        "language": "zh-hans",
        "joined": False,
        "blocked": False,
    }


async def test_a_phone_belongs_to_one_person(browser: Browser) -> None:
    taken = await browser.post("/api/act", {"do": "new_person", "name": "路人示例", "phone": "13900000001"})

    assert taken == (409, {"error": "这个号码已经有人用了"})


async def test_a_group_and_who_comes_and_goes(browser: Browser) -> None:
    made = await browser.act(CONTACT, "new_group", title="示例群", members=[OFFICER])
    group = made["group"]

    await browser.act(CONTACT, "add_bot", group=group)
    assert told(browser.page).body["new_chat_members"][0]["is_bot"]
    await browser.act(CONTACT, "add_member", group=group, member=MANAGER)
    await browser.act(OFFICER, "leave", group=group)
    assert (await _group(browser, group))["members"] == [CONTACT, MANAGER]
    assert (await _group(browser, group))["bot_in"]
    await browser.act(CONTACT, "remove_bot", group=group)
    assert not (await _group(browser, group))["bot_in"]
    words = [message["service"] for message in await browser.messages(group)]
    assert words == [
        "助企 加入了群",
        "陈示例 加入了群",
        "李示例 离开了群",
        "王示例 把 助企 移出了群",
    ]


async def test_in_a_group_people_speak_who_are_in_it(browser: Browser) -> None:
    group = group_of(browser.page)

    await browser.act(CONTACT, "say", chat=group, text="大家好")
    outside = await browser.post(
        "/api/act", {"person": 13900000002, "do": "say", "chat": group, "text": "我"}
    )

    assert [message["text"] for message in await browser.messages(group)] == ["大家好"]
    assert outside == (409, {"error": "冯示例 不在这个群里"})


@pytest.mark.parametrize(
    ("act", "status", "error"),
    [
        ({"person": 1, "do": "say", "text": "在吗"}, 404, "没有找到这个人。"),
        ({"person": CONTACT, "do": "add_bot", "group": 5}, 404, "没有找到这个群。"),
        (
            {"person": CONTACT, "do": "delete", "chat": CONTACT, "message": 5},
            404,
            "没有找到这条消息，可能已经删除。",
        ),
        (
            {"person": CONTACT, "do": "file", "kind": "photo", "data": "YQ=="},
            409,
            "Telegram 不收这个文件：Bad Request: IMAGE_PROCESS_FAILED",
        ),
        (
            {"person": CONTACT, "do": "file", "kind": "document", "data": "YQ==", "caption": "字" * 1025},
            409,
            "说明文字最多 1024 个字",
        ),
        ({"person": CONTACT, "do": "say"}, 400, "请求有误：say.text：Field required"),
    ],
)
async def test_what_cannot_be_done_is_said(browser: Browser, act: Json, status: int, error: str) -> None:
    before = len(browser.page.sandbox.updates.pending)

    assert await browser.post("/api/act", act) == (status, {"error": error})
    assert len(browser.page.sandbox.updates.pending) == before


async def _group(browser: Browser, number: int) -> Json:
    groups: list[Json] = (await browser.get("/api/state"))["groups"]
    return next(group for group in groups if group["id"] == number)
