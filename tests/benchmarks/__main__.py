"""`make bench`, or `python -m tests.benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.reports import measure_reports
from tests.benchmarks.rules import measure_rules
from tests.benchmarks.starting import measure_starting
from tests.benchmarks.sweeping import QUICK, Sizes, measure_sweep


def main() -> None:
    """Measure everything, in folders that are gone afterwards."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measures, and judges nothing: ends with 0."
    )
    parser.add_argument("--quick", action="store_true", help="smaller sizes, for a look")
    quick = parser.parse_args().quick
    measure_rules()
    with _folder() as folder:
        asyncio.run(measure_starting(folder, starts=2 if quick else 5))
    with _folder() as folder:
        asyncio.run(measure_reports(folder, people=50, rounds=3 if quick else 9))
    with _folder() as folder:
        asyncio.run(measure_sweep(folder, QUICK if quick else Sizes()))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zhuqi-bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    main()
