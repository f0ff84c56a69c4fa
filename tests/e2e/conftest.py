"""The service on a ledger of its own, with everybody in it, for each test."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.sandbox import Sandbox
from storage import migrations
from storage.database import Ledger
from storage.ledger.roster import import_roster
from tests.bot.sandbox.refusal_table import METHODS
from tests.e2e import zone
from tests.e2e.clock import TUESDAY, Clock
from tests.e2e.stage import POLICY, Stage, let_in
from tests.e2e.zone import Enlisted

OpenStage = Callable[..., Awaitable[Stage]]
Template = Callable[[frozenset[Enlisted]], Path]

# Every commit waits for the disk; in memory there is none to wait for.
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Makes a migrated ledger in which everybody has joined but some, to be copied; once for each such company."""

    @cache
    def make(besides: frozenset[Enlisted]) -> Path:
        path = tmp_path_factory.mktemp("template") / "zhuqi.db"
        ledger = Ledger(f"sqlite:///{path}", POLICY)
        migrations.upgrade(ledger.engine)
        ledger.write_now(import_roster, roster=zone.ROSTER, end=None, now=TUESDAY, cause="cli:import")
        joined = [one for one in zone.ROSTERED if one not in besides]
        ledger.write_now(let_in, joined, now=TUESDAY - timedelta(days=7))
        ledger.close()
        return path

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """For the data of one test."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY, prefix="zhuqi-") as path:
        yield Path(path)


@pytest.fixture
async def open_stage(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[OpenStage]:
    """Opens the stage without those who have not joined; when the test is over, what everybody is owed is checked."""
    monkeypatch.chdir(folder)
    clock = Clock()
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(now=clock, enforce_pace=False))
        stages: list[Stage] = []

        async def open_stage(*besides: Enlisted, by_webhook: bool = False) -> Stage:
            shutil.copy(template(frozenset(besides)), folder / "zhuqi.db")
            stage = Stage(folder, sandbox, clock, absent=besides, by_webhook=by_webhook)
            stack.push_async_callback(stage.close)
            stages.append(stage)
            await stage.open()
            return stage

        yield open_stage
        for stage in stages:
            stage.check()
        # What the bot asks of Telegram, Telegram's refusals of it are known.
        assert {call.method for call in sandbox.calls} <= METHODS
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    """Everybody has joined."""
    return await open_stage()
