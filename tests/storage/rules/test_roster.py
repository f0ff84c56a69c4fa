from __future__ import annotations

from collections.abc import Sequence

import pytest

from storage.rules.roster import (
    EXAMPLE_MARK,
    LAYOUT,
    ContactRow,
    Duty,
    EnterpriseKind,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    Place,
    Power,
    Problem,
    Roster,
    Sheet,
    SheetName,
    compare,
    read_roster,
)

CATEGORIES = {"用工人才": "staffing", "生活配套": "living", "其他": "other"}
CODE, OTHER_CODE = "91220174MA0AA0019U", "91220174MA0AA0027N"
HEADERS = {layout.name: list(layout.columns) for layout in LAYOUT}
GOOD: dict[str, list[list[str]]] = {
    "企业": [
        [CODE, "示例汽车零部件有限公司", "规上工业", "否", "示例园", "示例路1号", "王示例", "13900000001"]
    ],
    "联系人": [[CODE, "孙示例", "生产主管", "13900000009"]],
    "服务员": [["F001", "李驻企", "示例局", "科员", "13800000001"]],
    "包保": [[CODE, "F001", "负责人"]],
    "部门": [["人社", "郑联络", "13700000002", "用工人才"]],
    "管理": [["陈专班", "专班办公室", "副主任", "13600000001", "专班"]],
}


def sheets(**replaced: list[list[str]]) -> list[Sheet]:
    """A good roster with the rows of some sheets replaced."""
    return [
        Sheet(name=name, cells=[HEADERS[SheetName(name)], *rows])
        for name, rows in {**GOOD, **replaced}.items()
    ]


def read(**replaced: list[list[str]]) -> Roster:
    roster = read_roster(sheets(**replaced), CATEGORIES)
    assert isinstance(roster, Roster), roster
    return roster


def problems(sheets: Sequence[Sheet]) -> list[str]:
    found = read_roster(sheets, CATEGORIES)
    return [] if isinstance(found, Roster) else [str(problem) for problem in found]


def enterprise(code: str = CODE, **changed: str) -> list[str]:
    """The good enterprise with some columns changed."""
    cells = dict(zip(HEADERS[SheetName.ENTERPRISES], GOOD["企业"][0], strict=True))
    return list({**cells, "统一社会信用代码": code, **changed}.values())


def test_good_roster_is_read_whole() -> None:
    assert read() == Roster(
        enterprises=[
            EnterpriseRow(
                code=CODE,
                name="示例汽车零部件有限公司",
                kind=EnterpriseKind.INDUSTRY,
                high_growth=False,
                park="示例园",
                address="示例路1号",
            )
        ],
        contacts=(
            ContactRow(code=CODE, name="王示例", title="", phone="13900000001"),
            ContactRow(code=CODE, name="孙示例", title="生产主管", phone="13900000009"),
        ),
        officers=[
            OfficerRow(
                job_number="F001", name="李驻企", organisation="示例局", title="科员", phone="13800000001"
            )
        ],
        pairs=[PairRow(code=CODE, job_number="F001", duty=Duty.LEAD)],
        liaisons=(
            LiaisonRow(
                department="人社", name="郑联络", phone="13700000002", categories=frozenset({"staffing"})
            ),
        ),
        managers=[
            ManagerRow(
                name="陈专班",
                organisation="专班办公室",
                title="副主任",
                phone="13600000001",
                power=Power.MANAGER,
            )
        ],
    )


def test_rows_know_where_they_stand() -> None:
    assert [row.place for row in read().contacts] == [
        Place(sheet=SheetName.ENTERPRISES, row=2, name_column="联系人"),
        Place(sheet=SheetName.CONTACTS, row=2),
    ]


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


@pytest.mark.parametrize("name", ["企业", "服务员", "包保", "部门", "管理"])
def test_missing_sheet_is_named(name: str) -> None:
    assert problems([sheet for sheet in sheets() if sheet.name != name]) == [f"“{name}”表：缺少这张表"]


