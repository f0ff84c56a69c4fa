"""How figures are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was measured, what it is compared with, and what was hoped for."""

    what: str
    measured: str
    beside: str = ""
    ratio: float | None = None
    goal: str = ""


def show(title: str, lines: Iterable[Line], *, beside: str = "") -> None:
    """Print a small table; `beside` is the name of what it is compared with."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("")
    for name in ("measured", beside, "ratio" if beside else "", "goal"):
        table.add_column(name, justify="right")
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        table.add_row(line.what, line.measured, line.beside, ratio, line.goal)
    console = Console(width=110)
    console.print(table)
    console.print()


def percentile(values: list[float], percent: int) -> float:
    """The value that so many per cent are not above."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]
