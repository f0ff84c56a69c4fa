"""请企业补充 and 补充: what the enterprise is asked, answers, and adds of itself."""

from __future__ import annotations

from tests.e2e.stage import Stage, forget

ASKED = "请发变压器铭牌照片"


async def ask(stage: Stage) -> None:
    """The officer, who has signed for the case, asks the enterprise."""
    await stage.officer.presses("请企业补充")
    await stage.officer.says(ASKED)


async def test_enterprise_is_asked_and_its_plain_text_is_offered_as_answer(stage: Stage) -> None:
    number = await stage.signed_for()
    forget(stage.contact)
    await ask(stage)
    [asked] = stage.contact.news()
    assert asked.startswith(f"{number} 请您补充\n李驻企：\n{ASKED}\n")
    assert stage.contact.labels() == [["补充"]]
    assert "⏸ 办结时限暂停" in stage.officer.sees("待补充").text
    assert stage.officer.labels("待补充") == [["撤销补充", "记进展"]]
    forget(stage.contact, stage.officer)

    await stage.contact.says("S11-630")
    assert stage.contact.labels() == [[f"补充到 {number[2:]}"], ["新问题", "取消"]]
    assert stage.officer.news() == []
    await stage.contact.presses(f"补充到 {number[2:]}")

    card, event = stage.officer.news()
    assert " · 办理中\n" in card
    assert event == f"{number} 企业补充\n示例汽车零部件有限公司\nS11-630"
    assert stage.contact.texts[-1] == f"{number} 已记下补充\nS11-630\n已转告李驻企。"


async def test_plain_text_while_something_waits_can_be_a_new_problem(stage: Stage) -> None:
    await stage.signed_for()
    await ask(stage)
    await stage.contact.says("宿舍不够住")
    await stage.contact.presses("新问题")
    assert "企业：示例汽车零部件有限公司\n\n宿舍不够住\n" in stage.contact.texts[-1]
    await stage.contact.presses("提交")

    assert stage.contact.texts[-1].startswith("✅ ZQ261124-002 已收到")
    assert " · 待补充\n" in stage.officer.sees("001 · ").text


async def test_more_is_said_before_it_is_said_what_it_is_meant_as(stage: Stage) -> None:
    number = await stage.signed_for()
    await ask(stage)
    await stage.contact.says("S11-630")
    await stage.contact.sends("photo")
    assert stage.contact.texts[-1] == "收到：\nS11-630\n📎 照片 1\n这是要："
    await stage.contact.presses(f"补充到 {number[2:]}")

    assert stage.officer.texts[-2].endswith("S11-630\n📎 附件 1 个")
    assert stage.officer.news()[-1] == "<photo>"


async def test_answer_by_its_button_takes_words_and_files(stage: Stage) -> None:
    number = await stage.signed_for()
    await ask(stage)
    await stage.contact.presses("补充")
    assert stage.contact.texts[-1] == f"{number} 示例汽车零部件有限公司\n补充：请发文字、照片、文件等。"
    await stage.contact.says("S11-630")
    await stage.contact.sends("document", name="铭牌.pdf")
    await stage.contact.presses("提交")

    assert stage.contact.texts[-1] == f"{number} 已记下补充\nS11-630\n📎 附件 1 个\n已转告李驻企。"
    *_, event, file = stage.officer.news()
    assert (event[-12:], file) == ("630\n📎 附件 1 个", "<document>")


async def test_asking_is_taken_back(stage: Stage) -> None:
    number = await stage.signed_for()
    await ask(stage)
    await stage.officer.presses("撤销补充")

    assert stage.contact.texts[-1] == f"{number} 不用再补充了\n李驻企继续办理。"
    assert stage.officer.labels("办理中")[0] == ["记进展", "请企业补充", "办结"]


async def test_third_asking_in_a_round_is_not_offered(stage: Stage) -> None:
    await stage.signed_for()
    for _ in range(2):
        await ask(stage)
        await stage.officer.presses("撤销补充")

    assert stage.officer.labels("办理中")[0] == ["记进展", "办结"]


# Unasked


async def add(stage: Stage, number: str) -> None:
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("补充")
    await stage.contact.says("再补充一句")
    await stage.contact.presses("提交")


async def test_enterprise_can_add_before_anybody_has_signed(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    await add(stage, number)

    assert stage.contact.texts[-1] == f"{number} 已记下补充\n再补充一句\n已转告李驻企。"
    assert stage.officer.texts[-1] == f"{number} 企业补充\n示例汽车零部件有限公司\n再补充一句"
    assert stage.officer.labels("待签收") == [["签收", "退单"]]


async def test_enterprise_can_add_while_nobody_has_the_case(stage: Stage) -> None:
    number = await stage.report(stage.lone, "招不到焊工")
    await stage.lone.says(f"/case {number}")
    await stage.lone.presses("补充")
    await stage.lone.says("再补充一句")
    await stage.lone.presses("提交")

    assert stage.lone.texts[-1] == f"{number} 已记下补充\n再补充一句\n已转告专班。"
    for manager in (stage.manager, stage.manager_two):
        assert manager.texts[-1] == f"{number} 企业补充\n示例软件服务有限公司\n再补充一句"


async def test_what_is_added_after_the_resolution_asks_whether_it_means_not_solved(stage: Stage) -> None:
    number = await stage.resolved()
    await add(stage, number)

    assert stage.contact.sees("已记下补充").text == (
        f"{number} 已记下补充\n再补充一句\n如果其实没有解决，请按“没解决”。"
    )
    assert stage.officer.texts[-1].startswith(f"{number} 企业补充\n")