@pytest.mark.parametrize("name", ["企业", "服务员", "包保", "部门", "管理"])
@pytest.mark.parametrize("cells", [[], [["", " "]], None], ids=["nothing", "blanks", "header only"])
def test_empty_sheet_is_named(name: str, cells: list[list[str]] | None) -> None:
    headed = [HEADERS[SheetName(name)]] if cells is None else cells
    reason = "这张表是空的" if cells is not None else "除表头和示例外没有内容"

    others = [sheet for sheet in sheets() if sheet.name != name]
    assert problems([*others, Sheet(name=name, cells=headed)]) == [f"“{name}”表：{reason}"]


def test_sheet_of_contacts_may_be_absent_or_empty() -> None:
    without = [sheet for sheet in sheets() if sheet.name != "联系人"]

    assert (
        problems(without) == problems([*without, Sheet(name="联系人", cells=[])]) == problems(sheets()) == []
    )


def test_sheet_with_content_that_is_not_expected_is_named_and_an_empty_one_is_not() -> None:
    extra = [Sheet(name="企业联系人", cells=[["姓名"]]), Sheet(name="Sheet1", cells=[["", ""]])]

    assert problems([*sheets(), *extra]) == [
        "“企业联系人”表：没有这张表的用处；应有的表：企业、联系人、服务员、包保、部门、管理"
    ]


def test_sheet_given_twice_is_named() -> None:
    assert problems([*sheets(), Sheet(name="包保 ", cells=[["x"]])]) == ["“包保”表：这张表有好几张"]


def test_missing_and_repeated_headers_are_named() -> None:
    cells = [["工号", "工号", "姓名", "单位", "职务"], ["F001", "F001", "李驻企", "", ""]]
    others = [sheet for sheet in sheets() if sheet.name != "服务员"]

    assert problems([*others, Sheet(name="服务员", cells=cells)]) == [
        "“服务员”表 第 1 行 “工号”：这一列有好几列",
        "“服务员”表 第 1 行 “电话”：缺少这一列，表头应在第 1 行",
    ]


def test_too_many_rows_are_refused() -> None:
    assert problems(sheets(管理=[GOOD["管理"][0]] * 20_001)) == ["“管理”表：共 20002 行，最多 20000 行"]


def test_columns_may_stand_in_any_order_beside_others_and_be_explained() -> None:
    cells = [
        [
            "备注",
            " 高成长（是/否） ",
            "联系电话",
            "联系人",
            "园区",
            "地址",
            "类别",
            "企业 名称",
            "统一社会信用代码",
        ],
        ["看过", "是", "13900000001", "王示例", "示例园", "示例路1号", "规上工业", "示例公司", CODE],
    ]
    others = [sheet for sheet in sheets() if sheet.name != "企业"]

    read = read_roster([*others, Sheet(name="企业", cells=cells)], CATEGORIES)

    assert isinstance(read, Roster)
    assert [(row.name, row.high_growth, row.park) for row in read.enterprises] == [
        ("示例公司", True, "示例园")
    ]


def test_example_rows_and_blank_rows_are_left_out() -> None:
    rows = {layout.name: [list(layout.example.values()), [""], *GOOD[layout.name]] for layout in LAYOUT}

    assert read(**rows) == read()
    assert all(row[0].startswith(EXAMPLE_MARK) for (row, *_) in rows.values())


def test_example_row_without_its_mark_would_be_read() -> None:
    # So that an example can be followed by taking the mark away and typing over the rest.
    rows = {
        layout.name: [[cell.removeprefix(EXAMPLE_MARK) for cell in layout.example.values()]]
        for layout in LAYOUT
    }

    assert len(list(read(**rows).people())) == 5


