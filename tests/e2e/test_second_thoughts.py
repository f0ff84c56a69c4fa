"""What people think of afterwards: a message edited, a photo sent later, a reply to what has been closed."""

from __future__ import annotations

from sqlmodel import col, select

from bot.sandbox import Message
from bot.sandbox.sending import PIXEL
from storage.database import LedgerSession
from storage.rules.words import Action, State
from storage.tables import Attachment, Case, Draft, Entry
from tests.e2e.stage import NOT_MODIFIED, Someone, Stage

PROBLEM = "厂门口的路坏了，货车进不来"
WRONG = "厂门口的路坏了，火车进不来"


async def edits(someone: Someone, message: Message, text: str) -> None:
    await someone.does(lambda: someone.person.edit(message, text))


def story(stage: Stage) -> list[tuple[Action, str, int]]:
    """The history of the newest case: what was done, in which words, with how many files."""
    return stage.look_at(_story)


def _story(session: LedgerSession) -> list[tuple[Action, str, int]]:
    newest = session.exec(select(Case.id).order_by(col(Case.id).desc())).first()
    files = [row.entry_id for row in session.exec(select(Attachment))]
    entries = session.exec(select(Entry).where(Entry.case_id == newest).order_by(col(Entry.id)))
    return [(entry.action, entry.text, files.count(entry.id)) for entry in entries]


def states(stage: Stage) -> list[State]:
    query = select(Case).order_by(col(Case.id))
    return stage.look_at(lambda session: [case.state for case in session.exec(query)])


def open_drafts(stage: Stage) -> int:
    return stage.look_at(lambda session: sum(row.ended_at is None for row in session.exec(select(Draft))))


# Edited


async def test_edit_after_submitting_changes_nothing_and_is_offered_as_answer(stage: Stage) -> None:
    said = await stage.contact.says(WRONG)
    await stage.contact.presses("提交")
    stage.officer.news()
    await edits(stage.contact, said, PROBLEM)

    assert stage.contact.texts[-1] == (
        f"您改的这条已随 ZQ261124-001 提交，原来的内容不变。\n{PROBLEM}\n要把改后的内容再补充进去吗？"
    )
    assert stage.contact.labels() == [["补充到 261124-001"], ["取消"]]
    assert stage.officer.news() == []
    await stage.contact.presses("补充到 261124-001")

    assert stage.contact.toast == "ZQ261124-001 已补充"
    assert story(stage) == [(Action.OPEN, WRONG, 0), (Action.ANSWER, PROBLEM, 0)]
    assert stage.officer.texts[-1].endswith(PROBLEM)


async def test_edit_that_is_not_to_be_added_is_left(stage: Stage) -> None:
    said = await stage.contact.says(WRONG)
    await stage.contact.presses("提交")
    await edits(stage.contact, said, PROBLEM)
    await stage.contact.presses("取消")

    assert stage.contact.texts[-1] == "已取消，没有补充进去，原来提交的不变。"
    assert story(stage) == [(Action.OPEN, WRONG, 0)]
    assert open_drafts(stage) == 0


async def test_edit_again_changes_what_is_offered(stage: Stage) -> None:
    said = await stage.contact.says(WRONG)
    await stage.contact.presses("提交")
    await edits(stage.contact, said, "厂门口的路坏了")
    await edits(stage.contact, said, PROBLEM)
    await stage.contact.presses("补充到 261124-001")

    assert story(stage) == [(Action.OPEN, WRONG, 0), (Action.ANSWER, PROBLEM, 0)]


