"""The draft of a report: added to, corrected, changed, left, and kept for later."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage.rules.words import State
from storage.tables import Draft
from tests.e2e.reports import CARD, PREVIEW, PROBLEM, cases
from tests.e2e.stage import Stage
from tests.e2e.zone import PARTS_NAME


def open_drafts(stage: Stage) -> int:
    return stage.look_at(lambda session: sum(row.ended_at is None for row in session.exec(select(Draft))))


async def test_more_text_is_added_line_by_line(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.says("已经三天了")
    await stage.contact.presses("提交")

    assert cases(stage)[0][1] == f"{PROBLEM}\n已经三天了"


async def test_edited_message_corrects_the_draft(stage: Stage) -> None:
    said = await stage.contact.says("厂门口的路坏了，火车进不来")
    await stage.contact.does(lambda: stage.contact.person.edit(said, PROBLEM))

    assert stage.contact.texts == [PREVIEW]
    await stage.contact.presses("提交")
    assert cases(stage)[0][1] == PROBLEM


async def test_category_and_urgency_are_changed_by_what_their_buttons_say(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("类别：物流交通")
    assert stage.contact.texts[-1].startswith(f"{PARTS_NAME}\n这个问题属于哪一类？\n建议“物流交通”：提到“")
    assert all(len(row) <= 3 for row in stage.contact.labels())
    assert stage.contact.labels()[-1] == ["返回", "取消"]
    await stage.contact.presses("项目建设")
    assert "类别：项目建设\n" in stage.contact.texts[-1]

    await stage.contact.presses("紧急程度：一般")
    assert stage.contact.texts[-1] == (
        f"{PARTS_NAME}\n有多急？\n"
        "特急：2 小时内签收，3 个工作日内办结\n"
        "紧急：4 个工作小时内签收，5 个工作日内办结\n"
        "一般：1 个工作日内签收，15 个工作日内办结\n"
        "咨询：1 个工作日内签收，1 个工作日内办结\n"
        "特急指停产停线或安全问题。"
    )
    assert stage.contact.labels()[0] == ["特急", "紧急", "一般", "咨询"]
    await stage.contact.presses("紧急")
    await stage.contact.presses("提交")

    assert "项目建设 · 紧急" in stage.officer.texts[-1]
    assert "⏱ 签收：11月24日（周二）15:00前" in stage.officer.texts[-1]


async def test_doubtful_category_is_changed_by_one_tap(stage: Stage) -> None:
    await stage.contact.says("供应商起诉我们厂欠货款，账户被冻结，影响了发工资，请帮忙协调")
    assert "类别：法律知识产权（建议）\n" in stage.contact.texts[-1]
    assert stage.contact.labels() == [
        ["✅ 提交"],
        ["类别：法律知识产权", "紧急程度：紧急"],
        ["改成：账款拖欠", "改成：融资金融"],
        ["修改", "取消"],
    ]
    await stage.contact.presses("改成：账款拖欠")

    assert "类别：账款拖欠\n" in stage.contact.texts[-1]
    assert stage.contact.labels() == [
        ["✅ 提交"],
        ["类别：账款拖欠", "紧急程度：紧急"],
        ["修改", "取消"],
    ]
    await stage.contact.presses("提交")
    assert "账款拖欠 · 紧急" in stage.officer.texts[-1]


async def test_words_are_rewritten_and_files_dropped_by_edit(stage: Stage) -> None:
    await stage.contact.sends("photo", "写错了")
    await stage.contact.presses("修改")
    assert stage.contact.texts == [f"{PARTS_NAME}\n要改什么？改完会再请您核对。"]
    assert stage.contact.labels() == [["重写文字"], ["去掉附件"], ["返回", "取消"]]
    await stage.contact.presses("重写文字")
    assert "（没有文字）" in stage.contact.texts[-1]
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("修改")
    await stage.contact.presses("去掉附件")

    assert stage.contact.texts[-1] == PREVIEW
    await stage.contact.presses("提交")
    assert cases(stage) == [("ZQ261124-001", PROBLEM, State.SUBMITTED)]
    assert stage.officer.news() == [CARD]


async def test_rewriting_all_there_is_asks_for_words_again(stage: Stage) -> None:
    await stage.contact.says("写错了")
    await stage.contact.presses("修改")
    await stage.contact.presses("重写文字")

    assert stage.contact.texts[-1] == (
        f"{PARTS_NAME}\n请说说遇到的困难：可以打字，也可以发照片、语音、文件、视频或位置。"
    )
    assert stage.contact.labels() == [["取消"]]
    await stage.contact.says(PROBLEM)
    assert stage.contact.texts[-1] == PREVIEW


STEPS: list[list[str]] = [[], ["类别：物流交通"], ["紧急程度：一般"], ["修改"]]


@pytest.mark.parametrize("how", ["button", "取消", "/cancel"])
async def test_every_step_can_be_left(stage: Stage, how: str) -> None:
    for presses in STEPS:
        await stage.contact.says(PROBLEM)
        for label in presses:
            await stage.contact.presses(label)
        if how == "button":
            await stage.contact.presses("取消")
            assert stage.contact.texts[-1] == "已取消，没有提交。"
        else:
            await stage.contact.says(how)
            assert stage.contact.texts[-1] == "已退出，内容没有提交。"
        assert stage.contact.person.buttons() == []
        assert open_drafts(stage) == 0

    assert cases(stage) == []
    await stage.contact.says("/cancel")
    assert stage.contact.texts[-1] == "没有正在填写的内容。"


async def test_second_draft_keeps_the_first_which_the_list_offers(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.says("上报问题")
    kept, asked = stage.contact.texts[-2:]
    assert kept == "正在写的另一份已为您留着，在“我的问题”里可以继续。"
    assert asked.endswith("请说说遇到的困难：可以打字，也可以发照片、语音、文件、视频或位置。")
    await stage.contact.says("宿舍不够住")
    await stage.contact.presses("提交")
    await stage.contact.says("我的问题")
    assert stage.contact.labels()[0] == ["✏️ 继续写上报"]
    await stage.contact.presses("✏️ 继续写上报")

    assert stage.contact.texts[-1] == PREVIEW
    await stage.contact.presses("提交")
    assert [text for _, text, _ in cases(stage)] == ["宿舍不够住", PROBLEM]
    await stage.contact.says("我的问题")
    assert stage.contact.labels() == [["261124-002", "261124-001"]]


async def test_menu_words_and_commands_are_not_swallowed_by_a_report(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    for word in ("我的问题", "我的服务员", "帮助", "/help", "/my", "/start"):
        await stage.contact.says(word)
    await stage.contact.says("已经三天了")

    assert f"{PROBLEM}\n已经三天了\n" in stage.contact.texts[-1]
    await stage.contact.presses("提交")
    assert cases(stage)[0][1] == f"{PROBLEM}\n已经三天了"
