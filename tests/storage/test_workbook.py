"""Workbooks as people make them: read as a roster, or refused with a reason; and those that are written."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from storage.ledger.roster import BadRoster
from storage.rules.policy import Policy
from storage.rules.roster import EXAMPLE_MARK, Roster, SheetName
from storage.workbook import MAX_BYTES, read_roster_workbook, roster_template, table_workbook
from tests.storage.roster_workbooks import HEADERS, fill_in

CODE = "91220174MA0AA0019U"
GOOD: dict[str, list[list[Any]]] = {
    SheetName.ENTERPRISES: [
        [CODE, "示例汽车零部件有限公司", "规上工业", "否", "", "示例路1号", "王示例", 13900000001]
    ],
    SheetName.OFFICERS: [[1001, "李驻企", "示例局", "科员", 13800000001.0]],
    SheetName.PAIRS: [[CODE, "1001", "负责人"]],
    SheetName.DEPARTMENTS: [["人社", "郑联络", "13700000002", "用工人才"]],
    SheetName.MANAGERS: [["陈专班", "专班办公室", "副主任", "+86 136 0000 0001", "专班"]],
}
ROOT = Path(__file__).parents[2]
CENTRAL_HEADER_BYTES, UNPACKED_SIZE_AT = 46, 24
UNREADABLE = "文件读不出来：已损坏，或内容大得不像一份花名册"


def workbook(fill: Callable[[Any], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book)
    return content.getvalue()


def good(change: Callable[[Any], None] = lambda book: None) -> bytes:
    """A good roster; phones and 工号 as numbers, as they are in many a workbook."""

    def fill(book: Any) -> None:
        fill_in(book, GOOD)
        change(book)

    return workbook(fill)


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in ({name: old.read(name) for name in old.namelist()} | parts).items():
            new.writestr(name, part)
    return content.getvalue()


def refusal(data: bytes, policy: Policy) -> list[str]:
    with pytest.raises(BadRoster) as caught:
        read_roster_workbook(data, policy)
    return [str(problem) for problem in caught.value.problems]


def test_numbers_are_read_as_people_typed_them(policy: Policy) -> None:
    roster = read_roster_workbook(good(), policy)

    assert [(row.name, row.phone) for row in roster.people()] == [
        ("王示例", "13900000001"),
        ("李驻企", "13800000001"),
        ("郑联络", "13700000002"),
        ("陈专班", "13600000001"),
    ]
    assert [row.job_number for row in roster.officers] == ["1001"]
    assert roster.departments() == {"人社": frozenset({"staffing"})}


def test_cells_of_other_types_are_read_as_text(policy: Policy) -> None:
    def change(book: Any) -> None:
        sheet = book.get_worksheet_by_name("企业")
        sheet.write_boolean(1, 3, True)
        sheet.write_datetime(1, 4, date(2026, 11, 24), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(1, 5, '="示例路"&2', None, "示例路2")

    (row,) = read_roster_workbook(good(change), policy).enterprises

    assert (row.high_growth, row.park, row.address) == (True, "2026-11-24", "示例路2")


def test_row_numbers_are_those_of_the_spreadsheet(policy: Policy) -> None:
    def change(book: Any) -> None:
        book.get_worksheet_by_name("管理").write_row(6, 0, ["", "", "", "136", "专班"])

    assert refusal(good(change), policy) == [
        "“管理”表 第 7 行 “姓名”：没有填",
        "“管理”表 第 7 行 “电话”：“136”共 3 位；应为11 位手机号，例如 138 0013 8000，前面可以有 +86",
    ]


def test_headers_below_the_first_row_are_not_found(policy: Policy) -> None:
    def fill(book: Any) -> None:
        for name, rows in GOOD.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate([HEADERS[name], *rows], start=name is SheetName.PAIRS):
                sheet.write_row(number, 0, row)

    assert refusal(workbook(fill), policy) == [
        f"“包保”表 第 1 行 “{column}”：缺少这一列，表头应在第 1 行"
        for column in ("统一社会信用代码", "工号", "分工")
    ]


def test_formatted_blank_rows_are_no_rows(policy: Policy) -> None:
    def change(book: Any) -> None:
        sheet, bold = book.get_worksheet_by_name("管理"), book.add_format({"bold": True})
        for row in range(2, 30_000):
            sheet.write_blank(row, 0, None, bold)

    assert len(read_roster_workbook(good(change), policy).managers) == 1


def test_chart_sheets_and_empty_sheets_do_not_disturb(policy: Policy) -> None:
    def change(book: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=管理!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("Sheet7")

    assert isinstance(read_roster_workbook(good(change), policy), Roster)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件不是 Excel 工作簿（.xlsx）"),
        ("姓名,电话\n".encode(), "文件不是 Excel 工作簿（.xlsx）"),
        (b"%PDF-1.7", "文件不是 Excel 工作簿（.xlsx）"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "文件设有密码，或是旧的 .xls 格式；请另存为没有密码的 .xlsx",
        ),
        (b"PK\x03\x04" + bytes(100), "文件已损坏，或不是 Excel 工作簿（.xlsx）"),
        (bytes(MAX_BYTES + 1), "文件有 20.0 MB，最大 20 MB"),
    ],
    ids=["empty", "text", "pdf", "xls", "broken zip", "too large"],
)
def test_file_that_is_no_workbook_is_refused(policy: Policy, data: bytes, reason: str) -> None:
    assert refusal(data, policy) == [reason]


def test_archive_that_is_no_workbook_is_refused(policy: Policy) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    assert refusal(content.getvalue(), policy) == ["文件不是 Excel 工作簿（.xlsx）"]


def test_workbook_cut_short_is_refused(policy: Policy) -> None:
    assert refusal(good()[:-500], policy) == ["文件已损坏，或不是 Excel 工作簿（.xlsx）"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_workbook_with_a_broken_part_is_refused(policy: Policy, part: str) -> None:
    assert refusal(repacked(good(), {part: b"<broken"}), policy) == [UNREADABLE]


def test_zip_bomb_is_refused(policy: Policy) -> None:
    bomb = repacked(good(), {"xl/media/image1.png": bytes(101 * 1024 * 1024)})

    assert len(bomb) < 200_000
    assert refusal(bomb, policy) == ["文件解压后超过 100 MB，不像一份花名册"]


def test_zip_bomb_that_lies_about_its_size_is_refused(policy: Policy) -> None:
    cells = b'<c t="inlineStr"><is><t>' + b"x" * (120 * 1024 * 1024) + b"</t></is></c>"
    sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    bomb = bytearray(repacked(good(), {"xl/worksheets/sheet1.xml": sheet}))
    entry = bomb.rindex(b"xl/worksheets/sheet1.xml") - CENTRAL_HEADER_BYTES
    assert struct.unpack_from("<I", bomb, entry + UNPACKED_SIZE_AT) == (len(sheet),)
    struct.pack_into("<I", bomb, entry + UNPACKED_SIZE_AT, 1000)

    assert refusal(bytes(bomb), policy) == [UNREADABLE]


def test_archive_of_thousands_of_parts_is_refused(policy: Policy) -> None:
    parts = {f"xl/media/{number}": b"" for number in range(1_000)}

    assert refusal(repacked(good(), parts), policy) == ["文件解压后超过 100 MB，不像一份花名册"]


def test_one_cell_in_the_last_corner_is_refused(policy: Policy) -> None:
    def change(book: Any) -> None:
        book.get_worksheet_by_name("管理").write(1_048_575, 16_383, "x")

    assert refusal(good(change), policy) == [UNREADABLE]


@pytest.mark.parametrize("rows", [200, 3_000], ids=["30 MB of text", "more than the memory"])
def test_long_text_in_every_cell_is_refused(policy: Policy, rows: int) -> None:
    def change(book: Any) -> None:
        sheet = book.get_worksheet_by_name("管理")
        for row in range(2, 2 + rows):
            sheet.write_row(row, 0, ["长" * 30_000] * 5)

    data = good(change)

    assert len(data) < MAX_BYTES
    assert refusal(data, policy) == [UNREADABLE]


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not limit memory")
def test_reader_cannot_take_more_memory_than_it_may() -> None:
    code = "from storage.workbook import reader; reader.limit_appetite(); bytearray(reader.MEMORY_BYTES)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stderr.splitlines()[-1] == "MemoryError"


def test_template_has_every_sheet_with_headers_and_a_marked_example() -> None:
    book = CalamineWorkbook.from_object(io.BytesIO(roster_template()))

    assert book.sheet_names == list(SheetName)
    for name in SheetName:
        headers, example = book.get_sheet_by_name(name).to_python()
        assert headers == HEADERS[name]
        assert str(example[0]).startswith(EXAMPLE_MARK)


def test_template_left_as_it_is_imports_nothing(policy: Policy) -> None:
    assert refusal(roster_template(), policy) == [
        f"“{name}”表：除表头和示例外没有内容" for name in SheetName if name is not SheetName.CONTACTS
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 139", "-1", "@SUM(A1)", '=HYPERLINK("x")', "https://t.me/x", "{=1}"]
)
def test_written_text_never_becomes_a_formula_or_a_number(text: str) -> None:
    data = table_workbook("表", ["甲"], [[text], ["12"]])

    assert CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("表").to_python() == [
        ["甲"],
        [text],
        ["12"],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
