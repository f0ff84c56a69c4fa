"""When it may ring: the answer to one's own act always, another's act in office hours, 特急 at any hour."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage

# The lunch break is only outside for the ladder; another's act may ring then? It is outside office hours.
OPEN, LUNCH, EVENING, SATURDAY = "11-24 10:00", "11-24 12:30", "11-24 20:00", "11-28 10:00"
MAKE_UP_SATURDAY, HOLIDAY = "10-10 10:00", "10-01 10:00"


@pytest.mark.parametrize(
    ("at", "silent"),
    [
        (OPEN, False),
        (LUNCH, True),
        (EVENING, True),
        (SATURDAY, True),
        (MAKE_UP_SATURDAY, False),
        (HOLIDAY, True),
    ],
)
async def test_card_and_its_receipt(stage: Stage, at: str, silent: bool) -> None:
    stage.clock.to(at)
    await stage.report(stage.contact, "招不到焊工")

    receipt = stage.contact.sees("已收到")
    assert (receipt.silent, "现在不是办公时间" in receipt.text) == (False, silent)
    assert stage.officer.sees("待签收").silent is silent
    assert stage.colleague.sees("已收到").silent  # who is told besides
    await stage.officer.presses("签收")
    assert stage.contact.sees("已签收").silent is silent


async def test_receipt_at_night_names_the_next_opening(stage: Stage) -> None:
    stage.clock.to("11-24 18:05")
    await stage.report(stage.contact, "招不到焊工")

    assert "现在不是办公时间，将从 11月25日（周三）09:00 开始办理。" in stage.contact.texts[-1]
    assert "签收：11月26日（周四）17:30前" in stage.contact.texts[-1]


async def test_critical_case_rings_at_night_and_does_not_speak_of_the_morning(stage: Stage) -> None:
    stage.clock.to("11-24 23:00")
    number = await stage.report(stage.contact, "燃气泄漏，已撤人", urgency="特急")

    assert not stage.officer.sees(number).silent
    assert "签收：11月25日（周三）01:00前" in stage.contact.texts[-1]
    assert "办公时间" not in stage.contact.texts[-1]
    await stage.officer.presses("签收")
    assert not stage.contact.sees("已签收").silent


async def test_prompts_and_menus_always_ring(stage: Stage) -> None:
    stage.clock.to(EVENING)
    await stage.contact.says("我的问题")
    await stage.contact.says("招不到焊工")

    assert [message.silent for message in stage.contact.person.heard()] == [False, False]


async def test_attachments_are_as_loud_as_what_they_belong_to(stage: Stage) -> None:
    stage.clock.to(EVENING)
    await stage.contact.sends("photo", "宿舍不够住")
    await stage.contact.presses("提交")

    assert [message.silent for message in stage.officer.person.heard()] == [True, True]


async def test_answer_to_what_one_asked_rings_for_who_asked_in_office_hours_only(stage: Stage) -> None:
    number = await stage.signed_for("招不到焊工")
    stage.clock.to("11-25 12:10")
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("催办")

    assert not stage.contact.sees("已催办").silent
    assert stage.officer.sees("企业催办").silent
