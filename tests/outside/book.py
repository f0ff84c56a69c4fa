"""What is true: read from the database, beside the bot that writes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from storage.database import Ledger, LedgerSession
from storage.ledger.notices import HELD_URGENT
from storage.rules.policy import Policy
from tests.e2e.stage import POLICY

T = TypeVar("T")

_OPEN_ENDS: Final = """
    SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)
         + (SELECT count(*) FROM outbox WHERE done_at IS NULL AND (not_before <= ? OR not_before >= ?))
"""


class Book:
    """The ledger of a bot that runs as a process of its own."""

    def __init__(self, database: Path, policy: Policy = POLICY) -> None:
        self._ledger = Ledger(f"sqlite:///{database}", policy)
        self._looking = sqlite3.connect(database, isolation_level=None)

    def close(self) -> None:
        """Let the files go."""
        self._looking.close()
        self._ledger.close()

    def read(self, unit: Callable[[LedgerSession], T]) -> T:
        """Look something up."""
        return self._ledger.read_now(unit)

    def is_at_rest(self, now: datetime) -> bool:
        """Whether every update is handled, no reminder is held, and every notice that is due was brought."""
        [open_ends] = self._looking.execute(_OPEN_ENDS, (_stored(now), _stored(HELD_URGENT))).fetchone()
        return bool(open_ends == 0)


def _stored(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
