"""The small zone, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from storage.database import Ledger
from storage.migrations import upgrade
from storage.rules.policy import Policy
from tests.storage.ledger.zone import Who, Zone, populate


@pytest.fixture(scope="session")
def zone_file(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> tuple[Path, Who]:
    """A migrated database with the zone in it, to be copied."""
    path = tmp_path_factory.mktemp("zone") / "zone.db"
    ledger = Ledger(f"sqlite:///{path}", policy)
    upgrade(ledger.engine)
    who = ledger.write_now(populate)
    ledger.close()
    assert not path.with_name("zone.db-wal").exists(), "the copy would miss what is in the log"
    return path, who


@pytest.fixture
def zone(zone_file: tuple[Path, Who], tmp_path: Path, policy: Policy) -> Iterator[Zone]:
    """The zone on a file of its own."""
    template, who = zone_file
    path = tmp_path / "zone.db"
    copyfile(template, path)
    ledger = Ledger(f"sqlite:///{path}", policy)
    yield Zone(ledger, who)
    ledger.close()
