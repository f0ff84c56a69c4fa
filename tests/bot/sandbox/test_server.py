"""What the library does not send, but others do."""

import io
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Person, Sandbox


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def post(url: str, **body: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.post(url, **body) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize("method", ["getMe", "getme", "GETME"])
async def test_case_does_not_matter(sandbox: Sandbox, method: str) -> None:
    status, answer = await get(f"{sandbox.base_url}{sandbox.token}/{method}")
    assert (status, answer["ok"], answer["result"]["username"]) == (200, True, "zhuqi_sandbox_bot")


async def test_json_form_multipart_and_address(sandbox: Sandbox, person: Person) -> None:
    url = f"{sandbox.base_url}{sandbox.token}/sendMessage"
    multipart = aiohttp.FormData({"chat_id": str(person.id), "text": "三"}, default_to_multipart=True)
    assert (await post(url, json={"chat_id": person.id, "text": "一"}))[0] == 200
    assert (await post(url, data={"chat_id": str(person.id), "text": "二"}))[0] == 200
    assert (await post(url, data=multipart))[0] == 200
    assert (await get(f"{url}?chat_id={person.id}&text=四"))[0] == 200
    assert [message.text for message in person.heard()] == ["一", "二", "三", "四"]


async def test_wrong_token_opens_nothing(sandbox: Sandbox, person: Person) -> None:
    refused = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert await get(f"{sandbox.base_url}1000:wrong/getMe") == refused
    path = sandbox.world.files.get(person.send_photo().content.media[-1]["file_id"]).path
    assert await get(f"{sandbox.base_file_url}1000:wrong/{path}") == refused
    assert sandbox.calls == []


async def test_no_such_method_and_no_such_file(sandbox: Sandbox) -> None:
    assert await get(f"{sandbox.base_url}{sandbox.token}/sendInvoice") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    assert (await get(f"{sandbox.base_file_url}{sandbox.token}/photos/none.jpg"))[0] == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b"1"])
async def test_a_body_that_is_none(sandbox: Sandbox, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    status, answer = await post(f"{sandbox.base_url}{sandbox.token}/getMe", data=body, headers=headers)
    assert (status, answer["ok"]) == (400, False)


async def test_more_than_50_mb_do_not_go_up(sandbox: Sandbox, person: Person) -> None:
    form = aiohttp.FormData({"chat_id": str(person.id)})
    form.add_field("document", io.BytesIO(bytes(52 * 1024 * 1024)), filename="x.bin")
    answer = await post(f"{sandbox.base_url}{sandbox.token}/sendDocument", data=form)
    assert answer == (413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"})


async def test_the_recording_holds_what_was_asked_and_answered(sandbox: Sandbox, person: Person) -> None:
    url = f"{sandbox.base_url}{sandbox.token}/sendMessage"
    await post(url, json={"chat_id": str(person.id), "text": "一"})
    await post(url, json={"chat_id": person.id, "text": ""})
    taken, refused = sandbox.calls
    assert (taken.method, taken.params, taken.ok) == (
        "sendMessage",
        {"chat_id": person.id, "text": "一"},
        True,
    )
    assert refused.refusal is not None
    assert (refused.ok, refused.refusal.description) == (False, "Bad Request: message text is empty")
    assert sandbox.refused == [refused]
