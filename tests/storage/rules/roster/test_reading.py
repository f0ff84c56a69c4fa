"""What is read from a good roster."""

from __future__ import annotations

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
    Roster,
    Sheet,
    SheetName,
    read_roster,
)
from tests.storage.rules.roster.good import CATEGORIES, CODE, GOOD, OTHER_CODE, enterprise, read, without


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
    others = without("企业")

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
