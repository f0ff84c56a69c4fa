"""What the database is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from storage.database import Ledger


def statements(ledger: Ledger, ask: Callable[[], object]) -> list[str]:
    """The statements of the writing side while something is asked, in order."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(ledger.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(ledger.engine, "before_cursor_execute", note)
    return asked
