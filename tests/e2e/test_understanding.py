"""What is understood of a text, as people read it: by when, why, in which language, and who reads what is personal."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from handlers.prompting import Doing, Step
from storage.tables import Case, Draft
from tests.e2e.stage import NOT_MODIFIED, Stage
from tests.e2e.zone import ENERGY_NAME, PARTS_NAME

HURRY = "厂门口的路灯坏了，明天之前要修好"


async def test_what_the_enterprise_needs_by_when_is_shown_to_all_and_moves_no_deadline(stage: Stage) -> None:
    await stage.contact.says(HURRY)

    lines = stage.contact.texts[-1].splitlines()
    assert lines[4:] == [
        "类别：物流交通（建议）",
        "紧急程度：紧急",
        "企业希望：11月25日（周三）前（会转告承办人，办理时限不变）",
        "还可以继续发文字、照片等补充。",
    ]
    await stage.contact.presses("提交")
    for someone in (stage.contact, stage.officer, stage.member, stage.manager, stage.leader):
        await someone.says("/case ZQ261124-001")
        wished, *due = [line for line in someone.texts[-1].splitlines() if "前" in line][1:]
        assert wished == "企业希望：11月25日（周三）前"
        assert due == [
            "⏱ 签收：11月24日（周二）15:00前",
            "⏱ 首次回复：11月25日（周三）17:30前",
            "⏱ 办结：12月1日（周二）17:30前",
        ]
    kept = stage.look_at(lambda session: session.exec(select(Case.needed_by)).one())
    assert kept == datetime(2026, 11, 25, 16, tzinfo=UTC)


async def test_draft_submitted_the_next_day_is_what_its_preview_said(stage: Stage) -> None:
    await stage.contact.says(HURRY)
    stage.clock.forward(days=1)
    await stage.contact.sends("photo")
    assert "企业希望：11月25日（周三）前" in stage.contact.texts[-1]

    await stage.contact.presses("提交")

    assert "企业希望：11月25日（周三）前" in stage.officer.sees("待签收").text


async def test_text_without_a_date_says_nothing_of_one(stage: Stage) -> None:
    await stage.report(stage.contact, "厂门口的路灯坏了")

    for someone in stage.everybody:
        someone.sees_nothing_of("企业希望")


async def test_why_something_was_suggested_is_said_where_it_can_be_changed(stage: Stage) -> None:
    await stage.contact.says("配电柜跳闸，变压器增容也没批，两条生产线停线了")
    await stage.contact.presses(re.compile("^类别"))

    enterprise, question, why = stage.contact.texts[-1].splitlines()
    assert (enterprise, question) == (PARTS_NAME, "这个问题属于哪一类？")
    assert re.fullmatch("建议“要素保障”：提到(“(变压器|跳闸|增容|停线|配电柜?)”){2,4}", why)
    await stage.contact.presses("返回")
    await stage.contact.presses(re.compile("^紧急程度"))
    _, question, why, first, *_ = stage.contact.texts[-1].splitlines()
    assert (question, first) == ("有多急？", "特急：2 小时内签收，3 个工作日内办结")
    assert re.fullmatch("建议“特急”：提到“.*停.*”", why)


async def test_reasons_are_few_words_of_which_none_says_another_again(stage: Stage) -> None:
    await stage.contact.says("招不到焊工，招不到技工，缺人，倒班的也招不到，工人难招，职称也评不上")
    await stage.contact.presses(re.compile("^类别"))

    _, _, why = stage.contact.texts[-1].splitlines()
    words = re.findall("“(.+?)”", why)[1:]
    assert 1 < len(words) <= 4
    assert [(a, b) for a in words for b in words if a != b and a in b] == []
    assert "…" not in why


async def test_what_is_only_left_over_is_given_no_reason_for(stage: Stage) -> None:
    await stage.contact.says("想和你们聊聊")
    for menu in ("类别", "紧急程度"):
        await stage.contact.presses(re.compile(f"^{menu}"))
        assert "建议" not in stage.contact.texts[-1]
        await stage.contact.presses("返回")


POWER, PERMIT, HANDS = "变压器要增容，明天之前要批下来", "货车通行证办不下来", "招不到焊工"
THREE = f"1. {POWER}\n2. {PERMIT}\n3. {HANDS}"


async def test_several_problems_are_submitted_apart_at_one_tap(stage: Stage) -> None:
    await stage.contact.says(THREE)

    preview = stage.contact.texts[-1]
    assert (
        "\n像是 3 个问题，可以拆成 3 件分别办理：\n"
        "1. 变压器要增容，明天之前要批下来（要素保障 · 紧急）\n"
        "2. 货车通行证办不下来（物流交通 · 一般）\n"
        "3. 招不到焊工（用工人才 · 一般）\n"
    ) in preview
    assert stage.contact.labels()[:2] == [["✅ 提交"], ["✂️ 拆成 3 个问题"]]
    await stage.contact.presses("拆成 3 个问题")

    assert stage.contact.toast == "已提交 3 个问题"
    said, *receipts = stage.contact.texts
    assert said == (f"✅ 已提交 3 个问题\nZQ261124-001 {POWER}\nZQ261124-002 {PERMIT}\nZQ261124-003 {HANDS}")
    assert [text.splitlines()[0] for text in receipts] == [
        f"✅ ZQ261124-00{place} 已收到" for place in (1, 2, 3)
    ]
    cards = stage.officer.news()
    for card, place, text in zip(cards, (1, 2, 3), (POWER, PERMIT, HANDS), strict=True):
        assert card.startswith(f"ZQ261124-00{place} · 待签收")
        assert f"\n\n{text}\n" in card
    assert ["企业希望" in card for card in cards] == [True, False, False]


async def test_files_go_to_the_first_and_that_is_said(stage: Stage) -> None:
    await stage.contact.sends("photo", THREE)
    assert "可以拆成 3 件分别办理（附件归第 1 件）：" in stage.contact.texts[-1]

    await stage.contact.presses("拆成 3 个问题")

    assert stage.contact.texts[0].endswith("\n附件归 ZQ261124-001。")
    assert ["📎" in card for card in stage.officer.news() if card.startswith("ZQ")] == [True, False, False]


@pytest.mark.parametrize(("first", "second"), [("拆成", "拆成"), ("拆成", "提交"), ("提交", "拆成")])
async def test_two_presses_at_once_submit_once(stage: Stage, first: str, second: str) -> None:
    await stage.contact.says(THREE)

    def both() -> None:
        stage.contact.person.press(re.compile(first))
        stage.contact.person.press(re.compile(second))

    stage.tolerated = frozenset({NOT_MODIFIED})
    await stage.contact.does(both)

    submitted = 3 if first == "拆成" else 1
    assert stage.look_at(lambda session: len(session.exec(select(Case)).all())) == submitted
    assert len(stage.officer.news()) == submitted
    assert len([text for text in stage.contact.texts if "已收到" in text]) == submitted
    said = stage.contact.texts[0]
    assert said.startswith("✅ 已提交 3 个问题\n" if submitted == 3 else "✅ 已提交，编号 ZQ261124-001\n")


async def test_old_button_to_take_apart_leaves_words_about_a_case_alone(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.officer.presses("请企业补充")
    await stage.officer.says("是哪个班次？")
    await stage.contact.presses("补充")
    await stage.contact.says(THREE)
    await stage.contact.presses("提交")
    answer = stage.look_at(
        lambda session: session.exec(select(Draft.id).order_by(col(Draft.id).desc())).first()
    )
    assert answer is not None
    await stage.contact.forges(Step(draft_id=answer, do=Doing.SPLIT).pack())

    assert stage.contact.toast == "这份内容已经提交或取消了"
    assert stage.look_at(lambda session: [case.number for case in session.exec(select(Case))]) == [number]


PHONE, MASKED = "13912345678", "139****5678"
CARD = "220104199001010001"


async def test_what_is_personal_is_read_by_the_enterprise_and_the_handler_alone(stage: Stage) -> None:
    await stage.contact.says(f"厂门口的路坏了，司机电话 {PHONE}，身份证 {CARD}")

    line = "🔏 身份证号、手机号：承办人看得到全部，别处会隐去几位。"
    assert line in stage.contact.texts[-1].splitlines()
    await stage.contact.presses("提交")
    await stage.officer.presses("签收")
    await stage.officer.presses("记进展")
    await stage.officer.says(f"已给司机 {PHONE} 打电话")
    await stage.officer.presses("企业可见")
    for someone in (stage.contact, stage.colleague, stage.officer):
        await someone.says("/case ZQ261124-001")
        assert PHONE in someone.texts[-1]
    assert PHONE in stage.contact.sees("有新进展").text
    for someone in (stage.member, stage.manager, stage.leader):
        await someone.says("/case ZQ261124-001")
        assert f"司机电话 {MASKED}，身份证 220*************01" in someone.texts[-1]
        assert f"已给司机 {MASKED} 打电话" in someone.texts[-1]
        someone.sees_nothing_of(PHONE, CARD)


async def test_what_is_personal_is_read_by_whose_hands_the_case_is_in(stage: Stage) -> None:
    number = await stage.report(stage.contact, f"厂门口的路坏了，电话 {PHONE}")
    await stage.officer.presses("退单")
    await stage.officer.says(f"不归我管，请打 {PHONE}")

    card = stage.manager.sees("待改派")
    assert f"电话 {PHONE}" in card.text
    assert PHONE in stage.manager.sees("退单，请改派").text
    assert f"电话 {MASKED}" in stage.officer.sees("待改派").text
    await stage.manager.presses("改派", on=card)
    await stage.manager.says("周驻企")
    await stage.manager.presses("经济发展局 周驻企")
    assert f"电话 {PHONE}" in stage.member.sees("待签收").text
    assert f"电话 {MASKED}" in stage.manager.sees("待签收").text
    await stage.leader.says(f"/case {number}")
    stage.leader.sees_nothing_of(PHONE)


async def test_lists_and_all_that_happened_show_nothing_personal_to_onlookers(stage: Stage) -> None:
    await stage.report(stage.contact, f"请打 {PHONE}" + "，厂门口的路坏了" * 80)
    await stage.contact.says("我的问题")
    assert f"请打 {MASKED}" in stage.contact.texts[-1]
    for someone, listed in ((stage.officer, "待办"), (stage.member, "待办")):
        await someone.says(listed)
        assert f"请打 {MASKED}" in someone.texts[-1]
    stage.clock.to("11-25 17:40")
    await stage.manager.says("超期")
    for someone, words in ((stage.officer, PHONE), (stage.member, MASKED), (stage.leader, MASKED)):
        await someone.says("/case ZQ261124-001")
        await someone.presses("全文")
        assert f"请打 {words}，" in someone.texts[-1]
    for someone in (stage.member, stage.manager, stage.leader):
        someone.sees_nothing_of(PHONE)


async def test_reminder_shows_nothing_personal(stage: Stage) -> None:
    await stage.report(stage.contact, f"配电房要炸了，请打 {PHONE}", urgency="特急")

    assert f"请打 {MASKED}" in stage.manager.sees("等签收").text
    stage.manager.sees_nothing_of(PHONE)


async def test_what_is_told_to_the_managers_alone_says_so(stage: Stage) -> None:
    await stage.contact.says("找专班")
    await stage.contact.says(f"有话想说，请打 {PHONE}")

    assert "🔏 手机号：专班看得到全部，别处会隐去几位。" in stage.contact.texts[-1].splitlines()
    await stage.contact.presses("提交")
    assert PHONE in stage.manager.sees("待改派").text
    assert PHONE in stage.manager_two.sees("待改派").text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Our transformer is overloaded, we need more power", "Please check, then press 提交 (submit)."),
        ("Wir brauchen dringend mehr Strom für unsere Halle", "Bitte prüfen, dann 提交 (senden) drücken."),
    ],
)
async def test_who_writes_no_chinese_is_told_what_to_press(stage: Stage, text: str, line: str) -> None:
    await stage.contact.says(text)

    assert stage.contact.texts[-1].splitlines()[:2] == ["📝 请核对，没问题就按“提交”", line]
    await stage.contact.presses("提交")
    assert "已收到" in stage.contact.texts[-1]
    await stage.officer.says("代上报")
    await stage.officer.presses(PARTS_NAME)
    await stage.officer.says("路坏了")
    stage.officer.sees_nothing_of("press", "drücken")


async def test_who_has_to_choose_the_enterprise_first_is_not_told_to_submit(stage: Stage) -> None:
    await stage.twofold.says("Our transformer is overloaded, we need more power")
    stage.twofold.sees_nothing_of("submit")
    await stage.twofold.presses("选择企业")
    await stage.twofold.presses(ENERGY_NAME)

    assert "Please check, then press 提交 (submit)." in stage.twofold.texts[-1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Fire in our workshop, please help!", "Fire: 119, ambulance: 120. Then press 提交 (submit)."),
        ("In unserer Halle brennt es!", "Feuer: 119, Rettung: 120. Danach 提交 (senden) drücken."),
        ("help", "What is it about? Please say a little more, or press 提交 (submit)."),
        ("Ein Problem", "Worum geht es? Bitte noch einen Satz, oder 提交 (senden) drücken."),
    ],
)
async def test_who_writes_no_chinese_is_told_whom_to_call_and_what_to_say(
    stage: Stage, text: str, line: str
) -> None:
    await stage.contact.says(text)

    assert stage.contact.texts[-1].splitlines()[-1] == line
