"""A ledger on a fresh file, under the policy that comes with the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Ledger
from storage.policy import default_policy
from storage.rules.policy import Policy
from storage.tables import metadata


@pytest.fixture(scope="session")
def policy() -> Policy:
    return default_policy()


@pytest.fixture
def ledger(tmp_path: Path, policy: Policy) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path}/zhuqi.db", policy)
    metadata.create_all(ledger.engine)
    yield ledger
    ledger.close()
