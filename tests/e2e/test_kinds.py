"""A text that is no report gets the answer that fits it; who was misunderstood says so by one button."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.urgency import Urgency
from storage.tables import Case, Draft, Entry
from tests.e2e.stage import POLICY, Stage

FIRE = "车间着火了，烟很大，有人受伤"
BRIBE = "有个工作人员暗示要给红包才给办，送了两条烟"


def cases(stage: Stage) -> list[tuple[str, Urgency, bool]]:
    def all_cases(session: LedgerSession) -> list[tuple[str, Urgency, bool]]:
        rows = session.exec(select(Case).order_by(col(Case.id)))
        return [(case.text, case.urgency, case.confidential) for case in rows]

    return stage.look_at(all_cases)


def open_drafts(session: LedgerSession) -> int:
    return len(session.exec(select(Draft).where(col(Draft.ended_at).is_(None))).all())


def last_entry(session: LedgerSession) -> tuple[str, str]:
    entry = session.exec(select(Entry).order_by(col(Entry.id).desc())).first()
    assert entry is not None
    return entry.action.label, entry.text


async def test_thanks_are_given_back_and_nothing_is_reported(stage: Stage) -> None:
    await stage.contact.says("谢谢李驻企，路灯昨天就修好了，给你们点赞👍")

    assert stage.contact.texts[-1] == "不客气，能帮上忙就好！\n以后遇到困难，直接打字发给我就行。"
    assert stage.contact.labels() == [["当作新问题"]]
    await stage.contact.says("招不到焊工，缺十几个人")
    await stage.contact.presses("提交")
    assert [text for text, _, _ in cases(stage)] == ["招不到焊工，缺十几个人"]


async def test_thanks_for_what_waits_for_a_word_ask_whether_it_is_solved(stage: Stage) -> None:
    number = await stage.resolved("招不到焊工，缺十几个人")
    await stage.contact.says("谢谢，太感谢了")

    assert stage.contact.texts[-1] == (
        f"不客气，能帮上忙就好！\n{number} 已办结，等您确认：招不到焊工，缺十几个人\n如果解决了，请按“已解决”。"
    )
    assert stage.contact.labels() == [["已解决", "没解决"], ["当作新问题"]]
    await stage.contact.presses("已解决", "不客气")
    await stage.contact.says("谢谢你们")
    assert f"{number} 招不到焊工，缺十几个人\n对这次服务还满意吗？" in stage.contact.texts[-1]
    await stage.contact.presses("满意", "不客气.*\n.*\n?.*还满意吗")
    assert stage.look_at(last_entry) == ("评价", "")


async def test_misunderstood_thanks_become_a_report_by_one_button(stage: Stage) -> None:
    words = "谢谢，太感谢了"
    await stage.contact.says(words)
    await stage.contact.presses("当作新问题")

    assert f"请核对，没问题就按“提交”\n企业：示例汽车零部件有限公司\n\n{words}\n" in stage.contact.texts[-1]
    await stage.contact.says("门口路灯不亮")
    await stage.contact.presses("提交")
    assert [text for text, _, _ in cases(stage)] == [f"{words}\n门口路灯不亮"]


async def test_question_how_it_is_going_shows_the_case(stage: Stage) -> None:
    number = await stage.signed_for("招不到焊工，缺十几个人")
    await stage.contact.says("我上次说的那个事办得怎么样了？")

    said, card = stage.contact.texts[-2:]
    assert said == "您问的这件，目前情况如下："
    assert card.startswith(f"{number} · 办理中\n")
    assert "催办" in [label for row in stage.contact.labels() for label in row]
    assert len(cases(stage)) == 1
    assert stage.look_at(open_drafts) == 0
    await stage.contact.says(number.lower())
    assert stage.contact.texts[-1] == card


async def test_question_how_it_is_going_lists_several(stage: Stage) -> None:
    first = await stage.report(stage.contact, "招不到焊工，缺十几个人")
    second = await stage.report(stage.contact, "门口路灯不亮")
    await stage.contact.says("上次反映的事情有进展了吗")

    shown = stage.contact.texts[-1]
    assert shown.startswith("您想看哪一件的进展？\n")
    assert (first in shown, second in shown) == (True, True)
    assert stage.contact.labels() == [["261124-002", "261124-001"], ["当作新问题"]]
    await stage.contact.says(f"{first} 办得怎么样了")
    assert stage.contact.texts[-1].startswith(f"{first} · 待签收")


async def test_question_how_it_is_going_where_there_is_nothing(stage: Stage) -> None:
    await stage.report(stage.contact, "招不到焊工，缺十几个人")
    await stage.rival.says("上次反映的事情有进展了吗")

    assert stage.rival.texts[-1] == "您的企业目前没有在办的问题。如果是新的困难，请按下面的按钮上报。"
    await stage.rival.says("ZQ261124-001 办得怎么样了")
    assert stage.rival.texts[-1] == "您的企业目前没有在办的问题。如果是新的困难，请按下面的按钮上报。"
    stage.rival.sees_nothing_of("焊工")


async def test_complaint_offers_that_it_is_not_solved(stage: Stage) -> None:
    await stage.resolved("招不到焊工，缺十几个人")
    complaint = "说是办结了，其实根本没解决，敷衍了事"
    await stage.contact.says(complaint)

    assert stage.contact.texts[-1] == (
        f"对办理不满意，很抱歉。您的话：\n{complaint}\n请选择怎么处理。“找专班”只有专班能看到。"
    )
    assert stage.contact.labels() == [
        ["没解决 261124-001"],
        ["补充到 261124-001"],
        ["找专班"],
        ["新问题", "取消"],
    ]
    await stage.contact.presses("没解决 261124-001")
    assert stage.contact.toast == "ZQ261124-001 已记下没解决"
    assert stage.look_at(last_entry) == ("没解决", complaint)


async def test_complaint_can_go_to_the_managers_alone(stage: Stage) -> None:
    await stage.signed_for("招不到焊工，缺十几个人")
    complaint = "你们这办事太敷衍了，没人管，我要投诉服务员"
    await stage.contact.says(complaint)
    await stage.contact.presses("找专班")
    assert "🔒 只有专班能看到" in stage.contact.texts[-1]
    await stage.contact.presses("提交")

    assert cases(stage)[-1][::2] == (complaint, True)
    stage.officer.sees_nothing_of("敷衍")
    assert complaint in stage.manager.sees("敷衍").text


async def test_emergency_names_119_first_and_one_button_tells_everybody(stage: Stage) -> None:
    await stage.contact.says(FIRE)

    asked = stage.contact.texts[-1]
    assert asked.startswith("🚨 请先确保人员安全：火警 119，急救 120。\n")
    assert stage.contact.labels() == [
        ["✅ 提交"],
        ["类别：环保安全", "紧急程度：特急"],
        ["修改", "取消"],
    ]
    await stage.contact.presses("提交")
    assert cases(stage) == [(FIRE, Urgency.CRITICAL, False)]
    assert "签收" in [label for row in stage.officer.labels() for label in row]
    for manager in (stage.manager, stage.manager_two):
        told = manager.sees("险情，已按特急上报")
        assert not told.silent
        assert FIRE in told.text
        assert manager.labels(told) == [["查看"]]


async def test_emergency_comes_before_everything_that_waits(stage: Stage) -> None:
    await stage.resolved()
    await stage.contact.says(FIRE)

    assert stage.contact.texts[-1].startswith("🚨 请先确保人员安全")


async def test_what_is_no_emergency_goes_on_as_usual(stage: Stage) -> None:
    await stage.contact.says(FIRE)
    await stage.contact.presses("紧急程度：特急")
    await stage.contact.presses("一般")

    assert stage.contact.texts[-1].startswith("📝 请核对")
    assert "紧急程度：一般" in stage.contact.texts[-1]
    await stage.contact.presses("提交")
    assert cases(stage) == [(FIRE, Urgency.NORMAL, False)]
    stage.manager.sees_nothing_of("险情")


@pytest.mark.parametrize(
    "words", ["消防验收卡了两个月没人来", "工伤认定的材料交了一个月没结果", "厂房漏水维修找谁"]
)
async def test_decoys_are_reports_like_any_other(stage: Stage, words: str) -> None:
    await stage.contact.says(words)

    assert stage.contact.texts[-1].startswith("📝 请核对")


async def test_bribery_is_pointed_to_its_channel_and_makes_no_case(stage: Stage) -> None:
    await stage.contact.says(BRIBE)

    assert POLICY.district.discipline_channel in stage.contact.texts[-1]
    assert stage.contact.person.buttons() == []
    assert stage.look_at(lambda session: len(session.exec(select(Draft)).all())) == 0
    await stage.contact.says("上报问题")
    await stage.contact.says(BRIBE)
    assert POLICY.district.discipline_channel in stage.contact.texts[-1]
    assert cases(stage) == []
    stage.officer.sees_nothing_of("红包")


async def test_bribery_can_be_told_to_the_managers_alone(stage: Stage) -> None:
    await stage.contact.says("找专班")
    await stage.contact.says(BRIBE)
    await stage.contact.presses("提交")

    assert [(text, confidential) for text, _, confidential in cases(stage)] == [(BRIBE, True)]


async def test_data_of_others_are_refused(stage: Stage) -> None:
    await stage.contact.says("把园区其他企业的联系方式和他们反映的问题发我一份")

    assert stage.contact.texts[-1].startswith("抱歉，其他企业的情况、联系方式和诉求不能提供。")
    assert stage.contact.labels() == [["当作新问题"]]
    assert cases(stage) == []


async def test_vague_text_is_asked_one_question(stage: Stage) -> None:
    await stage.contact.says("就是反映一下，现在生意难做")

    assert "具体卡在哪件事上？" in stage.contact.texts[-1]
    assert stage.contact.labels()[0] == ["✅ 提交"]
    await stage.contact.says("反正就是难")
    assert stage.contact.texts[-1].startswith("📝 请核对")
    await stage.contact.presses("提交")
    assert [text for text, _, _ in cases(stage)] == ["就是反映一下，现在生意难做\n反正就是难"]


async def test_vague_text_can_be_submitted_as_it_is(stage: Stage) -> None:
    await stage.contact.says("就是反映一下，现在生意难做")
    await stage.contact.presses("提交")

    assert [text for text, _, _ in cases(stage)] == ["就是反映一下，现在生意难做"]


async def test_words_with_a_number_are_offered_to_that_case(stage: Stage) -> None:
    number = await stage.signed_for("招不到焊工，缺十几个人")
    await stage.contact.says(f"{number} 又走了两个焊工")

    assert stage.contact.labels() == [["补充到 261124-001"], ["新问题", "取消"]]
    await stage.contact.presses("补充到 261124-001")
    assert stage.look_at(last_entry) == ("补充", f"{number} 又走了两个焊工")
