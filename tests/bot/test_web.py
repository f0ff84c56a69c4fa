"""What is served over HTTP."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.sandbox import Sandbox
from bot.settings import Address, Settings
from bot.web import SECRET_HEADER, CannotListen, Hook, Web
from storage.database import Ledger
from tests.bot.conftest import StartService, inbox_rows
from tests.bot.small_talk import SmallTalk

SECRET = "a-secret"
FREE = Address(host="127.0.0.1", port=0)


class Taken:
    """What the hook was given; refuses it while `broken`."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.broken = False
        self.ailment: str | None = None

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        if self.broken:
            raise OSError("no ledger")
        self.updates += updates

    async def how_are_you(self) -> str | None:
        return self.ailment


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def web(taken: Taken) -> AsyncIterator[Web]:
    hook = Hook(url="https://zone.example/hook", secret=SECRET, take=taken.take)
    web = Web(FREE, ailment=taken.how_are_you, hook=hook)
    await web.start()
    yield web
    await web.stop()


@pytest.fixture
async def client(web: Web) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{web.port}") as client:
        yield client


async def post(client: aiohttp.ClientSession, data: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with client.post("/hook", data=data, headers=headers) as answer:
        return answer.status


async def test_update_with_the_secret_is_taken(client: aiohttp.ClientSession, taken: Taken) -> None:
    assert await post(client, b'{"update_id": 7, "message": {}}') == 200
    assert taken.updates == [{"update_id": 7, "message": {}}]


@pytest.mark.parametrize("secret", [None, "", "a-secret2", "密"])
async def test_without_the_secret_nothing_is_taken(
    client: aiohttp.ClientSession, taken: Taken, secret: str | None
) -> None:
    assert await post(client, b'{"update_id": 7}', secret) == 403
    assert taken.updates == []


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"update_id": "7"}', b"\xff"])
async def test_what_is_no_update_is_refused(client: aiohttp.ClientSession, taken: Taken, data: bytes) -> None:
    assert await post(client, data) == 400
    assert taken.updates == []


async def test_update_that_was_not_stored_is_not_acknowledged(
    client: aiohttp.ClientSession, taken: Taken
) -> None:
    taken.broken = True

    assert await post(client, b'{"update_id": 7}') == 503


@pytest.mark.parametrize(("ailment", "status"), [(None, 200), ("updates are not fetched", 503)])
async def test_health(client: aiohttp.ClientSession, taken: Taken, ailment: str | None, status: int) -> None:
    taken.ailment = ailment

    async with client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (status, ailment or "ok")


async def test_port_that_is_taken_is_named(web: Web, taken: Taken) -> None:
    other = Web(Address(host="127.0.0.1", port=web.port), ailment=taken.how_are_you, hook=None)

    with pytest.raises(CannotListen, match=f"LISTEN=127.0.0.1:{web.port}"):
        await other.start()
    await other.stop()


async def test_service_is_fed_by_the_webhook(
    sandbox: Sandbox, start: StartService, settings: Settings, talk: SmallTalk, ledger: Ledger
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = await start(
        settings.model_copy(
            update={
                "listen": Address(host="127.0.0.1", port=port),
                "webhook_url": f"http://127.0.0.1:{port}/hook",
                "webhook_secret": SecretStr(SECRET),
            }
        )
    )
    someone = sandbox.person("示例甲", id=501)
    someone.say("begin")
    await sandbox.settle(service.rests)
    someone.say("answer")
    await sandbox.settle(service.rests)

    assert talk.heard == [(501, "begin", False), (501, "answer", True)]
    assert ledger.read_now(inbox_rows) == [(501, 0, True, None)] * 2
    assert "getUpdates" not in [call.method for call in sandbox.calls]
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/healthz") as answer:
        assert await answer.text() == "ok"
