"""`make bench`, or `python -m tests.benchmarks [--quick] [PART ...]`."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.benchmarks.reports import measure_reports
from tests.benchmarks.rules import measure_rules
from tests.benchmarks.starting import measure_starting
from tests.benchmarks.sweeping import QUICK, Sizes, measure_sweep

PARTS: Final = ("rules", "start", "reports", "sweep")


def main() -> None:
    """Measure everything, or some parts, in folders that are gone afterwards."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measures, and judges nothing: ends with 0."
    )
    parser.add_argument("--quick", action="store_true", help="smaller sizes, for a look")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all without any")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for part in asked.parts or PARTS:
        with _folder() as folder:
            _measure(part, folder, quick=asked.quick)


def _measure(part: str, folder: Path, *, quick: bool) -> None:
    match part:
        case "rules":
            measure_rules()
        case "start":
            asyncio.run(measure_starting(folder, starts=2 if quick else 5))
        case "reports":
            asyncio.run(measure_reports(folder, people=50, rounds=3 if quick else 9))
        case "sweep":
            asyncio.run(measure_sweep(folder, QUICK if quick else Sizes()))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zhuqi-bench-") as name:
        yield Path(name)


if __name__ == "__main__":
    main()
