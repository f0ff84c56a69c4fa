"""A sandbox, and the real library speaking to it."""

from collections.abc import AsyncIterator

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.sandbox import Person, Sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(retry_delays_seconds=(0, 0)) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[ExtBot[None]]:
    """The real library, speaking to the sandbox as it would to Telegram."""
    bot = ExtBot(
        token=sandbox.token,
        base_url=sandbox.base_url,
        base_file_url=sandbox.base_file_url,
        request=HTTPXRequest(connection_pool_size=8),
        get_updates_request=HTTPXRequest(connection_pool_size=2),
    )
    async with bot:
        yield bot


@pytest.fixture
def person(sandbox: Sandbox) -> Person:
    """Someone who has begun to talk to the bot, which has taken note of it."""
    person = sandbox.person("示例甲", id=501, phone="+8613800000501")
    person.start()
    sandbox.updates.drop()
    return person
