"""A roster that is sent is shown first: what it would change, or all that is wrong with it."""

from __future__ import annotations

from bot.sandbox import Person
from tests.handlers.roster.conftest import CODE, GOOD, PARTS, PHONES, Desk, workbook
from tests.handlers.roster.sent import ADDING, labels

WITHOUT_DEPARTMENT = (
    "没有责任部门的类别（由专班办理）：融资金融、用地厂房、要素保障、物流交通、审批证照、税费、政策兑现、市场配套、"
    "科技创新、项目建设、环保安全、法律知识产权、账款拖欠、生活配套、其他"
)


async def test_roster_is_shown_first_and_changes_nothing(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)

    assert asked.text == (
        "花名册，还没有导入\n"
        "· 服务员：新增 1，变更 0，结束 0（原有 1）\n"
        "\n"
        "服务员：＋ F002 周驻企\n"
        "\n"
        f"{WITHOUT_DEPARTMENT}\n"
        "\n"
        "还没有加入（6 人）：企业联系人 2，驻企服务员 2，责任部门联络员 1，专班 1"
    )
    assert labels(asked) == ["导入", "取消"]
    assert "周驻企" not in desk.not_joined
    assert desk.told == []


async def test_what_is_left_to_do_is_named(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, workbook(包保=[[CODE, "F001", "成员"]]))

    assert f"包保：～ {CODE} — F001 成员：分工 负责人 → 成员" in asked.text
    assert f"\n\n没有负责人的企业（1）：{PARTS}\n\n没有责任部门的类别" in asked.text


async def test_no_phone_is_in_the_chat(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, workbook(部门=[["人社", "郑联络", "13700000077", "用工人才"]]))
    [bad] = await desk.sends(chen, workbook(部门=[["人社", "赵联络", PHONES["李驻企"], "用工人才"]]))

    assert "郑联络" in asked.text
    assert "赵联络" in bad.text
    for text in (asked.text, bad.text):
        assert not any(phone in text for phone in (*PHONES.values(), "13700000077", "13700000002"))


async def test_the_same_roster_again_is_not_asked_about(desk: Desk, chen: Person) -> None:
    [answer] = await desk.sends(chen, workbook())

    assert answer.text.startswith("花名册：与现有的一致，没有变化\n\n没有责任部门的类别")
    assert labels(answer) == []
    assert (desk.open_uploads, desk.state(chen)) == (0, None)


async def test_bad_rows_are_named_with_their_place_and_nothing_is_asked(desk: Desk, chen: Person) -> None:
    bad = workbook(
        企业=[["91220174MA0AA0018U", PARTS, "规上工业", "否", "", "", "", ""]],
        联系人=[],
        包保=[[CODE, "F9", "成员"]],
    )

    [answer] = await desk.sends(chen, bad)

    assert answer.text == (
        "花名册有 2 处错误，没有导入任何内容。改好后请重新发送。\n"
        "\n"
        "· “企业”表 第 2 行 “统一社会信用代码”：“91220174MA0AA0018U”与末位校验码不符；"
        "应为营业执照上的代码，请逐位核对\n"
        "· “包保”表 第 2 行 “工号”：“F9”：“服务员”表里没有这个工号"
    )
    assert labels(answer) == []
    assert (desk.open_uploads, desk.state(chen)) == (0, None)


async def test_row_that_contradicts_the_ledger_is_named_too(desk: Desk, chen: Person) -> None:
    [answer] = await desk.sends(
        chen, workbook(服务员=[["F001", "张驻企", "示例局", "科员", PHONES["李驻企"]]])
    )

    assert "· “服务员”表 第 2 行 “姓名”：“张驻企”与台账里的“李驻企”手机号相同而姓名不同" in answer.text


async def test_many_bad_rows_come_as_a_workbook_with_the_first_ones_in_the_message(
    desk: Desk, chen: Person
) -> None:
    rows = [[f"专班{number}", "专班办公室", "", str(number), "专班"] for number in range(200)]

    attached, answer = await desk.sends(chen, workbook(管理=rows))

    assert attached.kind == "document"
    assert attached.content.media["file_name"] == "花名册错误.xlsx"
    shown = answer.text.count("\n· ")
    assert 20 < shown < 100
    assert answer.text.endswith(f"\n另有 {200 - shown} 处，全部见上面的文件。")
    assert len(answer.text) < 4096


async def test_many_changes_come_as_a_workbook_too(desk: Desk, chen: Person) -> None:
    rows = [[f"F{number}", f"驻企{number}", "示例局", "", f"138{number:08}"] for number in range(2, 400)]

    attached, asked = await desk.sends(chen, workbook(服务员=[*GOOD["服务员"], *rows]))

    assert attached.content.media["file_name"] == "花名册变化.xlsx"
    shown = asked.text.count("服务员：＋ ")
    assert shown > 20
    assert f"\n另有 {398 - shown} 项，全部见上面的文件。\n" in asked.text
    assert labels(asked) == ["导入", "取消"]
