"""Every bad row is named, with sheet, row, column and reason."""

from __future__ import annotations

import pytest

from storage.rules.roster import EnterpriseKind, Problem
from tests.storage.rules.roster.good import CODE, GOOD, OTHER_CODE, enterprise, problems, sheets


@pytest.mark.parametrize(
    ("sheet", "row", "expected"),
    [
        (
            "企业",
            enterprise("91220174MA0AA0018U"),
            (
                "“企业”表 第 2 行 “统一社会信用代码”：“91220174MA0AA0018U”与末位校验码不符；"
                "应为营业执照上的代码，请逐位核对"
            ),
        ),
        ("企业", enterprise("9122"), "“企业”表 第 2 行 “统一社会信用代码”：“9122”共 4 位；应为18 位"),
        ("企业", enterprise(""), "“企业”表 第 2 行 “统一社会信用代码”：没有填"),
        ("企业", enterprise(企业名称=" "), "“企业”表 第 2 行 “企业名称”：没有填"),
        (
            "企业",
            enterprise(类别="规上农业"),
            f"“企业”表 第 2 行 “类别”：“规上农业”不在可选之列；可填：{'、'.join(EnterpriseKind)}",
        ),
        (
            "企业",
            enterprise(类别=""),
            f"“企业”表 第 2 行 “类别”：没有填；只有高成长企业可以不填，可填：{'、'.join(EnterpriseKind)}",
        ),
        ("企业", enterprise(高成长="也许"), "“企业”表 第 2 行 “高成长”：“也许”应为是或否"),
        (
            "企业",
            enterprise(联系电话=""),
            "“企业”表 第 2 行 “联系电话”：没有填；应为11 位手机号，例如 138 0013 8000，前面可以有 +86",
        ),
        ("企业", enterprise(联系人=""), "“企业”表 第 2 行 “联系人”：没有填"),
        ("企业", enterprise(地址="路" * 201), "“企业”表 第 2 行 “地址”：共 201 个字，最多 200 个"),
        (
            "联系人",
            [OTHER_CODE, "孙示例", "", "13900000009"],
            f"“联系人”表 第 2 行 “统一社会信用代码”：“{OTHER_CODE}”：“企业”表里没有这个代码",
        ),
        ("联系人", [CODE, "", "", "13900000009"], "“联系人”表 第 2 行 “姓名”：没有填"),
        (
            "联系人",
            [CODE, "孙示例", "", "0431-85000000"],
            "“联系人”表 第 2 行 “电话”：“043185000000”是座机号码；应为11 位手机号，例如 138 0013 8000，前面可以有 +86",
        ),
        (
            "服务员",
            ["F001", "李驻企", "", "", "1380000000"],
            "“服务员”表 第 2 行 “电话”：“1380000000”共 10 位；应为11 位手机号，例如 138 0013 8000，前面可以有 +86",
        ),
        ("包保", [CODE, "F009", "负责人"], "“包保”表 第 2 行 “工号”：“F009”：“服务员”表里没有这个工号"),
        (
            "包保",
            [OTHER_CODE, "F001", "成员"],
            f"“包保”表 第 2 行 “统一社会信用代码”：“{OTHER_CODE}”：“企业”表里没有这个代码",
        ),
        ("包保", [CODE, "F001", "组长"], "“包保”表 第 2 行 “分工”：“组长”不在可选之列；可填：负责人、成员"),
        ("部门", ["", "郑联络", "13700000002", "其他"], "“部门”表 第 2 行 “部门”：没有填"),
        (
            "部门",
            ["人社", "郑联络", "13700000002", "用工、天气"],
            "“部门”表 第 2 行 “受理类别”：没有“天气、用工”这个类别；可填：用工人才、生活配套、其他",
        ),
        (
            "管理",
            ["陈专班", "", "", "13600000001", "主任"],
            "“管理”表 第 2 行 “权限”：“主任”不在可选之列；可填：专班、领导",
        ),
    ],
)
def test_bad_row_is_named_with_its_place(sheet: str, row: list[str], expected: str) -> None:
    assert problems(sheets(**{sheet: [row]})) == [expected]


