"""Reads a workbook in a process of its own: `python reader.py < book.xlsx > sheets.json`.

A few kilobytes can ask for terabytes: one cell in the last row and column, or one long text in every cell. The
library that reads them gives up the whole process then. So this one is run apart, with little memory, and needs
nothing of ours.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from itertools import islice
from typing import Final

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 60
MAX_ROWS: Final = 20_002  # one more than is allowed, so that too many can be told
MAX_COLUMNS: Final = 100
MAX_CHARACTERS: Final = 20_000_000

Cell = float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def limit_appetite() -> None:
    """Where the system knows how, let no more memory and time be taken than a large roster needs.

    The limits are the reader's own: whoever waits for it needs no clock, which a test may have moved.
    """
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def text_of(cell: Cell) -> str:
    """A cell as a person would have typed it: a phone kept as the number 13900000001.0 has no point and no zero."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def cells_of(sheet: CalamineSheet) -> list[list[str]]:
    """The sheet from its first row and column on, without what is beyond any roster."""
    if sheet.start is None:
        return []
    rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
    return [[text_of(cell) for cell in islice(row, MAX_COLUMNS)] for row in rows]


def main() -> int:
    """Read standard input, write all worksheets to standard output as [[name, rows], …]."""
    limit_appetite()
    book = CalamineWorkbook.from_object(io.BytesIO(sys.stdin.buffer.read()))
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    sheets = [[name, cells_of(book.get_sheet_by_name(name))] for name in names]
    written = json.dumps(sheets, ensure_ascii=False)
    if len(written) > MAX_CHARACTERS:
        return 1
    sys.stdout.buffer.write(written.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
