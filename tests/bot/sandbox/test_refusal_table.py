"""The sandbox held to `refusals.toml`: every method that the bot uses, sent with every wrong thing."""

from __future__ import annotations

import ast
import asyncio
import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.schema import METHODS as NAMED
from bot.sandbox.table import parameters
from bot.sandbox.uploads import Upload
from storage.tables import AttachmentKind
from tests.bot.sandbox.refusal_table import METHODS, TABLE, Row, Things, required, rows_of

ROOT = Path(__file__).parents[3]


class Caller:
    """Calls the sandbox without the library, which would not let most of this out."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self._session = session

    async def call(
        self, method: str, params: dict[str, Any], *, token: str = "", as_form: bool = False
    ) -> str:
        """`taken`, or the code and the words of the refusal."""
        files = {name: value for name, value in params.items() if isinstance(value, Upload)}
        body: dict[str, Any] = {"json": params}
        if files or as_form:
            body = {"data": _form(params)}
        url = f"{self.sandbox.base_url}{token or self.sandbox.token}/{method}"
        async with self._session.post(url, **body) as response:
            answer = await response.json()
            if answer["ok"]:
                return "taken"
            assert response.status == answer["error_code"]
            return f"{answer['error_code']} {answer['description']}"

    def seen(self) -> list[object]:
        """What a call could have changed."""
        world = self.sandbox.world
        messages = [(key, m.content, m.markup, m.deleted) for key, m in world.messages.items()]
        presses = [press.answered for press in world.presses.values()]
        return [messages, presses, dict(world.commands), world.webhook.target, world.updates.allowed]


def _form(params: dict[str, Any]) -> aiohttp.FormData:
    form = aiohttp.FormData(default_to_multipart=any(isinstance(value, Upload) for value in params.values()))
    for name, value in params.items():
        if isinstance(value, Upload):
            form.add_field(name, io.BytesIO(value.data), filename=value.name, content_type=value.mime_type)
        else:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    return form


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    async with Sandbox(enforce_pace=False) as sandbox, aiohttp.ClientSession() as session:
        yield Caller(sandbox, session)


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_what_is_refused(caller: Caller, method: str) -> None:
    said, expected = {}, {}
    for row in rows_of(method):
        params = row.params(Things(caller.sandbox))
        before = caller.seen()
        answer = await caller.call(method, params)
        said[str(row.sent)], expected[str(row.sent)] = answer, row.answer
        assert answer == "taken" or caller.seen() == before, row
        if method == "setWebhook":
            await caller.sandbox.world.webhook.clear()
    assert said == expected


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_a_form_is_refused_as_json_is(caller: Caller, method: str) -> None:
    for row in rows_of(method):
        # What is wrong with a value's own type cannot be said in a form, in which all is text.
        if row.source != "ours" and not _has_file(row):
            answer = await caller.call(method, row.params(Things(caller.sandbox)), as_form=True)
            assert (row.sent, answer) == (row.sent, row.answer)


def _has_file(row: Row) -> bool:
    return any(str(value).startswith("$upload") for value in row.sent.values())


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_the_call_that_the_rows_differ_from_is_taken(caller: Caller, method: str) -> None:
    whole = Row(method=method, sent={}, answer="taken", source="docs")
    assert await caller.call(method, whole.params(Things(caller.sandbox))) == whole.answer


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_parameter_is_sent_wrong(method: str) -> None:
    wrong = {name for row in rows_of(method) if row.answer != "taken" for name in row.sent}
    assert parameters(method).keys() <= wrong


def test_every_required_parameter_is_left_out() -> None:
    assert TABLE["missing"].keys() == required()


def test_every_row_names_a_source() -> None:
    named = {row.source for method in METHODS for row in rows_of(method)}
    assert named | {source for _, source in TABLE["states"].values()} == TABLE["sources"].keys()


def test_every_method_that_the_bot_uses_is_in_the_table() -> None:
    by_kind = {f"send{kind.capitalize()}" for kind in AttachmentKind}
    assert (by_kind | set(_written_out())) - METHODS == set()


def _written_out() -> Iterator[str]:
    """The methods that the program calls by their names; the stories see to those that it calls otherwise."""
    spelt = {re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name): name for name in NAMED}
    played = {ROOT / "bot" / folder for folder in ("sandbox", "page", "demo")}
    for file in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]:
        if played.isdisjoint(file.parents):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in spelt:
                    yield spelt[node.attr]


def state(name: str) -> str:
    return str(TABLE["states"][name][0])


async def test_who_is_not_known_and_what_is_not_there(caller: Caller) -> None:
    assert await caller.call("getMe", {}, token="1000:wrong") == state("a wrong token")
    assert await caller.call("sendNothing", {}) == state("a method that is none")


async def test_two_who_want_the_updates(caller: Caller) -> None:
    first = asyncio.create_task(caller.call("getUpdates", {"timeout": 30}))
    await caller.sandbox.until(lambda: caller.sandbox.updates.is_polled)
    second = asyncio.create_task(caller.call("getUpdates", {"timeout": 30}))
    assert await first == state("a poll while another waits")
    assert await caller.call("setWebhook", TABLE["taken"]["setWebhook"]) == "taken"
    assert await second == state("a poll while a webhook is being set")
    assert await caller.call("getUpdates", {}) == state("a poll while a webhook is set")


async def test_who_speaks_too_fast(caller: Caller) -> None:
    caller.sandbox.pace.enforced = True
    params = Row(method="sendMessage", sent={}, answer="", source="").params(Things(caller.sandbox))
    answers = [await caller.call("sendMessage", params) for _ in range(6)]
    assert answers == ["taken"] * 5 + [state("too fast")]


async def test_a_group_that_has_moved_says_where_to(caller: Caller) -> None:
    group = caller.sandbox.group("示例群", caller.sandbox.person("示例甲"))
    group.add_bot()
    old = group.id
    group.migrate()
    await caller.call("sendMessage", {"chat_id": old, "text": "好"})
    refusal = caller.sandbox.refused[-1].refusal
    assert refusal is not None
    assert refusal.parameters == {"migrate_to_chat_id": group.id}
