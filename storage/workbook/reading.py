"""From the bytes of a workbook to a roster."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from storage.ledger.roster import BadRoster
from storage.rules.policy import Policy
from storage.rules.roster import Problem, Roster, Sheet, read_roster

MEBIBYTE: Final = 1024 * 1024
MAX_BYTES: Final = 20 * MEBIBYTE  # Telegram hands bots no larger file
MAX_UNPACKED_BYTES: Final = 100 * MEBIBYTE
MAX_PARTS: Final = 1_000

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password


def read_roster_workbook(data: bytes, policy: Policy) -> Roster:
    """The roster in a workbook. Takes a fraction of a second, and a process of its own.

    Raises:
        BadRoster: it is no workbook, or too large, or rows are wrong; names everything that is.
    """
    _refuse_what_is_none(data)
    read = read_roster(_sheets(data), {category.label: category.code for category in policy.categories})
    if not isinstance(read, Roster):
        raise BadRoster(read)
    return read


def refuse_too_large(size_bytes: int) -> None:
    """For who knows the size before they have the file.

    Raises:
        BadRoster: no workbook of this size is read.
    """
    if size_bytes > MAX_BYTES:
        raise _refusal(f"文件有 {size_bytes / MEBIBYTE:.1f} MB，最大 {MAX_BYTES // MEBIBYTE} MB")


def _refuse_what_is_none(data: bytes) -> None:
    refuse_too_large(len(data))
    if data.startswith(_OLE):
        raise _refusal("文件设有密码，或是旧的 .xls 格式；请另存为没有密码的 .xlsx")
    if not data.startswith(_ZIP):
        raise _refusal("文件不是 Excel 工作簿（.xlsx）")
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError):
        raise _refusal("文件已损坏，或不是 Excel 工作簿（.xlsx）") from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _refusal("文件不是 Excel 工作簿（.xlsx）")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise _refusal(f"文件解压后超过 {MAX_UNPACKED_BYTES // MEBIBYTE} MB，不像一份花名册")


def _sheets(data: bytes) -> list[Sheet]:
    # Its sizes may lie, and a small file may ask for much: see the reader.
    command = [sys.executable, "-I", str(Path(__file__).with_name("reader.py"))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=True)  # noqa: S603
    except subprocess.CalledProcessError:
        raise _refusal("文件读不出来：已损坏，或内容大得不像一份花名册") from None
    return [Sheet(name=name, cells=cells) for name, cells in json.loads(done.stdout)]


def _refusal(reason: str) -> BadRoster:
    return BadRoster([Problem(reason=reason)])
