"""What is understood of a text, as people read it: by when, why, in which language, and who reads what is personal."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select

from storage.tables import Case
from tests.e2e.stage import Stage

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
