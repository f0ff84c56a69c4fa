from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.sandbox import Message, Person
from handlers.talk import Waiting
from storage.database import LedgerSession
from storage.ledger import drafts
from storage.ledger.drafts import DraftView
from storage.ledger.roster import import_roster
from storage.rules.words import Action
from storage.tables import Role, RoleKind
from storage.workbook import read_roster_workbook, roster_template
from tests.handlers.roster.conftest import CODE, GOOD, NEW_OFFICER, PARTS, PHONES, Desk, workbook

ADDING = workbook(服务员=NEW_OFFICER)
ENDING = workbook(联系人=[], 服务员=NEW_OFFICER)
WITHOUT_DEPARTMENT = (
    "没有责任部门的类别（由专班办理）：融资金融、用地厂房、要素保障、物流交通、审批证照、税费、政策兑现、市场配套、"
    "科技创新、项目建设、环保安全、法律知识产权、账款拖欠、生活配套、其他"
)
WHICH = "这次将结束 1 项，有的表超过 5%。核对无误，请输入 1；不导入请按“取消”。"
IMPORTED = "✅ 花名册已导入\n· 服务员：新增 1，变更 0，结束 0\n名册上还有 6 人没有加入。"


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.inline_keyboard for button in row]


def import_elsewhere(desk: Desk, data: bytes, *, end: int | None = None) -> None:
    """Somebody imports another roster meanwhile."""
    roster = read_roster_workbook(data, desk.ledger.policy)
    desk.ledger.write_now(import_roster, roster=roster, end=end, now=desk.now, cause="cli:import:2")


def officers_since(session: LedgerSession) -> list[tuple[str | None, bool]]:
    """工号 of every officer there ever was, and whether they are still one."""
    rows = session.exec(select(Role).where(Role.kind == RoleKind.OFFICER).order_by(col(Role.id)))
    return [(row.job_number, row.until is None) for row in rows]


def current_draft(desk: Desk, who: Person) -> DraftView | None:
    person = desk.known(who)
    return desk.ledger.read_now(drafts.current_draft, person.person_id)


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


async def test_import_does_what_was_shown_and_tells_it_in_a_notice(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)

    assert await desk.after(chen, lambda: chen.press("导入")) == []

    assert asked.deleted
    assert chen.toasts() == ["已导入"]
    assert "周驻企" in desk.not_joined
    assert desk.told == [IMPORTED]
    assert desk.state(chen) is None


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


async def test_workbook_of_an_officer_is_a_file_like_any_other(desk: Desk) -> None:
    officer = desk.joined("李驻企")

    [answer] = await desk.sends(officer, ADDING)

    assert "要记进展，请先在“待办”里打开一个问题" in answer.text
    assert desk.open_uploads == 0
    assert not [call for call in desk.sandbox.calls if call.method.lower() == "getfile"]


async def test_workbook_of_a_contact_begins_a_report(desk: Desk) -> None:
    contact = desk.joined("王示例")

    [preview] = await desk.sends(contact, ADDING)

    assert "📎 文件 1" in preview.text
    assert desk.state(contact) == Waiting.REPORT


async def test_workbook_of_a_manager_inside_a_report_goes_into_it(desk: Desk, chen: Person) -> None:
    await desk.after(chen, lambda: chen.say("代上报"))
    await desk.sends(chen, ADDING)

    draft = current_draft(desk, chen)
    assert draft is not None
    assert (draft.action, len(draft.attachments)) == (Action.OPEN, 1)
    assert desk.open_uploads == 0


async def test_workbook_that_replies_to_a_case_belongs_to_the_case(desk: Desk, chen: Person) -> None:
    await desk.talk.application.bot.send_message(chen.id, "ZQ261124-001 办理中")

    [answer] = await desk.sends(chen, ADDING, reply_to=chen.heard()[-1])

    assert "要记进展" in answer.text
    assert desk.open_uploads == 0


async def test_other_files_of_a_manager_are_no_rosters(desk: Desk, chen: Person) -> None:
    [answer] = await desk.sends(chen, ADDING, name="花名册.pdf")

    assert "要记进展" in answer.text


