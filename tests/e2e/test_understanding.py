"""What is understood of a text, as people read it: by when, why, in which language, and who reads what is personal."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlmodel import select

from storage.tables import Case
from tests.e2e.stage import Stage
from tests.e2e.zone import PARTS_NAME

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
    assert re.fullmatch("建议“要素保障”：提到(“(变压器|跳闸|增容|停线|配电柜)”){1,4}", why)
    await stage.contact.presses("返回")
    await stage.contact.presses(re.compile("^紧急程度"))
    _, question, why, first, *_ = stage.contact.texts[-1].splitlines()
    assert (question, first) == ("有多急？", "特急：2 小时内签收，3 个工作日内办结")
    assert re.fullmatch("建议“特急”：提到.*“停线”.*", why)


async def test_what_is_only_left_over_is_given_no_reason_for(stage: Stage) -> None:
    await stage.contact.says("想和你们聊聊")
    for menu in ("类别", "紧急程度"):
        await stage.contact.presses(re.compile(f"^{menu}"))
        assert "建议" not in stage.contact.texts[-1]
        await stage.contact.presses("返回")
