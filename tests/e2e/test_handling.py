"""签收 to 办结: what the officer does, and what the enterprise reads of it."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage, forget


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


async def test_returning_is_not_offered_once_the_limit_is_past(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    stage.clock.to("11-25 17:31")
    await stage.officer.presses("退单")

    assert stage.officer.toast == "现在不能“退单”。"
    await stage.officer.says(f"/case {number}")
    assert stage.officer.labels() == [["签收"]]


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
