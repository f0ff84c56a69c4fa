"""After 办结: 已解决 or 没解决, 满意 or not, 重办; what 专班 does when the enterprise says no for the third time."""

from __future__ import annotations

from sqlmodel import col, select

from storage.rules.words import Action
from storage.tables import Entry
from tests.e2e.stage import Someone, Stage

NAME = "示例汽车零部件有限公司"


def entries(stage: Stage) -> list[tuple[Action, str]]:
    query = select(Entry).order_by(col(Entry.id))
    return stage.look_at(lambda session: [(row.action, row.text) for row in session.exec(query)])


async def deny(by: Someone, words: str = "还是跳闸") -> None:
    await by.presses("没解决")
    await by.says(words)


async def denied_three_times(stage: Stage) -> str:
    number = await stage.resolved()
    await deny(stage.contact)
    for _ in range(2):
        await stage.resolve(stage.officer)
        await deny(stage.contact)
    return number


async def test_enterprise_confirms_rates_and_comments_once(stage: Stage) -> None:
    number = await stage.resolved()
    for someone in stage.everybody:
        someone.news()
    await stage.contact.presses("已解决")

    assert stage.contact.toast == f"{number} 已确认解决"
    assert stage.contact.labels(f"{number} 已办结") == []
    assert stage.contact.texts[-1] == f"{number} 已销号\n谢谢您的确认。对这次服务还满意吗？"
    assert stage.contact.labels() == [["满意", "基本满意", "不满意"]]
    assert stage.officer.texts[-1] == f"{number} 企业确认已解决，已销号\n{NAME}"
    assert stage.officer.labels("最近记录") == [["全部记录"]]

    await stage.contact.presses("基本满意")
    assert stage.contact.texts[-1] == f"{number} {NAME}\n谢谢评价：基本满意"
    assert stage.contact.labels() == [["写几句意见"]]
    assert stage.officer.texts[-1] == f"{number} 企业评价：基本满意\n{NAME}"

    await stage.contact.presses("写几句意见")
    assert stage.contact.texts[-1] == f"{number} {NAME}\n想对这次服务说点什么？"
    await stage.contact.says("来得再快些就好了")
    assert stage.officer.texts[-1] == f"{number} 企业评价：基本满意\n{NAME}\n来得再快些就好了"

    await stage.contact.presses("写几句意见")
    assert stage.contact.toast == "现在不能“评价”。"
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["重办"], ["全部记录"]]
    assert "评价：基本满意" in stage.contact.texts[-1]
    assert [text for action, text in entries(stage) if action is Action.RATE] == ["", "来得再快些就好了"]