def test_cells_are_tidied() -> None:
    roster = read(
        企业=[
            enterprise(
                "９１２２０１７４ｍａ０ａａ００１９ｕ", 企业名称=" 示例（长春）\n有限公司 ", 联系人="王　示例"
            )
        ],
        服务员=[["Ｆ００１", "李 驻\u200b企", "", "", "0086 138 0000 0001"]],
        包保=[[f" {CODE} ", "f001".upper(), " 负责人"]],
        管理=[["陈专班", "", "", "13600000001", "领导 "]],
    )

    assert [(row.code, row.name) for row in roster.enterprises] == [(CODE, "示例（长春） 有限公司")]
    assert [(row.job_number, row.name, row.phone) for row in roster.officers] == [
        ("F001", "李驻企", "13800000001")
    ]
    assert roster.contacts[0].name == "王示例"
    assert [row.power for row in roster.managers] == [Power.LEADER]


def test_name_of_sixty_characters_is_read() -> None:
    name = "长" * 60

    assert read(管理=[[name, "", "", "13600000001", "专班"]]).managers[0].name == name


def test_kind_may_be_empty_for_a_high_growth_enterprise_only() -> None:
    assert read(企业=[enterprise(类别="", 高成长="是")]).enterprises[0].kind is None


def test_enterprise_may_have_no_contact() -> None:
    assert read(企业=[enterprise(联系人="", 联系电话="")], 联系人=[]).contacts == ()


def test_contact_named_in_both_sheets_is_one_with_the_title() -> None:
    contacts = read(联系人=[[CODE, "王示例", "经理", "13900000001"]]).contacts

    assert contacts == (ContactRow(code=CODE, name="王示例", title="经理", phone="13900000001"),)


def test_department_takes_the_union_of_its_rows() -> None:
    rows = [
        ["人社", "郑联络", "13700000002", "用工人才"],
        ["人社", "何联络", "13700000003", "生活配套，其他"],
        ["工会", "林联络", "13700000004", ""],
    ]

    assert read(部门=rows).departments() == {
        "人社": frozenset({"staffing", "living", "other"}),
        "工会": frozenset(),
    }


def test_enterprises_without_lead_are_found() -> None:
    roster = read(
        企业=[GOOD["企业"][0], enterprise(OTHER_CODE, 联系人="", 联系电话="")], 包保=[[CODE, "F001", "成员"]]
    )

    assert [row.code for row in roster.without_lead()] == [CODE, OTHER_CODE]


def test_compare_finds_what_is_added_changed_and_ended() -> None:
    present = read(
        管理=[["陈专班", "", "", "13600000001", "专班"], ["卫领导", "", "", "13600000002", "领导"]]
    )
    new = read(
        管理=[["马专班", "", "", "13600000003", "专班"], ["卫领导", "", "主任", "13600000002", "领导"]]
    )

    changes = compare(present, new)

    assert [sheet.name for sheet in changes if not sheet.is_empty] == [SheetName.MANAGERS]
    (managers,) = [sheet for sheet in changes if not sheet.is_empty]
    assert managers.before == 2
    assert list(managers.added) == [new.managers[0]]
    assert list(managers.changed) == [(present.managers[1], new.managers[1])]
    assert list(managers.ended) == [present.managers[0]]


@pytest.mark.parametrize(
    ("before", "ended", "many"), [(20, 1, False), (19, 1, True), (40, 3, True), (0, 0, False)]
)
def test_ending_more_than_one_in_twenty_is_many(before: int, ended: int, many: bool) -> None:
    rows = [
        OfficerRow(job_number=f"F{n}", name="示例", organisation="", title="", phone=f"138{n:08}")
        for n in range(before)
    ]

    changes = compare(Roster(officers=rows), Roster(officers=rows[ended:]))

    assert [sheet.ends_many for sheet in changes if sheet.name is SheetName.OFFICERS] == [many]


def test_problem_without_a_place_is_its_reason() -> None:
    assert str(Problem(reason="文件太大")) == "文件太大"
