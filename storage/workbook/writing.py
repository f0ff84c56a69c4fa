"""Writing workbooks. All cells are text: nothing that somebody typed can become a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from storage.rules.roster import LAYOUT

NARROWEST, WIDEST = 8, 60  # characters


def roster_template() -> bytes:
    """An empty roster: every sheet with its headers, and an example row that is not imported if left in."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        grey = book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        for layout in LAYOUT:
            rows = [list(layout.example.values())]
            sheet = _write_sheet(book, layout.name, layout.columns, rows, grey)
            # What is typed below stays text as well: a phone, a code, a 工号 with a leading zero.
            for column, header in enumerate(layout.columns):
                sheet.set_column(column, column, _width([header, layout.example[header]]), text)
    return content.getvalue()


def table_workbook(sheet: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet, with a header that stays in sight."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        _write_sheet(book, sheet, headers, rows, book.add_format({"num_format": "@"}))
    return content.getvalue()


def _write_sheet(
    book: Any, name: str, headers: Sequence[str], rows: Sequence[Sequence[str]], text: Any
) -> Any:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, _width([header, *(row[column] for row in rows)]))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text)
    sheet.freeze_panes(1, 0)
    return sheet


def _width(cells: Iterable[str]) -> int:
    """Wide enough for the longest one; a Chinese character takes two."""
    longest = max(sum(1 if character.isascii() else 2 for character in cell) for cell in cells)
    return min(max(longest + 2, NARROWEST), WIDEST)