async def test_colleague_is_told_who_confirmed_and_cannot_rate_again(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("已解决")
    await stage.contact.presses("满意")

    assert "谢谢您的确认" not in stage.colleague.texts[-1]
    assert stage.colleague.texts[-1].startswith(f"{number} 已销号\n王示例已确认解决。")
    await stage.colleague.presses("不满意")
    assert stage.colleague.toast == "现在不能“评价”。"
    assert "评价：满意" in stage.officer.sees("最近记录").text


async def test_rating_is_open_for_ten_working_days(stage: Stage) -> None:
    await stage.resolved()
    await stage.contact.presses("已解决")
    stage.clock.to("12-08 17:31")
    await stage.contact.presses("满意")

    assert stage.contact.toast == "现在不能“评价”。"


async def test_not_solved_goes_back_to_the_officer_with_the_reason(stage: Stage) -> None:
    number = await stage.resolved("招不到焊工")
    for someone in stage.everybody:
        someone.news()
    await deny(stage.contact)

    assert stage.contact.texts[-1] == (
        f"{number} 已记下：没解决\n还是跳闸\n李驻企继续办理，12月1日（周二）17:30前办结。"
    )
    assert stage.officer.texts[-1] == (
        f"{number} 没解决\n{NAME}\n还是跳闸\n重办：12月1日（周二）17:30前办结。"
    )
    assert stage.officer.labels("办理中")[0] == ["记进展", "请企业补充", "办结"]
    assert stage.manager.news() == stage.leader.news() == []


async def test_managers_hear_of_the_second_and_decide_after_the_third(stage: Stage) -> None:
    number = await stage.resolved()
    await deny(stage.contact)
    await stage.resolve(stage.officer)
    await deny(stage.contact, "又跳了")
    for manager in (stage.manager, stage.manager_two):
        assert manager.texts[-1].startswith(f"{number} 没解决（第 2 次）\n{NAME}\n又跳了")
        assert ["改派", "自办", "不予受理"] not in manager.labels()
    await stage.resolve(stage.officer)
    await deny(stage.contact, "第三次了")

    assert stage.contact.texts[-1].startswith(f"{number} 已记下：没解决（第 3 次）\n第三次了\n专班")
    assert stage.officer.texts[-1] == f"{number} 没解决（第 3 次）\n{NAME}\n第三次了\n已转专班。"
    for manager in (stage.manager, stage.manager_two):
        assert manager.texts[-1] == f"{number} 没解决（第 3 次）\n{NAME}\n第三次了\n请改派，或维持办结。"
        assert manager.labels("待改派") == [["改派", "自办", "不予受理"], ["维持办结"], ["全部记录"]]


async def test_resolution_is_upheld_with_a_reason_that_the_enterprise_reads(stage: Stage) -> None:
    number = await denied_three_times(stage)
    await stage.manager.presses("维持办结")
    assert stage.manager.texts[-1] == f"{number} {NAME}\n维持办结：请写明理由，企业会看到。"
    await stage.manager.says("线路归企业自己维护")

    assert stage.contact.texts[-1] == f"{number} 维持办结，已销号\n线路归企业自己维护"
    assert "已销号（维持办结）" in stage.manager_two.sees("最近记录").text
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels()[0] == ["重办"]


async def test_after_the_third_a_new_handler_can_be_named(stage: Stage) -> None:
    number = await denied_three_times(stage)
    await stage.manager.presses("改派")
    await stage.manager.says("建设")
    await stage.manager.presses("建设与公用事业 郑联络")

    assert stage.liaison.sees(number).text.startswith(f"{number} · 待签收\n")
    assert "改由建设与公用事业 郑联络办理" in stage.contact.texts[-1]


async def test_manager_confirms_for_the_enterprise_after_telephoning(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.manager.says(f"/case {number}")
    assert stage.manager.labels() == [["代确认", "代答没解决"]]
    await stage.manager.presses("代确认")
    await stage.manager.says("10:05 王示例电话确认")

    told = f"{number} 已销号\n专班电话核实后代为确认。\n10:05 王示例电话确认\n如仍有问题，30 天内可以重办。"
    assert stage.contact.texts[-1] == stage.colleague.texts[-1] == told
    assert stage.officer.texts[-1] == f"{number} 专班代确认，已销号\n{NAME}\n10:05 王示例电话确认"
    await stage.officer.says(f"/case {number}")
    assert "已销号（代确认）" in stage.officer.texts[-1]
    assert "代确认 · 专班 陈专班" in stage.officer.texts[-1]


async def test_manager_answers_not_solved_for_the_enterprise(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.manager.says(f"/case {number}")
    await stage.manager.presses("代答没解决")
    await stage.manager.says("王示例电话说没修好")

    assert stage.contact.texts[-1].startswith(f"{number} 已记下：没解决\n王示例电话说没修好\n")
    assert stage.officer.texts[-1].startswith(f"{number} 没解决\n{NAME}\n王示例电话说没修好\n")


async def test_manager_who_handled_it_does_not_confirm_it(stage: Stage) -> None:
    number = await stage.report(stage.lone, "快递太慢")
    await stage.manager.presses("自办")
    await stage.resolve(stage.manager)
    assert stage.manager.labels("最近记录") == [["撤回办结"]]
    await stage.manager_two.says(f"/case {number}")
    assert stage.manager_two.labels() == [["代确认", "代答没解决"]]


async def test_closed_case_is_reopened_within_thirty_days(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("已解决")
    stage.clock.forward(days=29)
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("重办")
    assert stage.contact.texts[-1].startswith(f"{number} {NAME}\n重办：现在是什么情况？")
    await stage.contact.says("又跳闸了")

    assert stage.contact.texts[-1].startswith(f"{number} 已重办\n又跳闸了\n李驻企继续办理，")
    assert stage.officer.texts[-1].startswith(f"{number} 企业要求重办\n{NAME}\n又跳闸了\n")
    await stage.resolve(stage.officer)
    await deny(stage.contact)
    assert stage.manager.texts[-1].startswith(f"{number} 没解决（第 2 次）\n")
    await stage.resolve(stage.officer)
    await stage.contact.presses("已解决")
    await stage.contact.presses("不满意")
    assert "企业评价：不满意" in stage.officer.texts[-1]


async def test_reopening_ends_after_thirty_days(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("已解决")
    stage.clock.forward(days=31)
    await stage.contact.says(f"/case {number}")

    assert stage.contact.labels() == [["全部记录"]]


async def test_answer_of_the_colleague_counts_for_the_enterprise(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.colleague.presses("已解决")
    await stage.contact.presses("没解决")

    assert stage.contact.toast == f"{number} 的情况已经变了。"
    assert " · 已销号（企业确认）\n" in stage.contact.sees("最近记录").text


async def test_words_while_it_waits_for_an_answer_are_asked_about_and_may_mean_not_solved(
    stage: Stage,
) -> None:
    number = await stage.resolved()
    await stage.contact.says("还是有点跳闸")
    assert "还是有点跳闸" in stage.contact.sees("这是要").text
    await stage.contact.presses(f"补充到 {number.removeprefix('ZQ')}")
    assert stage.contact.texts[-1].endswith("如果其实没有解决，请按“没解决”。")
    await stage.contact.presses("没解决")
    await stage.contact.says("又停了一次")
    assert stage.contact.texts[-1].startswith(f"{number} 已记下：没解决\n又停了一次")
