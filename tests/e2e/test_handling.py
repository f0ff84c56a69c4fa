"""签收 to 办结: what the officer does, and what the enterprise reads of it."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Someone, Stage

ASKED = "请发变压器铭牌照片"


async def ask(stage: Stage) -> None:
    """The officer, who has signed for the case, asks the enterprise."""
    await stage.officer.presses("请企业补充")
    await stage.officer.says(ASKED)


def forget(*people: Someone) -> None:
    for someone in people:
        someone.news()


async def test_enterprise_hears_who_signed_for_it_and_the_card_is_edited_in_place(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    card = stage.officer.sees("待签收")
    forget(stage.contact, stage.colleague)
    await stage.officer.presses("签收")

    told = f"{number} 已签收\n由李驻企办理，12月15日（周二）17:30前办结。\n电话 13800000001"
    assert stage.contact.news() == stage.colleague.news() == [told]
    assert stage.officer.sees("办理中") is card
    assert stage.officer.labels(card) == [["记进展", "请企业补充", "办结"]]
    assert stage.officer.toast == f"{number} 已签收"


async def test_member_signs_and_is_the_handler_from_then_on(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    assert stage.member.news() == []
    await stage.member.says("待办")
    await stage.member.presses(number.removeprefix("ZQ"))
    assert stage.member.labels() == [["签收"]]
    forget(stage.officer, stage.contact)
    await stage.member.presses("签收")

    assert "由周驻企办理" in stage.contact.news()[-1]
    shown, event = stage.officer.news()
    assert "承办人：周驻企 13800000002" in shown
    assert event == f"{number} 已由周驻企签收\n示例汽车零部件有限公司\n您无需再办。"
    assert stage.officer.labels("办理中") == []
    await stage.officer.says("待办")
    assert stage.officer.texts[-1].startswith("待办（0 件）")
    await stage.resolve(stage.member)
    assert "周驻企：\n供电公司已更换变压器" in stage.contact.texts[-1]


async def test_visible_progress_reaches_the_enterprise_with_its_files(stage: Stage) -> None:
    number = await stage.signed_for()
    forget(stage.contact, stage.colleague)
    await stage.officer.presses("记进展")
    await stage.officer.says("已联系供电公司")
    await stage.officer.sends("photo", "现场照片")
    assert stage.officer.labels() == [["企业可见", "内部"], ["修改", "取消"]]
    await stage.officer.presses("企业可见")

    told = f"{number} 有新进展\n李驻企：\n已联系供电公司\n现场照片\n📎 附件 1 个"
    assert stage.contact.news() == stage.colleague.news() == [told, "<photo>"]
    assert stage.officer.texts[-1].startswith(f"✔ {number}")
    assert "（企业可见）" in stage.officer.texts[-1]


async def test_internal_progress_never_reaches_the_enterprise(stage: Stage) -> None:
    number = await stage.signed_for()
    forget(stage.contact, stage.colleague)
    await stage.officer.presses("记进展")
    await stage.officer.sends("photo", "企业自己线路老化")
    await stage.officer.presses("内部")

    assert stage.contact.news() == stage.colleague.news() == []
    assert "企业自己线路老化" in stage.officer.sees("最近记录").text
    assert "· 内部" in stage.officer.sees("最近记录").text
    await stage.resolve(stage.officer)
    for insider in (stage.contact, stage.colleague):
        await insider.says(f"/case {number}")
        await insider.says("我的问题")
        insider.sees_nothing_of("线路老化", "内部")
        assert "<photo>" not in [message.kind for message in insider.person.heard()]
    await stage.manager.says(f"/case {number}")
    assert "企业自己线路老化" in stage.manager.texts[-1]


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


async def test_reply_to_any_message_about_a_case_is_offered_as_answer_to_it(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.report(stage.contact, "宿舍不够住")
    await stage.contact.says("今天又跳了一次", to=stage.contact.sees(f"{number} 已签收"))
    assert stage.contact.labels() == [[f"补充到 {number[2:]}"], ["新问题", "取消"]]
    await stage.contact.presses(f"补充到 {number[2:]}")

    assert stage.officer.texts[-1] == f"{number} 企业补充\n示例汽车零部件有限公司\n今天又跳了一次"


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


async def test_every_result_of_a_resolution_reaches_the_enterprise(stage: Stage) -> None:
    number = await stage.signed_for()
    for result in ("已解决", "部分解决", "解释答复"):
        await stage.officer.presses("办结")
        assert stage.officer.labels() == [["已解决", "部分解决", "解释答复"], ["取消"]]
        await stage.officer.presses(result)
        await stage.officer.sends("album", ["photo", "photo"], "处理情况")
        assert stage.officer.labels() == [["✅ 提交"], ["修改", "取消"]]
        forget(stage.contact)
        await stage.officer.presses("提交")

        told, *photos = stage.contact.news()
        assert told == (
            f"{number} 已办结：{result}\n李驻企：\n处理情况\n📎 附件 2 个\n"
            "请确认是否解决。12月8日（周二）17:30前没有答复将自动销号。"
        )
        assert photos == ["<photo>", "<photo>"]
        assert stage.contact.labels(f"已办结：{result}") == [["已解决", "没解决"]]
        assert f"结果：{result}" in stage.officer.sees("待确认").text
        await stage.officer.presses("撤回办结")
        await stage.officer.presses("提交")


async def test_resolution_is_taken_back_until_it_is_answered(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.officer.presses("撤回办结")
    await stage.officer.says("还要复查")

    assert stage.contact.texts[-1] == f"{number} 撤回了办结\n李驻企继续办理。\n还要复查"
    assert stage.officer.labels("办理中")[0] == ["记进展", "请企业补充", "办结"]
    await stage.contact.presses("已解决")
    assert stage.contact.toast == f"{number} 的情况已经变了。"
    assert " · 办理中\n" in stage.contact.sees("办理中").text


@pytest.mark.parametrize("how", ["button", "取消", "/cancel"])
async def test_every_act_of_the_officer_can_be_left(stage: Stage, how: str) -> None:
    await stage.report(stage.contact, "招不到焊工")
    for action in ("退单", "记进展", "请企业补充", "办结"):
        if action == "记进展":
            await stage.officer.presses("签收")
        before = stage.officer.labels("最近记录")
        forget(stage.contact, stage.manager)
        await stage.officer.presses(action)
        if how == "button":
            await stage.officer.presses("取消")
            assert f"已取消“{action}”，没有提交。" in stage.officer.texts[-1]
        else:
            await stage.officer.says(how)
            assert stage.officer.texts[-1] == "已退出，内容没有提交。"
        assert stage.contact.news() == stage.manager.news() == []
        assert stage.officer.labels("最近记录") == before


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


async def test_urging_is_once_a_working_day(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["撤回", "补充", "催办"]]
    await stage.contact.presses("催办")

    assert stage.contact.texts[-1] == f"{number} 已催办\n已转告李驻企，请留意进展。"
    assert stage.officer.texts[-1].startswith(f"{number} 企业催办\n示例汽车零部件有限公司\n办结：")
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["撤回", "补充"]]
    stage.clock.to("11-25 09:00")
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["撤回", "补充", "催办"]]


async def test_weekend_brings_no_new_urging(stage: Stage) -> None:
    number = await stage.signed_for()
    stage.clock.to("11-27 16:00")
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("催办")
    for day, labels in (("11-28", ["撤回", "补充"]), ("11-30", ["撤回", "补充", "催办"])):
        stage.clock.to(f"{day} 09:00")
        await stage.contact.says(f"/case {number}")
        assert stage.contact.labels()[0] == labels


async def test_returning_is_not_offered_once_the_limit_is_past(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    stage.clock.to("11-25 17:31")
    await stage.officer.presses("退单")

    assert stage.officer.toast == "现在不能“退单”。"
    await stage.officer.says(f"/case {number}")
    assert stage.officer.labels() == [["签收"]]


async def test_contact_withdraws_and_everybody_is_told(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("撤回")
    await stage.contact.says("自己修好了")

    assert stage.contact.texts[-1].startswith(f"{number} 已撤回\n")
    assert stage.officer.texts[-1] == (f"{number} 企业已撤回，不用再办\n示例汽车零部件有限公司\n自己修好了")
    assert stage.officer.labels("最近记录") == []
    await stage.officer.says(f"/case {number}")
    assert stage.officer.labels() == []


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


async def test_long_words_about_a_case_can_be_read_to_the_end(stage: Stage) -> None:
    number = await stage.signed_for()
    words = "已联系供电公司。" * 250
    await stage.officer.presses("记进展")
    await stage.officer.says(words)
    await stage.officer.presses("企业可见")
    assert stage.contact.texts[-1] == f"{number} 有新进展\n李驻企：\n{words[:900]}…"
    assert stage.contact.labels() == [["全文"]]
    await stage.contact.presses("全文")
    assert stage.contact.texts[-1] == f"{number} 全文\n\n{words}"
