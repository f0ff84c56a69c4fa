"""A ledger to copy, and at the end what became of all the updates."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.conftest import template

__all__ = ["template"]


@pytest.fixture(autouse=True)
def _in_a_folder_without_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tallies of all tests as one."""
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            # A report of each phase of a test has them.
            if getattr(report, "when", None) == "call":
                total.update(dict(report.user_properties).get("tally", {}))
    if total:
        terminalreporter.section("updates")
        for what, count in (+total).most_common():
            terminalreporter.write_line(f"{count:7} {what}")