async def test_edit_of_a_note_of_progress_is_offered_to_the_same_case(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.officer.presses("记进展")
    said = await stage.officer.says("已联系供电公司，明晚抢修")
    await stage.officer.presses("企业可见")
    await edits(stage.officer, said, "已联系供电公司，今晚抢修")
    assert stage.officer.texts[-1].startswith(f"您改的这条已随 {number} 提交，原来的内容不变。\n")
    await stage.officer.presses("记进展到 261124-001")
    await stage.officer.presses("企业可见")

    assert stage.contact.texts[-1] == f"{number} 有新进展\n李驻企：\n已联系供电公司，今晚抢修"


async def test_edit_after_the_resolution_is_not_offered_as_not_solved(stage: Stage) -> None:
    said = await stage.contact.says("招不到焊工")
    await stage.contact.presses("提交")
    await stage.officer.presses("签收")
    await stage.resolve(stage.officer)
    await edits(stage.contact, said, "招不到电焊工")

    assert stage.contact.labels() == [["补充到 261124-001"], ["取消"]]


async def test_edit_of_what_can_be_added_to_no_more_shows_the_case(stage: Stage) -> None:
    said = await stage.contact.says(WRONG)
    await stage.contact.presses("提交")
    await stage.contact.says("/case ZQ261124-001")
    await stage.contact.presses("撤回")
    await stage.contact.presses("提交")
    await edits(stage.contact, said, PROBLEM)

    assert stage.contact.texts[-1] == "您改的这条已随 ZQ261124-001 提交，原来的内容不变。"
    assert stage.contact.labels() == [["查看"]]
    await stage.contact.presses("查看")
    assert stage.contact.texts[-1].startswith("ZQ261124-001 · 已撤回\n")


async def test_edit_does_not_push_aside_what_is_being_written(stage: Stage) -> None:
    said = await stage.contact.says(WRONG)
    await stage.contact.presses("提交")
    await stage.contact.says("宿舍不够住")
    await edits(stage.contact, said, PROBLEM)
    assert stage.contact.labels() == [["查看"]]
    await stage.contact.says("已经三个月了")
    await stage.contact.presses("提交")

    assert story(stage) == [(Action.OPEN, "宿舍不够住\n已经三个月了", 0)]


async def test_edit_of_what_was_left_is_not_taken_for_submitted(stage: Stage) -> None:
    said = await stage.contact.says(WRONG)
    await stage.contact.presses("取消")
    await edits(stage.contact, said, PROBLEM)

    assert stage.contact.texts[-1] == "您改的这条没有提交过。需要的话请重新发送。"


async def test_edit_of_what_is_not_yet_said_what_it_is_meant_as_stays_a_question(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.officer.presses("请企业补充")
    await stage.officer.says("请发铭牌型号")
    said = await stage.contact.says("S11-360")
    await edits(stage.contact, said, "S11-630")

    assert stage.contact.texts[-1] == "收到：\nS11-630\n这是要："
    assert stage.contact.labels() == [[f"补充到 {number[2:]}"], ["新问题", "取消"]]


async def test_photo_is_exchanged_while_the_draft_is_open(stage: Stage) -> None:
    sent = await stage.contact.sends("photo", PROBLEM, data=PIXEL + b"wrong")
    await stage.contact.does(lambda: stage.contact.person.exchange(sent, PIXEL + b"right"))
    await stage.contact.presses("提交")

    assert stage.officer.person.open(stage.officer.person.heard()[-1]) == PIXEL + b"right"
    assert stage.officer.news()[1:] == ["<photo>"]
    stage.expected_refusals = [NOT_MODIFIED]  # the preview shows how many there are, not which


async def test_photo_that_is_exchanged_too_late_is_offered_as_answer(stage: Stage) -> None:
    sent = await stage.contact.sends("photo", PROBLEM)
    await stage.contact.presses("提交")
    await stage.contact.does(lambda: stage.contact.person.exchange(sent, PIXEL + b"right"))
    assert f"{PROBLEM}\n📎 照片 1\n要把改后的内容再补充进去吗？" in stage.contact.texts[-1]
    await stage.contact.presses("补充到 261124-001")

    assert story(stage) == [(Action.OPEN, PROBLEM, 1), (Action.ANSWER, PROBLEM, 1)]
    assert stage.officer.person.open(stage.officer.person.heard()[-1]) == PIXEL + b"right"


async def test_edit_that_changes_no_word_is_not_answered(stage: Stage) -> None:
    menu = await stage.contact.says("帮助")
    said = await stage.contact.says(PROBLEM)
    await edits(stage.contact, said, PROBLEM)
    await stage.contact.presses("提交")
    stage.contact.news()
    await edits(stage.contact, said, PROBLEM)
    await edits(stage.contact, menu, "帮助一下")

    assert stage.contact.news() == []
    stage.expected_refusals = [NOT_MODIFIED]


# Sent afterwards


async def test_photo_after_submitting_is_offered_to_what_was_submitted(stage: Stage) -> None:
    await stage.report(stage.contact, PROBLEM)
    await stage.contact.sends("album", ["photo"] * 3)

    assert stage.contact.texts[-1] == "收到：\n📎 照片 3\n这是要："
    assert stage.contact.labels() == [["补充到 261124-001"], ["新问题", "取消"]]
    await stage.contact.presses("补充到 261124-001")
    assert story(stage) == [(Action.OPEN, PROBLEM, 0), (Action.ANSWER, "", 3)]


async def test_photo_after_not_solved_is_offered_to_that_case(stage: Stage) -> None:
    await stage.resolved()
    await stage.contact.presses("没解决")
    await stage.contact.says("还是跳闸")
    await stage.contact.sends("photo")
    await stage.contact.presses("补充到 261124-001")

    assert story(stage)[-2:] == [(Action.DENY, "还是跳闸", 0), (Action.ANSWER, "", 1)]
    assert states(stage) == [State.IN_PROGRESS]


async def test_photo_after_asking_is_offered_as_progress_to_that_case(stage: Stage) -> None:
    first = await stage.signed_for()
    await stage.signed_for("宿舍不够住")
    await stage.officer.presses("请企业补充", on=f"{first} · 办理中")
    await stage.officer.says("请发这样的铭牌照片")
    await stage.officer.sends("photo")

    assert stage.officer.labels()[0] == [f"记进展到 {first[2:]}"]


async def test_photo_ten_minutes_later_begins_something_new(stage: Stage) -> None:
    await stage.report(stage.contact, PROBLEM)
    stage.clock.forward(minutes=11)
    await stage.contact.sends("photo")

    assert stage.contact.texts[-1].startswith("📝 请核对")


async def test_photo_can_be_a_new_problem_all_the_same(stage: Stage) -> None:
    await stage.report(stage.contact, PROBLEM)
    await stage.contact.sends("photo")
    await stage.contact.presses("新问题")
    await stage.contact.presses("提交")

    assert states(stage) == [State.SUBMITTED, State.SUBMITTED]


async def test_words_and_photo_sent_at_once_are_one_answer(stage: Stage) -> None:
    await stage.resolved()
    await stage.contact.presses("没解决")
    stage.contact.person.say("还是跳闸")
    await stage.contact.sends("photo")
    assert stage.contact.labels() == [["✅ 提交"], ["修改", "取消"]]
    await stage.contact.presses("提交")

    assert story(stage)[-1] == (Action.DENY, "还是跳闸", 1)


# Said of what is closed


async def test_reply_to_what_is_closed_is_offered_as_reopening(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("已解决")
    await stage.contact.says("又跳闸了", to=stage.contact.sees(f"{number} 已办结"))
    assert stage.contact.labels() == [[f"重办 {number[2:]}"], ["新问题", "取消"]]
    await stage.contact.presses(f"重办 {number[2:]}")

    assert stage.contact.toast == f"{number} 已重办"
    assert story(stage)[-1] == (Action.REOPEN, "又跳闸了", 0)
    assert states(stage) == [State.IN_PROGRESS]


async def test_reply_to_what_was_closed_long_ago_is_a_new_problem(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("已解决")
    stage.clock.forward(days=31)
    await stage.contact.says("又跳闸了", to=stage.contact.sees(f"{number} 已办结"))

    assert stage.contact.texts[-1].startswith("📝 请核对")


async def test_reopening_pressed_too_late_stays_a_question(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("已解决")
    await stage.contact.says("又跳闸了", to=stage.contact.sees(f"{number} 已办结"))
    await stage.colleague.says(f"/case {number}")
    await stage.colleague.presses("重办")
    await stage.colleague.says("我们再看一次")
    await stage.contact.presses(f"重办 {number[2:]}")

    assert "不能" in stage.contact.toast
    await stage.contact.presses("新问题")
    await stage.contact.presses("提交")
    assert states(stage) == [State.IN_PROGRESS, State.SUBMITTED]
