"""What is wrong in a roster, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from storage.rules.roster.rows import Place


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong: sheet, row as Excel counts, column, reason; None where the place is no narrower."""

    reason: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        sheet = f"“{self.sheet}”表" if self.sheet else ""
        row = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”" if self.column else ""
        place = " ".join(part for part in (sheet, row, column) if part)
        return f"{place}：{self.reason}" if place else self.reason


def problem_at(place: Place, column: str, reason: str) -> Problem:
    """What is wrong in one cell of a row."""
    return Problem(sheet=place.sheet, row=place.row, column=column, reason=reason)