async def test_ending_more_than_one_in_twenty_is_asked_for_by_number(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ENDING)
    assert "❗️ 有的表结束超过 5%，共结束 1 项，导入时要输入这个数。" in asked.text
    assert f"联系人：－ 孙示例（{CODE}）\n服务员：＋ F002 周驻企" in asked.text, "what ends comes first"

    [which] = await desk.after(chen, lambda: chen.press("导入"))
    assert which.text == WHICH
    assert "孙示例" in desk.not_joined

    for wrong in ("2", "一", "-1", "1 项", "01.0", "²"):
        [again] = await desk.after(chen, lambda typed=wrong: chen.say(typed))  # type: ignore[misc]
        assert again.text == f"没有导入：输入的不是 1。\n\n{WHICH}"
    [again] = await desk.after(chen, chen.send_photo)
    assert again.text == f"没有导入：输入的不是 1。\n\n{WHICH}"
    assert "孙示例" in desk.not_joined

    assert await desk.after(chen, lambda: chen.say(" １ ")) == []
    assert "孙示例" not in desk.not_joined
    assert asked.deleted
    [told] = desk.told
    assert told == (
        "✅ 花名册已导入\n"
        "· 联系人：新增 0，变更 0，结束 1\n"
        "· 服务员：新增 1，变更 0，结束 0\n"
        "名册上还有 5 人没有加入。"
    )
    assert desk.state(chen) is None


async def test_number_that_nobody_asked_for_imports_nothing(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)

    [answer] = await desk.after(chen, lambda: chen.say("0"))

    assert answer.text == "请先核对上面的花名册，按“导入”或“取消”。"
    assert desk.told == []
    assert desk.state(chen) == Waiting.ROSTER


