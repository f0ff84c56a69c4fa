"""The service on a ledger of its own, with everybody in it, for each test."""

from __future__ import annotations

import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from storage import migrations
from storage.database import Ledger
from storage.ledger.roster import import_roster
from tests.e2e import zone
from tests.e2e.stage import POLICY, TUESDAY, Clock, Stage
from tests.e2e.zone import Enlisted

OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated ledger with the roster in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "zhuqi.db"
    ledger = Ledger(f"sqlite:///{path}", POLICY)
    migrations.upgrade(ledger.engine)
    ledger.write_now(import_roster, roster=zone.ROSTER, end=None, now=TUESDAY, cause="cli:import")
    ledger.close()
    return path


@pytest.fixture
async def open_stage(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[OpenStage]:
    """Opens the stage without those who have not joined; when the test is over, what everybody is owed is checked."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(template, tmp_path / "zhuqi.db")
    clock = Clock()
    async with Sandbox(now=clock, enforce_pace=False) as sandbox:
        stage = Stage(tmp_path, sandbox, clock)

        async def open_stage(*besides: Enlisted) -> Stage:
            stage.let_in(*besides)
            await stage.open()
            return stage

        try:
            yield open_stage
            stage.check()
        finally:
            await stage.close()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    """Everybody has joined."""
    return await open_stage()
