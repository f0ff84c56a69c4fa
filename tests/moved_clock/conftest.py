"""A zone in which everybody has joined, long before the clock is moved to."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.moved_clock.clock import FAKETIME, MovedClock, can_move
from tests.moved_clock.serving import Serving
from tests.outside.people import write_ledger

JOINED = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which everybody has joined, to be copied."""
    path = tmp_path_factory.mktemp("joined") / "zhuqi.db"
    write_ledger(path, at=JOINED)
    return path


@pytest.fixture
async def serving(tmp_path: Path, template: Path) -> AsyncIterator[Serving]:
    if not can_move():
        pytest.skip(
            f"no {FAKETIME} here to move the clock of a process with (Debian: apt install {FAKETIME})"
        )
    shutil.copy(template, tmp_path / "zhuqi.db")
    clock = MovedClock()
    # Days are seconds here: what is far apart for the bot would come too fast for Telegram.
    async with Sandbox(now=clock, enforce_pace=False) as sandbox:
        serving = Serving(tmp_path, sandbox, clock)
        try:
            yield serving
        finally:
            await serving.close()