async def test_what_changed_meanwhile_is_shown_instead_of_imported(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    import_elsewhere(desk, workbook(联系人=[*GOOD["联系人"], [CODE, "钱示例", "", "13900000008"]]))

    [other] = await desk.after(chen, lambda: chen.press("导入"))

    assert other.text.startswith(
        "❗️ 在您按“导入”之前，花名册有了别的变化，还没有导入。请重新核对。\n"
        "\n"
        "花名册，还没有导入\n"
        "· 联系人：新增 0，变更 0，结束 1（原有 3）\n"
        "· 服务员：新增 1，变更 0，结束 0（原有 1）\n"
        "❗️ 有的表结束超过 5%，共结束 1 项，导入时要输入这个数。\n"
    )
    assert asked.deleted
    assert "钱示例" in desk.not_joined
    assert desk.told == []
    [which] = await desk.after(chen, lambda: chen.press("导入"))
    assert which.text == WHICH
    await desk.after(chen, lambda: chen.say("1"))
    assert desk.not_joined & {"钱示例", "周驻企"} == {"周驻企"}


async def test_what_others_imported_already_is_not_asked_about_again(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    import_elsewhere(desk, ADDING)

    [other] = await desk.after(chen, lambda: chen.press("导入"))

    assert "花名册：与现有的一致，没有变化" in other.text
    assert labels(other) == []
    assert (desk.open_uploads, desk.state(chen), desk.told) == (0, None, [])


async def test_what_contradicts_the_ledger_by_now_is_not_imported(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    import_elsewhere(
        desk, workbook(服务员=[*GOOD["服务员"], ["F002", "冯驻企", "人社局", "", "13800000002"]])
    )

    [answer] = await desk.after(chen, lambda: chen.press("导入"))

    assert "“周驻企”与台账里的“冯驻企”手机号相同而姓名不同" in answer.text
    assert asked.deleted
    assert (desk.open_uploads, desk.state(chen), desk.told) == (0, None, [])


async def test_pressed_twice_is_imported_once(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    desk.expected_refusal = "Bad Request: message to delete not found"
    chen.press("导入")
    chen.press("导入", asked)
    await desk.handled(chen)

    assert chen.toasts() == ["已导入", "这份花名册已经导入或取消了"]
    assert desk.told == [IMPORTED]
    assert desk.ledger.read_now(officers_since) == [("F001", True), ("F002", True)]


async def test_import_handled_again_after_a_kill_does_it_once(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    chen.press("导入")
    [pressed] = await desk.handled(chen, killed=True)
    import_elsewhere(desk, workbook(), end=1)

    await desk.again(chen, pressed)

    assert desk.told == [IMPORTED]
    assert desk.ledger.read_now(officers_since) == [("F001", True), ("F002", False)], "not brought back"
    assert chen.toasts()[-1] == "已导入"
    assert desk.state(chen) is None


async def test_typed_number_handled_again_after_a_kill_does_it_once(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ENDING)
    await desk.after(chen, lambda: chen.press("导入"))
    chen.say("1")
    [typed] = await desk.handled(chen, killed=True)

    heard = len(chen.heard())
    await desk.again(chen, typed)

    assert len(chen.heard()) == heard, "the number is not taken for a message"
    assert len(desk.told) == 1
    assert desk.state(chen) is None


async def test_roster_handled_again_after_a_kill_is_asked_about_once(desk: Desk, chen: Person) -> None:
    chen.send_document(data=ADDING, name="花名册.xlsx")
    [sent] = await desk.handled(chen, killed=True)
    assert desk.state(chen) is None

    await desk.again(chen, sent)

    [asked] = chen.heard()
    assert labels(asked) == ["导入", "取消"]
    assert (desk.open_uploads, desk.state(chen)) == (1, Waiting.ROSTER)
    await desk.after(chen, lambda: chen.press("导入"))
    assert desk.told == [IMPORTED]


async def test_button_of_another_does_nothing(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    data = [button.data for button in chen.buttons(asked) if button.data]
    others = [desk.joined("李驻企"), desk.joined("吴专班")]
    for who in others:
        await desk.sends(who, ADDING, name="a.pdf")
        for forged in (*data, "roster_in:999", "roster_out:-1"):
            await desk.after(who, lambda who=who, forged=forged: who.forge(forged))  # type: ignore[misc]
        assert who.toasts() == ["没有找到这份花名册。"] * 4

    assert (desk.open_uploads, desk.told) == (1, [])
    assert not asked.deleted


async def test_who_is_not_of_the_managers_any_more_imports_nothing(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    also_officer = ["F003", "陈专班", "示例局", "", PHONES["陈专班"]]
    import_elsewhere(desk, workbook(管理=GOOD["管理"][1:], 服务员=[*GOOD["服务员"], also_officer]), end=1)

    await desk.after(chen, lambda: chen.press("导入"))

    assert chen.toasts() == ["现在不能“导入花名册”。"]
    assert desk.told == []


@pytest.mark.parametrize("how", ["取消", "/cancel"])
async def test_roster_is_left_by_words(desk: Desk, chen: Person, how: str) -> None:
    [asked] = await desk.sends(chen, ADDING)

    [answer] = await desk.after(chen, lambda: chen.say(how))

    assert answer.text == "已取消，没有导入花名册。"
    assert asked.deleted
    assert (desk.open_uploads, desk.state(chen)) == (0, None)
    await desk.after(chen, lambda: chen.forge(str(asked.inline_keyboard[0][0]["callback_data"]), answer))
    assert chen.toasts() == ["这份花名册已经导入或取消了"]
    assert desk.told == []


async def test_roster_is_left_by_its_button(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)

    assert await desk.after(chen, lambda: chen.press("取消")) == []

    assert asked.text == "已取消，没有导入花名册。"
    assert labels(asked) == []
    assert (desk.open_uploads, desk.state(chen)) == (0, None)


async def test_second_roster_takes_the_place_of_the_first(desk: Desk, chen: Person) -> None:
    [first] = await desk.sends(chen, ENDING)
    [second] = await desk.sends(chen, ADDING)

    assert (first.deleted, second.deleted) == (True, False)
    assert desk.open_uploads == 1
    await desk.after(chen, lambda: chen.press("导入"))
    assert desk.told == [IMPORTED]


async def test_bad_second_roster_leaves_the_first_to_be_imported(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    await desk.sends(chen, b"PK", name="坏.XLSX")

    assert desk.state(chen) == Waiting.ROSTER
    await desk.after(chen, lambda: chen.press("导入"))
    assert desk.told == [IMPORTED]


async def test_menu_is_not_swallowed_while_a_roster_is_asked_about(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)

    [todo] = await desk.after(chen, lambda: chen.say("待办"))

    assert todo.text.startswith("待办")
    assert desk.state(chen) == Waiting.ROSTER


async def test_upload_that_is_kept_no_longer_does_not_hold_the_talk(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    desk.forget_uploads(desk.now + timedelta(days=8))

    [answer] = await desk.after(chen, lambda: chen.say("1"))

    assert "要记进展" in answer.text
    assert desk.state(chen) is None


async def test_roster_command_brings_the_template_to_managers_alone(desk: Desk, chen: Person) -> None:
    [template] = await desk.after(chen, lambda: chen.say("/roster"))
    assert template.text.startswith("花名册\n把填好的 .xlsx 直接发给我")
    assert template.content.media["file_name"] == "花名册模板.xlsx"
    assert len(chen.open(template)) == len(roster_template())

    officer = desk.joined("李驻企")
    [answer] = await desk.after(officer, lambda: officer.say("/roster"))
    assert answer.text == "花名册由专班导入。"


async def test_help_says_so_to_managers_alone(desk: Desk, chen: Person) -> None:
    line = "· 发来 .xlsx 文件就是导入花名册：先看变化，再按“导入”。模板：/roster"
    [help_] = await desk.after(chen, lambda: chen.say("帮助"))
    officer = desk.joined("李驻企")
    [other] = await desk.after(officer, lambda: officer.say("帮助"))

    assert line in help_.text.splitlines()
    assert "/roster" not in other.text
