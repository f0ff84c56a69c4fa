"""Which files are rosters: workbooks of 专班, sent by themselves; and where the template is."""

from __future__ import annotations

from bot.sandbox import Person
from handlers.talk import Waiting
from storage.ledger import drafts
from storage.ledger.draft_view import DraftView
from storage.rules.words import Action
from storage.workbook import roster_template
from tests.handlers.roster.conftest import Desk
from tests.handlers.roster.sent import ADDING


def current_draft(desk: Desk, who: Person) -> DraftView | None:
    person = desk.known(who)
    return desk.ledger.read_now(drafts.current_draft, person.person_id)


async def test_workbook_of_an_officer_is_a_file_like_any_other(desk: Desk) -> None:
    officer = desk.joined("李驻企")

    [answer] = await desk.sends(officer, ADDING)

    assert "要记进展，请先在“待办”里打开一个问题" in answer.text
    assert desk.open_uploads == 0
    assert not [call for call in desk.sandbox.calls if call.method.lower() == "getfile"]


async def test_workbook_of_a_contact_begins_a_report(desk: Desk) -> None:
    contact = desk.joined("王示例")

    [preview] = await desk.sends(contact, ADDING)

    assert "📎 文件 1" in preview.text
    assert desk.state(contact) == Waiting.REPORT


async def test_workbook_of_a_manager_inside_a_report_goes_into_it(desk: Desk, chen: Person) -> None:
    await desk.after(chen, lambda: chen.say("代上报"))
    await desk.sends(chen, ADDING)

    draft = current_draft(desk, chen)
    assert draft is not None
    assert (draft.action, len(draft.attachments)) == (Action.OPEN, 1)
    assert desk.open_uploads == 0


async def test_workbook_that_replies_to_a_case_belongs_to_the_case(desk: Desk, chen: Person) -> None:
    await desk.talk.application.bot.send_message(chen.id, "ZQ261124-001 办理中")

    [answer] = await desk.sends(chen, ADDING, reply_to=chen.heard()[-1])

    assert "要记进展" in answer.text
    assert desk.open_uploads == 0


async def test_other_files_of_a_manager_are_no_rosters(desk: Desk, chen: Person) -> None:
    [answer] = await desk.sends(chen, ADDING, name="花名册.pdf")

    assert "要记进展" in answer.text


async def test_roster_command_brings_the_template_to_managers_alone(desk: Desk, chen: Person) -> None:
    [template] = await desk.after(chen, lambda: chen.say("/roster"))
    assert template.text.startswith("花名册\n把填好的 .xlsx 直接发给我")
    assert template.content.media["file_name"] == "花名册模板.xlsx"
    assert len(chen.open(template)) == len(roster_template())

    officer = desk.joined("李驻企")
    [answer] = await desk.after(officer, lambda: officer.say("/roster"))
    assert answer.text == "花名册由专班导入。"


async def test_help_says_so_to_managers_alone(desk: Desk, chen: Person) -> None:
    line = "· 发来 .xlsx 文件就是导入花名册：先看变化，再按“导入”。模板：/roster"
    [help_] = await desk.after(chen, lambda: chen.say("帮助"))
    officer = desk.joined("李驻企")
    [other] = await desk.after(officer, lambda: officer.say("帮助"))

    assert line in help_.text.splitlines()
    assert "/roster" not in other.text
