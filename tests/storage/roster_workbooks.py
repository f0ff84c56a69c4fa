"""Rosters as workbooks: rows below the headers of each sheet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from storage.rules.roster import LAYOUT

HEADERS: Final = {str(layout.name): list(layout.columns) for layout in LAYOUT}

Sheets = Mapping[str, Sequence[Sequence[object]]]


def roster_workbook(sheets: Sheets) -> bytes:
    """A workbook with these rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill_in(book, sheets)
    return content.getvalue()


def fill_in(book: Any, sheets: Sheets) -> None:
    """Write these rows into an empty workbook."""
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate([HEADERS[name], *rows]):
            sheet.write_row(number, 0, row)
