"""The small zone, made once; each test begins with it as it was made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.database import Ledger
from storage.migrations import upgrade
from storage.rules.policy import Policy
from tests.storage.ledger.zone import Who, Zone, populate


@dataclass(frozen=True)
class Stage:
    """One ledger for all tests, since its engines have learnt every statement; and what each begins with."""

    ledger: Ledger
    path: Path
    template: Path
    who: Who

    def restore(self) -> None:
        """Bring the zone back, through SQLite itself: connections stay open."""
        with closing(sqlite3.connect(self.template)) as source, closing(sqlite3.connect(self.path)) as target:
            source.backup(target)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> Iterator[Stage]:
    """A migrated database with the zone in it."""
    folder = tmp_path_factory.mktemp("zone")
    path, template = folder / "zone.db", folder / "template.db"
    ledger = Ledger(f"sqlite:///{path}", policy)
    upgrade(ledger.engine)
    who = ledger.write_now(populate)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(template)) as target:
        source.backup(target)
    yield Stage(ledger, path, template, who)
    ledger.close()


@pytest.fixture
def zone(stage: Stage) -> Zone:
    """The zone, as it was made."""
    stage.restore()
    return Zone(stage.ledger, stage.who)