def test_every_problem_is_found_in_one_pass_in_the_order_of_the_sheets() -> None:
    found = problems(
        sheets(
            企业=[enterprise("9122", 类别="规上农业", 联系电话="123")],
            服务员=[["", "李驻企", "", "", ""]],
            管理=[["", "", "", "x", ""]],
        )
    )

    assert [line.split("：")[0] for line in found] == [
        "“企业”表 第 2 行 “类别”",
        "“企业”表 第 2 行 “统一社会信用代码”",
        "“企业”表 第 2 行 “联系电话”",
        "“服务员”表 第 2 行 “工号”",
        "“服务员”表 第 2 行 “电话”",
        "“管理”表 第 2 行 “姓名”",
        "“管理”表 第 2 行 “电话”",
        "“管理”表 第 2 行 “权限”",
    ]


def test_row_that_is_bad_for_another_reason_can_still_be_referred_to() -> None:
    assert problems(sheets(服务员=[["F001", "李驻企", "", "", "电话不详"]])) == [
        "“服务员”表 第 2 行 “电话”：“电话不详”里有不是数字的字符；应为11 位手机号，例如 138 0013 8000，前面可以有 +86"
    ]


def test_problem_without_a_place_is_its_reason() -> None:
    assert str(Problem(reason="文件太大")) == "文件太大"


# Rows that do not agree with each other


@pytest.mark.parametrize(
    ("sheet", "rows", "expected"),
    [
        (
            "企业",
            [GOOD["企业"][0], enterprise(企业名称="示例二公司")],
            "“企业”表 第 3 行 “统一社会信用代码”：与第 2 行重复",
        ),
        ("联系人", [GOOD["联系人"][0]] * 2, "“联系人”表 第 3 行 “电话”：与第 2 行重复"),
        (
            "服务员",
            [GOOD["服务员"][0], ["F001", "周驻企", "", "", "13800000002"]],
            "“服务员”表 第 3 行 “工号”：与第 2 行重复",
        ),
        (
            "服务员",
            [GOOD["服务员"][0], ["F002", "李驻企", "", "", "13800000001"]],
            "“服务员”表 第 3 行 “电话”：与第 2 行（工号 F001）手机号相同，一人只能有一个工号",
        ),
        (
            "包保",
            [[CODE, "F001", "负责人"], [CODE, "F001", "成员"]],
            "“包保”表 第 3 行 “统一社会信用代码”：与第 2 行重复",
        ),
        ("部门", [GOOD["部门"][0]] * 2, "“部门”表 第 3 行 “电话”：与第 2 行重复"),
        ("管理", [GOOD["管理"][0]] * 2, "“管理”表 第 3 行 “电话”：与第 2 行重复"),
    ],
)
def test_repeated_row_is_named_with_the_first_one(sheet: str, rows: list[list[str]], expected: str) -> None:
    assert problems(sheets(**{sheet: rows})) == [expected]


def test_second_lead_of_an_enterprise_is_a_bad_row() -> None:
    officers = [*GOOD["服务员"], ["F002", "周驻企", "", "", "13800000002"]]
    pairs = [[CODE, "F001", "负责人"], [CODE, "F002", "负责人"]]

    assert problems(sheets(服务员=officers, 包保=pairs)) == [
        "“包保”表 第 3 行 “分工”：这家企业在第 2 行已有负责人（工号 F001）"
    ]


def test_same_phone_with_another_name_is_a_bad_row_across_sheets() -> None:
    assert problems(sheets(管理=[["陈专班", "", "", "+86 138-0000-0001", "专班"]])) == [
        "“管理”表 第 2 行 “姓名”：“陈专班”与“服务员”表第 2 行的“李驻企”手机号相同而姓名不同"
    ]
