"""Sheets and headers that are missing, empty, repeated or not expected."""

from __future__ import annotations

import pytest

from storage.rules.roster import Sheet, SheetName
from tests.storage.rules.roster.good import GOOD, HEADERS, problems, sheets, without


@pytest.mark.parametrize("name", ["企业", "服务员", "包保", "部门", "管理"])
def test_missing_sheet_is_named(name: str) -> None:
    assert problems(without(name)) == [f"“{name}”表：缺少这张表"]


@pytest.mark.parametrize("name", ["企业", "服务员", "包保", "部门", "管理"])
@pytest.mark.parametrize("cells", [[], [["", " "]], None], ids=["nothing", "blanks", "header only"])
def test_empty_sheet_is_named(name: str, cells: list[list[str]] | None) -> None:
    headed = [HEADERS[SheetName(name)]] if cells is None else cells
    reason = "这张表是空的" if cells is not None else "除表头和示例外没有内容"

    assert problems([*without(name), Sheet(name=name, cells=headed)]) == [f"“{name}”表：{reason}"]


def test_sheet_of_contacts_may_be_absent_or_empty() -> None:
    others = without("联系人")

    assert problems(others) == problems([*others, Sheet(name="联系人", cells=[])]) == problems(sheets()) == []


def test_sheet_with_content_that_is_not_expected_is_named_and_an_empty_one_is_not() -> None:
    extra = [Sheet(name="企业联系人", cells=[["姓名"]]), Sheet(name="Sheet1", cells=[["", ""]])]

    assert problems([*sheets(), *extra]) == [
        "“企业联系人”表：没有这张表的用处；应有的表：企业、联系人、服务员、包保、部门、管理"
    ]


def test_sheet_given_twice_is_named() -> None:
    assert problems([*sheets(), Sheet(name="包保 ", cells=[["x"]])]) == ["“包保”表：这张表有好几张"]


def test_missing_and_repeated_headers_are_named() -> None:
    cells = [["工号", "工号", "姓名", "单位", "职务"], ["F001", "F001", "李驻企", "", ""]]

    assert problems([*without("服务员"), Sheet(name="服务员", cells=cells)]) == [
        "“服务员”表 第 1 行 “工号”：这一列有好几列",
        "“服务员”表 第 1 行 “电话”：缺少这一列，表头应在第 1 行",
    ]


def test_too_many_rows_are_refused() -> None:
    assert problems(sheets(管理=[GOOD["管理"][0]] * 20_001)) == ["“管理”表：共 20002 行，最多 20000 行"]
