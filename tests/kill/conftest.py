"""A ledger in which everybody has joined, a nursery for bots, and the stage on them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.kill.story", "tests.kill.verdict")

from bot.sandbox import Sandbox  # noqa: E402
from tests.e2e.zone import Enlisted  # noqa: E402
from tests.kill.process import Nursery  # noqa: E402
from tests.kill.stage import Stage  # noqa: E402
from tests.kill.story import play  # noqa: E402
from tests.kill.verdict import Telling, telling  # noqa: E402
from tests.outside.people import write_ledger  # noqa: E402


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which everybody has joined, to be copied."""
    path = tmp_path_factory.mktemp("joined") / "zhuqi.db"
    write_ledger(path, at=datetime.now(UTC) - timedelta(days=7))
    return path


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
async def stage(tmp_path: Path, template: Path, nursery: Nursery) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, template, nursery) as stage:
        yield stage


@pytest.fixture(scope="session")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, template: Path, nursery: Nursery
) -> Mapping[Enlisted, Telling]:
    """What everybody is told in the main story when nothing goes wrong."""

    async def play_it() -> Mapping[Enlisted, Telling]:
        async with open_stage(tmp_path_factory.mktemp("undisturbed"), template, nursery) as stage:
            await stage.open()
            await play(stage)
            return {one: telling(stage, person) for one, person in stage.people.items()}

    return asyncio.run(play_it())


@asynccontextmanager
async def open_stage(folder: Path, template: Path, nursery: Nursery) -> AsyncIterator[Stage]:
    """The zone with a bot that has not begun."""
    shutil.copy(template, folder / "zhuqi.db")
    async with Sandbox(enforce_pace=False) as sandbox:
        stage = Stage(folder, sandbox, nursery)
        try:
            yield stage
        finally:
            await stage.close()
