"""A report that was begun and left: the next day its writer is asked 继续, 新问题 or 丢弃."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from bot.sandbox import Message
from storage.database import LedgerSession
from storage.tables import Case, Draft
from tests.e2e.stage import Someone, Stage

PROBLEM = "招不到焊工，缺十几个人"
QUESTION = """\
您有一份问题写到一半，还没有提交（11月24日（周二）10:00）：
招不到焊工，缺十几个人
要怎么处理？12月1日（周二）10:00后会自动删除。"""


async def asked(stage: Stage, someone: Someone, at: str = "11-25 10:30") -> Message:
    """The service starts again the next day, looks through the drafts, and asks."""
    assert stage.service is not None
    await stage.service.stop()
    stage.clock.to(at)
    await stage.open()
    await stage.sandbox.until(lambda: someone.person.sees("写到一半") is not None)
    await stage.settle()
    return someone.sees("写到一半")


def drafts(session: LedgerSession) -> list[bool]:
    return [draft.ended_at is None for draft in session.exec(select(Draft).order_by(col(Draft.id)))]


def cases(session: LedgerSession) -> list[str]:
    return [case.text for case in session.exec(select(Case).order_by(col(Case.id)))]


async def test_writer_is_asked_and_goes_on(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    question = await asked(stage, stage.contact)

    assert question.text == QUESTION
    assert stage.contact.labels(question) == [["继续", "新问题", "丢弃"]]
    await stage.contact.presses("继续", question)
    assert "请核对" in stage.contact.texts[-1]
    assert "写到一半" not in "\n".join(stage.contact.texts)
    await stage.contact.says("三班倒都缺")
    await stage.contact.presses("提交")
    assert stage.look_at(cases) == [f"{PROBLEM}\n三班倒都缺"]


async def test_writer_begins_anew_and_the_first_is_kept(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("新问题", await asked(stage, stage.contact))
    await stage.contact.says("门口路灯不亮")
    await stage.contact.presses("提交")

    assert stage.look_at(cases) == ["门口路灯不亮"]
    assert stage.look_at(drafts) == [True, False]


async def test_writer_drops_it(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    question = await asked(stage, stage.contact)
    await stage.contact.presses("丢弃", question)

    assert stage.contact.texts[-1] == "已丢弃，没有提交。"
    assert stage.contact.person.buttons() == []
    assert stage.look_at(drafts) == [False]
    await stage.contact.says("门口路灯不亮")
    await stage.contact.presses("提交")
    assert stage.look_at(cases) == ["门口路灯不亮"]


@pytest.mark.parametrize("label", ["继续", "新问题", "丢弃"])
async def test_question_about_what_was_submitted_meanwhile_is_out_of_date(stage: Stage, label: str) -> None:
    await stage.contact.says(PROBLEM)
    question = await asked(stage, stage.contact)
    await stage.contact.presses("提交")
    await stage.contact.presses(label, question)

    assert stage.contact.toast == "这份内容已经提交或取消了"
    assert stage.look_at(cases) == [PROBLEM]


async def test_words_about_a_case_are_asked_about_too(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.officer.presses("记进展")
    await stage.officer.says("已联系人社")
    question = await asked(stage, stage.officer)

    assert question.text.startswith(f"您有一份{number} 的“记进展”写到一半")
    assert stage.officer.labels(question) == [["继续", "丢弃"]]
    await stage.officer.presses("继续", question)
    await stage.officer.presses("企业可见")
    assert "已联系人社" in stage.contact.texts[-1]
