"""What is served over HTTP: who may bring updates, and what whoever watches is told."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import AsyncIterator, Sequence
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.sandbox import Sandbox
from bot.settings import Address, Settings
from bot.web import MOST_BYTES, SECRET_HEADER, CannotListen, Hook, Web
from storage.database import Ledger
from tests.bot.conftest import StartService, inbox_rows
from tests.bot.hooks import Lingering, always
from tests.bot.small_talk import SmallTalk

SECRET = "a-secret"
FREE = Address(host="127.0.0.1", port=0)


class Taken:
    """What the hook was given; refuses it while `broken`."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.broken = False
        self.ailments: list[str] = []

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        if self.broken:
            raise OSError("no ledger")
        self.updates += updates

    async def how_are_you(self) -> list[str]:
        return self.ailments

    async def how_much(self) -> bytes:
        return b"zhuqi_outbox_due 0.0\n"


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def web(taken: Taken) -> AsyncIterator[Web]:
    hook = Hook(url="https://zone.example/hook", secret=SECRET, take=taken.take)
    web = Web(FREE, ailments=taken.how_are_you, metrics=taken.how_much, hook=hook)
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


async def test_body_that_is_too_large_for_an_update_is_refused(
    client: aiohttp.ClientSession, taken: Taken
) -> None:
    body = b'{"update_id": 7, "text": "%s"}' % (b"x" * MOST_BYTES)
    async with client.post("/hook", data=BytesIO(body), headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 413
    assert taken.updates == []


@pytest.mark.parametrize(("path", "status"), [("/hook", 405), ("/", 404), ("/hook/more", 404)])
async def test_nothing_else_is_there_to_see(client: aiohttp.ClientSession, path: str, status: int) -> None:
    async with client.get(path, headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == status


async def test_update_that_was_not_stored_is_not_acknowledged(
    client: aiohttp.ClientSession, taken: Taken
) -> None:
    taken.broken = True

    assert await post(client, b'{"update_id": 7}') == 503


@pytest.mark.parametrize(
    ("ailments", "status", "said"),
    [
        ([], 200, "ok"),
        (["polling: nothing for 91 s"], 503, "polling: nothing for 91 s"),
        (["polling: it has ended", "writer: no"], 503, "polling: it has ended\nwriter: no"),
    ],
)
async def test_health_names_what_is_not_well(
    client: aiohttp.ClientSession, taken: Taken, ailments: list[str], status: int, said: str
) -> None:
    taken.ailments = ailments

    async with client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (status, said)


async def test_metrics_are_in_the_format_of_prometheus(client: aiohttp.ClientSession) -> None:
    async with client.get("/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        assert await answer.text() == "zhuqi_outbox_due 0.0\n"


async def test_port_that_is_taken_is_named(web: Web, taken: Taken) -> None:
    address = Address(host="127.0.0.1", port=web.port)
    other = Web(address, ailments=taken.how_are_you, metrics=taken.how_much, hook=None)

    with pytest.raises(CannotListen, match=f"LISTEN=127.0.0.1:{web.port}"):
        await other.start()
    await other.stop()


@pytest.fixture
def by_webhook(settings: Settings) -> Settings:
    """The settings of a service to which updates are brought."""
    port = free_port()
    return settings.model_copy(
        update={
            "listen": Address(host="127.0.0.1", port=port),
            "webhook_url": f"http://127.0.0.1:{port}/hook",
            "webhook_secret": SecretStr(SECRET),
        }
    )


@pytest.fixture
async def to_service(by_webhook: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://{by_webhook.listen}") as client:
        yield client


async def test_service_is_fed_by_the_webhook(
    sandbox: Sandbox,
    start: StartService,
    by_webhook: Settings,
    to_service: aiohttp.ClientSession,
    talk: SmallTalk,
    ledger: Ledger,
) -> None:
    service = await start(by_webhook)
    someone = sandbox.person("示例甲", id=501)
    someone.say("begin")
    await sandbox.settle(service.rests)
    someone.say("answer")
    await sandbox.settle(service.rests)

    assert talk.heard == [(501, "begin", False), (501, "answer", True)]
    assert ledger.read_now(inbox_rows) == [(501, 0, True, None)] * 2
    assert "getUpdates" not in [call.method for call in sandbox.calls]
    async with to_service.get("/healthz") as answer:
        assert await answer.text() == "ok"


async def test_service_that_polls_is_well_before_its_first_poll_has_ended(
    sandbox: Sandbox, start: StartService, settings: Settings
) -> None:
    address = Address(host="127.0.0.1", port=free_port())
    await start(settings.model_copy(update={"listen": address}))
    await sandbox.until(lambda: sandbox.updates.is_polled)

    async with aiohttp.ClientSession(f"http://{address}") as client, client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok")


async def test_who_does_not_know_the_secret_says_nothing_in_anybodys_name(
    start: StartService,
    by_webhook: Settings,
    to_service: aiohttp.ClientSession,
    ledger: Ledger,
) -> None:
    await start(by_webhook)

    assert await post(to_service, said(7, "begin"), "guessed") == 403
    assert ledger.read_now(inbox_rows) == []


async def test_updates_that_come_out_of_order_are_handled_by_their_numbers(
    sandbox: Sandbox,
    start: StartService,
    by_webhook: Settings,
    to_service: aiohttp.ClientSession,
    talk: SmallTalk,
) -> None:
    """One is being handled while the next ones come, each a connection of its own; one of them comes twice."""
    service = await start(by_webhook)
    linger = talk.during["one"] = Lingering()
    assert await post(to_service, said(1, "one")) == 200
    await linger.begun.wait()
    for number, words in ((4, "four"), (2, "two"), (3, "three"), (2, "two")):
        assert await post(to_service, said(number, words)) == 200
    linger.go_on.set()
    await sandbox.settle(service.rests)

    assert talk.words == ["one", "two", "three", "four"]


async def test_what_watches_the_service_sees_numbers_and_nobody(
    sandbox: Sandbox,
    start: StartService,
    by_webhook: Settings,
    to_service: aiohttp.ClientSession,
    talk: SmallTalk,
) -> None:
    service = await start(by_webhook)
    talk.during["boom"] = always(ValueError("the handler's reason"))
    someone = sandbox.person("示例甲", id=98765, phone="+8613800000501")
    someone.say("begin")
    someone.say("boom")
    await sandbox.settle(service.rests)
    async with to_service.get("/metrics") as answer:
        told = await answer.text()

    assert lines(told, "zhuqi_updates_total") == {
        '{outcome="stored"}': 2,
        '{outcome="handled"}': 1,
        '{outcome="failed"}': 3,
        '{outcome="set_aside"}': 1,
    }
    # The question, and that something went wrong.
    assert lines(told, "zhuqi_telegram_calls_total")['{method="sendMessage",outcome="ok"}'] == 2
    assert lines(told, "zhuqi_inbox_waiting") == lines(told, "zhuqi_outbox_due") == {"": 0}
    assert lines(told, "zhuqi_cases_open")['{state="submitted"}'] == 0
    assert [word for word in ("98765", "示例", "13800000501", sandbox.token) if word in told] == []


def said(number: int, words: str) -> bytes:
    """An update as Telegram brings it."""
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": 501, "type": "private"},
        "from": {"id": 501, "is_bot": False, "first_name": "示例"},
        "text": words,
    }
    return json.dumps({"update_id": number, "message": message}).encode()


def lines(told: str, name: str) -> dict[str, float]:
    """The samples of one metric, by their labels."""
    found = re.findall(rf"^{name}({{.*}})? (\S+)$", told, re.MULTILINE)
    return {labels: float(value) for labels, value in found}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
