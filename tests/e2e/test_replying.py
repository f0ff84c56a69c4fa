"""Words about a case, in reply or by themselves: offered for that case, and never guessed."""

from __future__ import annotations

from tests.e2e.stage import Stage, forget


async def test_reply_to_any_message_about_a_case_is_offered_as_answer_to_it(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.report(stage.contact, "宿舍不够住")
    await stage.contact.says("今天又跳了一次", to=stage.contact.sees(f"{number} 已签收"))
    assert stage.contact.labels() == [[f"补充到 {number[2:]}"], ["新问题", "取消"]]
    await stage.contact.presses(f"补充到 {number[2:]}")

    assert stage.officer.texts[-1] == f"{number} 企业补充\n示例汽车零部件有限公司\n今天又跳了一次"


async def test_free_text_of_the_officer_is_offered_as_progress_never_guessed(stage: Stage) -> None:
    number = await stage.signed_for()
    other = await stage.signed_for("宿舍不够住")
    forget(stage.contact)
    await stage.officer.says("已联系供电公司")
    assert stage.officer.labels() == [[f"记进展到 {other[2:]}"], [f"记进展到 {number[2:]}"], ["取消"]]
    await stage.officer.presses(f"记进展到 {number[2:]}")
    assert stage.contact.news() == []
    assert stage.officer.labels() == [["企业可见", "内部"], ["修改", "取消"]]
    await stage.officer.presses("企业可见")

    assert stage.contact.news() == [f"{number} 有新进展\n李驻企：\n已联系供电公司"]


async def test_reply_to_a_card_is_offered_as_progress_to_that_case(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.signed_for("宿舍不够住")
    await stage.officer.says("已联系供电公司", to=stage.officer.sees("焊工"))

    assert stage.officer.labels() == [[f"记进展到 {number[2:]}"], ["取消"]]


async def test_free_text_of_an_officer_without_cases_is_answered_with_what_to_do(stage: Stage) -> None:
    await stage.officer.says("你好")

    assert stage.officer.texts == ["要记进展，请先在“待办”里打开一个问题；要替企业上报，请按“代上报”。"]


async def test_reply_about_another_case_is_not_taken_into_what_is_being_written(stage: Stage) -> None:
    first = await stage.signed_for("问题甲")
    second = await stage.signed_for("问题乙")
    await stage.officer.presses("记进展", on="问题甲.*最近记录")
    await stage.officer.says("甲的进展")
    await stage.officer.says("乙的进展", to=stage.officer.sees("问题乙.*最近记录"))
    assert stage.officer.texts[-2] == "正在写的另一份已为您留着，在“待办”里可以继续。"
    assert stage.officer.labels() == [[f"记进展到 {second[2:]}"], ["取消"]]
    await stage.officer.presses(f"记进展到 {second[2:]}")
    await stage.officer.presses("企业可见")
    assert stage.contact.texts[-1] == f"{second} 有新进展\n李驻企：\n乙的进展"
    await stage.officer.says("待办")
    await stage.officer.presses(f"✏️ 继续写记进展 {first[2:]}")
    await stage.officer.presses("企业可见")
    assert stage.contact.texts[-1] == f"{first} 有新进展\n李驻企：\n甲的进展"


async def test_reply_about_a_case_is_not_taken_into_a_new_report(stage: Stage) -> None:
    number = await stage.signed_for("问题甲")
    await stage.contact.says("问题乙")
    await stage.contact.says("甲又坏了", to=stage.contact.sees("已签收"))
    assert stage.contact.labels() == [[f"补充到 {number[2:]}"], ["新问题", "取消"]]
    await stage.contact.presses(f"补充到 {number[2:]}")
    assert stage.officer.texts[-1] == f"{number} 企业补充\n示例汽车零部件有限公司\n甲又坏了"
    await stage.contact.says("我的问题")
    await stage.contact.presses("✏️ 继续写上报")
    await stage.contact.presses("提交")
    assert "\n问题乙\n" in stage.officer.texts[-1]
