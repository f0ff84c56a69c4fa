"""Sheets as they come out of a workbook: headed lines of cells, nothing understood yet."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.rules.roster.layout import EXAMPLE_MARK, LAYOUT, SheetLayout
from storage.rules.roster.problems import Problem
from storage.rules.roster.rows import SheetName

# Tenfold what the largest zone needs.
MAX_LINES: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet from its first row on, each cell as text."""

    name: str
    cells: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row below the header: its number as Excel counts, and its cells by header."""

    sheet: SheetName
    row: int
    cells: Mapping[str, str]


def plain(text: str) -> str:
    """In half width, without blanks around: for what is compared, not for what people read."""
    return unicodedata.normalize("NFKC", text).strip()


def lines_of(sheets: Sequence[Sheet], problems: list[Problem]) -> dict[SheetName, list[Line]]:
    """The lines of every sheet that can be read; what cannot is added to `problems`.

    Empty lines and example lines are left out. A sheet without any other line is a problem, and so is one that is
    not expected, unless it is empty, as the ones that spreadsheets bring along.
    """
    named = {name: [sheet for sheet in sheets if plain(sheet.name) == name] for name in SheetName}
    problems += [
        Problem(sheet=sheet.name, reason=f"没有这张表的用处；应有的表：{'、'.join(SheetName)}")
        for sheet in sheets
        if plain(sheet.name) not in named and _has_content(sheet)
    ]
    lines: dict[SheetName, list[Line]] = {name: [] for name in SheetName}
    for layout in LAYOUT:
        match named[layout.name]:
            case []:
                if not layout.may_be_absent:
                    problems.append(Problem(sheet=layout.name, reason="缺少这张表"))
            case [sheet]:
                lines[layout.name] = _read(sheet, layout, problems)
            case _:
                problems.append(Problem(sheet=layout.name, reason="这张表有好几张"))
    return lines


def _has_content(sheet: Sheet) -> bool:
    return any(cell.strip() for row in sheet.cells for cell in row)


def _read(sheet: Sheet, layout: SheetLayout, problems: list[Problem]) -> list[Line]:
    if not _has_content(sheet):
        if not layout.may_be_absent:
            problems.append(Problem(sheet=layout.name, reason="这张表是空的"))
        return []
    headers = [_header(cell) for cell in sheet.cells[0]]
    wrong = [*_wrong_headers(headers, layout), *_too_long(sheet, layout)]
    problems += wrong
    if wrong:
        return []
    lines = [
        Line(sheet=layout.name, row=number, cells=dict(zip(headers, row, strict=False)))
        for number, row in enumerate(sheet.cells[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    real = [
        line for line in lines if not plain(line.cells.get(layout.columns[0], "")).startswith(EXAMPLE_MARK)
    ]
    if not real and not layout.may_be_absent:
        problems.append(Problem(sheet=layout.name, reason="除表头和示例外没有内容"))
    return real


def _header(cell: str) -> str:
    """A header without blanks and without what explains it in brackets: 高成长（是/否）."""
    return re.sub(r"\(.*\)$", "", re.sub(r"\s", "", plain(cell)))


def _wrong_headers(headers: Sequence[str], layout: SheetLayout) -> list[Problem]:
    count = Counter(headers)
    return [
        Problem(
            sheet=layout.name,
            row=1,
            column=column,
            reason="这一列有好几列" if count[column] else "缺少这一列，表头应在第 1 行",
        )
        for column in layout.columns
        if count[column] != 1
    ]


def _too_long(sheet: Sheet, layout: SheetLayout) -> list[Problem]:
    if len(sheet.cells) <= MAX_LINES + 1:
        return []
    return [Problem(sheet=layout.name, reason=f"共 {len(sheet.cells)} 行，最多 {MAX_LINES} 行")]
