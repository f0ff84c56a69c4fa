"""Printing to the terminal: as it is, in one piece, whatever names contain."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text


def say(*lines: str | Text) -> None:
    """Print lines that a person reads; without colours where there is no terminal."""
    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(line, soft_wrap=True)


def complain(reason: str) -> None:
    """Say on standard error why it did not work."""
    Console(stderr=True, highlight=False, markup=False, emoji=False).print(
        Text(reason, style="red"), soft_wrap=True
    )
