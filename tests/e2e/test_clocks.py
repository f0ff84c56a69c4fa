"""Time passes: who is reminded of what and when, what the sweep does itself, and the colours that are shown."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Someone, Stage

NAME = "示例汽车零部件有限公司"


async def it_is(stage: Stage, at: str) -> None:
    """It becomes this time; what is due is looked for and brought out."""
    stage.clock.to(at)
    assert stage.service is not None
    await stage.service.follow_up()
    await stage.settle()


async def restart(stage: Stage) -> None:
    assert stage.service is not None
    await stage.service.stop()
    await stage.open()


def reminders(who: Someone) -> list[str]:
    """All that somebody was reminded of, without the heads of the messages."""
    return [text.partition("\n")[2] for text in who.texts if text.startswith("⏰")]


async def returned(stage: Stage, why: str) -> None:
    """The officer returns the case whose card is the newest."""
    await stage.officer.presses("退单")
    await stage.officer.says(why)


async def reassigned(stage: Stage) -> None:
    """专班 gives it to the officer again."""
    await stage.manager.presses("改派")
    await stage.manager.says("李驻企")
    await stage.manager.presses("经济发展局 李驻企")


async def test_case_that_nobody_signs_for_goes_up_the_ladder(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    await it_is(stage, "11-25 09:29")
    assert reminders(stage.officer) == []

    await it_is(stage, "11-25 09:30")
    half = f"{number} {NAME}：待签收，请在 11-25 17:30 前签收"
    assert [text.removeprefix("🟡") for text in reminders(stage.officer)] == [half]
    assert not stage.officer.sees("请留意").silent
    assert reminders(stage.manager) == reminders(stage.leader) == []
    await it_is(stage, "11-25 20:00")
    assert len(reminders(stage.officer)) == 1

    await it_is(stage, "11-26 09:00")
    due = f"🔴{number} {NAME}：待签收，11-25 17:30 已到期"
    assert reminders(stage.officer)[1:] == [due]
    assert reminders(stage.manager) == reminders(stage.manager_two) == [f"{due}，承办人 李驻企 13800000001"]

    await it_is(stage, "11-27 09:00")
    told = reminders(stage.leader)
    assert told == [f"🔴{number} {NAME}：逾期未签收，11-25 17:30 已到期，承办人 李驻企 13800000001"]
    for someone in (stage.contact, stage.colleague, stage.member, stage.liaison, stage.other_officer):
        assert reminders(someone) == []


async def test_step_is_taken_once_however_often_the_process_starts(stage: Stage) -> None:
    await stage.report(stage.contact, "招不到焊工")
    await it_is(stage, "11-26 09:00")
    before = [len(reminders(one)) for one in stage.everybody]
    for _ in range(2):
        await restart(stage)
        await it_is(stage, "11-26 09:01")

    assert [len(reminders(one)) for one in stage.everybody] == before


async def test_five_cases_due_at_one_opening_are_one_message_with_five_buttons(stage: Stage) -> None:
    numbers = [await stage.report(stage.contact, f"招不到焊工（{n}）") for n in range(5)]
    await it_is(stage, "11-26 09:00")

    (told,) = reminders(stage.officer)
    assert [line.split(" ")[0] for line in told.splitlines()] == [f"🔴{number}" for number in numbers]
    assert stage.officer.sees("请留意").text.startswith("⏰ 请留意（5 件）\n")
    short = [number.removeprefix("ZQ") for number in numbers]
    assert stage.officer.labels("请留意") == [short[:3], short[3:]]
    await stage.officer.presses(short[4], on="请留意")
    assert "招不到焊工（4）" in stage.officer.texts[-1]


async def test_what_was_overtaken_in_a_standstill_is_in_the_history_and_not_sent(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    assert stage.service is not None
    await stage.service.stop()
    stage.clock.to("11-28 15:00")  # a Saturday
    await stage.open()
    await it_is(stage, "11-28 15:00")
    assert reminders(stage.officer) == []

    await it_is(stage, "11-30 09:00")
    (told,) = reminders(stage.officer)
    assert "已到期" in told
    await stage.manager.says(f"/case {number}")
    assert "提醒" not in stage.manager.sees("最近记录").text
    await stage.manager.presses("全部记录")
    history = stage.manager.sees("全部记录，第").text
    assert "签收时限已过半（已过，不再发送）" in history
    assert "签收到期：承办人、专班" in history


async def test_critical_case_is_told_to_the_duty_at_once_and_rings_at_night(stage: Stage) -> None:
    stage.clock.to("11-27 23:10")
    number = await stage.report(stage.contact, "燃气泄漏，已撤人", urgency="特急")

    for someone in (stage.manager, stage.manager_two):
        told = someone.sees("请留意")
        assert not told.silent
        assert f"{number} {NAME}：特急，等签收，11-28 01:10 前" in told.text
        assert "燃气泄漏，已撤人" in told.text
    await it_is(stage, "11-28 00:10")
    for someone in (stage.officer, stage.member):
        assert not someone.sees("请留意").silent
    assert reminders(stage.leader) == []
    await it_is(stage, "11-28 03:10")
    assert not stage.leader.sees("请留意").silent
    assert "逾期未签收" in reminders(stage.leader)[0]


async def test_question_without_an_answer_goes_back_to_the_officer(stage: Stage) -> None:
    number = await stage.signed_for("招不到焊工")
    await stage.officer.presses("请企业补充")
    await stage.officer.says("要几名焊工？")
    await it_is(stage, "11-27 09:00")
    assert reminders(stage.contact) == [f"{number} {NAME}：等企业补充，请在 12-08 17:30 前答复"]
    await it_is(stage, "12-02 09:00")
    assert (len(reminders(stage.contact)), stage.colleague.sees("请留意").silent) == (2, True)
    assert not stage.contact.sees("请留意").silent

    await it_is(stage, "12-09 09:00")
    assert stage.contact.texts[-1].startswith(f"{number} 补充时限已过\n")
    assert "企业到期没有补充，请继续办理" in stage.officer.texts[-1]
    assert "办理中" in stage.officer.sees("最近记录").text


async def test_resolution_without_an_answer_is_closed_as_unconfirmed(stage: Stage) -> None:
    number = await stage.resolved("招不到焊工")
    await it_is(stage, "11-27 09:00")
    await it_is(stage, "12-02 09:00")
    assert len(reminders(stage.contact)) == 2
    await it_is(stage, "12-09 09:00")

    assert stage.contact.texts[-1].startswith(f"{number} 到期没有答复，已销号\n")
    assert "企业到期没有答复，已按未确认销号" in stage.officer.texts[-1]
    await stage.officer.says(f"/case {number}")
    assert f"{number} · 已销号（未确认）" in stage.officer.texts[-1]
    await it_is(stage, "12-20 10:00")
    assert len(reminders(stage.contact)) == 2


async def test_managers_hear_of_the_third_return_with_the_whole_history(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    for time, label in ((1, "退单，"), (2, "退单（第 2 次），"), (3, "退单（第 3 次），")):
        await returned(stage, "不是我的")
        assert f"{number} 李驻企{label}请改派" in stage.manager.texts[-1]
        assert stage.manager.labels(stage.manager.sees("请改派")) == ([["全部记录"]] if time == 3 else [])
        if time < 3:
            await reassigned(stage)
    await stage.manager_two.presses("全部记录", on="第 3 次")
    assert "退单" in stage.manager_two.sees("全部记录，第 1/").text


@pytest.mark.parametrize(
    ("at", "mark"), [("11-24 11:00", ""), ("12-15 10:00", "🟡"), ("12-16 10:00", "🔴"), ("02-10 10:00", "‼️")]
)
async def test_colour_of_a_case_is_on_its_card_and_in_the_lists(stage: Stage, at: str, mark: str) -> None:
    number = await stage.signed_for("招不到焊工")
    await stage.officer.presses("记进展")
    await stage.officer.says("已联系人社")
    await stage.officer.presses("企业可见")
    await it_is(stage, f"2027-{at}" if at.startswith("02") else at)

    await stage.officer.says(f"/case {number}")
    assert stage.officer.texts[-1].startswith(f"{mark}{number} · 办理中")
    assert f"{mark or '⏱'} 办结：" in stage.officer.texts[-1]
    await stage.officer.says("待办")
    assert f"\n{mark}{number} 办理中" in stage.officer.texts[-1]
