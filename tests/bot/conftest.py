"""The service on a fresh ledger, talking to the sandbox; and a ledger with the small zone in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from bot.pacing import Pacer
from bot.patience import Patience
from bot.sandbox import Sandbox
from bot.service import Service
from bot.settings import Address, Settings
from storage.database import Ledger, LedgerSession
from storage.tables import Inbox
from tests.bot.small_talk import SmallTalk
from tests.storage.ledger.zone import Zone, populate
from tests.unpaced import UNPACED

# So that nobody waits who is not meant to.
AT_ONCE = Patience(first_seconds=0.01, most_seconds=0.01)

StartService = Callable[..., Awaitable[Service]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(enforce_pace=False, retry_delays_seconds=(0, 0)) as sandbox:
        yield sandbox


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to start in, which is empty; none of the settings is in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


@pytest.fixture
def settings(home: Path, sandbox: Sandbox) -> Settings:
    return Settings(
        bot_token=SecretStr(sandbox.token),
        bot_api_url=sandbox.url,
        database_url=f"sqlite:///{home}/zhuqi.db",
        files_dir=home / "files",
        listen=Address(host="127.0.0.1", port=0),
    )


@pytest.fixture
def talk() -> SmallTalk:
    return SmallTalk()


@pytest.fixture
async def start(settings: Settings, talk: SmallTalk) -> AsyncIterator[StartService]:
    """Starts a service with the small talk; whichever still runs is stopped in the end."""
    services: list[Service] = []

    async def start(settings: Settings = settings, **options: Any) -> Service:
        pacer = Pacer(UNPACED)
        given: dict[str, Any] = {"patience": AT_ONCE, "pacer": pacer, "finish_seconds": 5} | options
        services.append(Service(settings, talk=talk.talk, **given))
        await services[-1].start()
        return services[-1]

    yield start
    for service in services:
        await service.stop()


@pytest.fixture
def zone(ledger: Ledger) -> Zone:
    """The small zone at work."""
    return Zone(ledger, ledger.write_now(populate))


def inbox_rows(session: LedgerSession) -> list[tuple[int, int, bool, str | None]]:
    """Every update: whose, how often it failed, whether it is done, under which reference it was set aside."""
    rows = session.exec(select(Inbox).order_by(col(Inbox.id)))
    return [(row.lane, row.tries, row.done_at is not None, row.set_aside) for row in rows]
