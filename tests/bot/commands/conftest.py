"""Commands in a folder of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Ledger
from storage.rules.policy import Policy


@pytest.fixture
def ledger(home: Path, empty_database: Path, policy: Policy) -> Iterator[Ledger]:
    """A fresh ledger, where commands look for theirs."""
    database = home / "data" / "zhuqi.db"
    database.parent.mkdir()
    shutil.copy(empty_database, database)
    ledger = Ledger(f"sqlite:///{database}", policy)
    yield ledger
    ledger.close()
