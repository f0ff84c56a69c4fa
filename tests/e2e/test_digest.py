"""日报 and 超期: pressed, sent in the morning, and not sent again."""

from __future__ import annotations

from bot.sandbox import Message
from tests.e2e.stage import Someone, Stage


async def restart(stage: Stage, at: str) -> None:
    """The service is stopped, and begins again at that time."""
    assert stage.service is not None
    await stage.service.stop()
    stage.clock.to(at)
    await stage.open()


async def gets(stage: Stage, someone: Someone, pattern: str) -> Message:
    """A job of the start has sent this."""
    await stage.sandbox.until(lambda: someone.person.sees(pattern) is not None)
    return someone.sees(pattern)


async def test_report_pressed_counts_what_was_resolved_today(stage: Stage) -> None:
    await stage.resolved()
    await stage.manager.says("日报")

    shown = stage.manager.sees("^日报").text
    assert "新增 1 · 签收 1（及时 1）· 办结 1" in shown
    assert "待确认 1" in shown
    await stage.leader.says("日报")
    assert "办结 1" in stage.leader.sees("^日报").text


async def test_report_comes_in_the_morning_once_with_sound(stage: Stage) -> None:
    number = await stage.report(stage.contact, "想了解一下小升规奖励什么时候兑现", urgency="咨询")
    await restart(stage, "11-25 08:30")

    for reader in (stage.manager, stage.manager_two, stage.leader):
        told = await gets(stage, reader, "日报 · 11月25日（11月24日数据）")
        assert "新增 1 ·" in told.text
        assert not told.silent
    mine = await gets(stage, stage.officer, "今日待办：超期或今天到期 1 件")
    assert number in mine.text
    assert not mine.silent
    stage.contact.sees_nothing_of("日报", "今日待办")
    stage.liaison.sees_nothing_of("日报", "今日待办")
    before = [len(one.texts) for one in (stage.manager_two, stage.leader, stage.officer)]
    await restart(stage, "11-25 08:31")
    await stage.manager.says("日报")  # time for a job of the start to go wrong
    assert [len(one.texts) for one in (stage.manager_two, stage.leader, stage.officer)] == before


async def test_report_missed_in_a_standstill_comes_late_and_only_the_newest(stage: Stage) -> None:
    await stage.signed_for()
    await restart(stage, "11-30 10:00")

    await gets(stage, stage.manager, "日报 · 11月30日")
    reports = [text for text in stage.manager.texts if text.startswith("日报")]
    assert [text.splitlines()[0] for text in reports] == ["日报 · 11月30日（11月27日–11月29日数据）"]


async def test_overdue_shows_what_is_red_and_opens_it(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.manager.says("超期")
    assert "没有超期的问题" in stage.manager.sees("^超期").text
    stage.clock.to("12-21 10:00")
    await stage.leader.says("超期")
    assert number in stage.leader.sees("^超期（1 件）").text
    await stage.leader.presses(number.removeprefix("ZQ"), on="^超期")
    assert "办理中" in stage.leader.sees(number).text


async def test_both_words_are_for_managers_and_leaders_only(stage: Stage) -> None:
    number = await stage.resolved("车间停电，请尽快")
    for word in ("日报", "超期"):
        await stage.officer.says(word)
        stage.officer.sees_nothing_of("^日报 ·", "^超期（")
    assert number
