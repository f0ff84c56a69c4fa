"""Pressed, typed or sent twice, and handled again after a kill: it is done once."""

from __future__ import annotations

from sqlmodel import col, select

from bot.sandbox import Person
from handlers.talk import Waiting
from storage.database import LedgerSession
from storage.tables import Role, RoleKind
from tests.handlers.roster.conftest import Desk, workbook
from tests.handlers.roster.sent import ADDING, ENDING, IMPORTED, import_elsewhere, labels


def officers_since(session: LedgerSession) -> list[tuple[str | None, bool]]:
    """工号 of every officer there ever was, and whether they are still one."""
    rows = session.exec(select(Role).where(Role.kind == RoleKind.OFFICER).order_by(col(Role.id)))
    return [(row.job_number, row.until is None) for row in rows]


async def test_pressed_twice_is_imported_once(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    desk.expected_refusal = "Bad Request: message to delete not found"
    chen.press("导入")
    chen.press("导入", asked)
    await desk.handled(chen)

    assert chen.toasts() == ["已导入", "这份花名册已经导入或取消了"]
    assert desk.told == [IMPORTED]
    assert desk.ledger.read_now(officers_since) == [("F001", True), ("F002", True)]


async def test_import_handled_again_after_a_kill_does_it_once(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    chen.press("导入")
    [pressed] = await desk.handled(chen, killed=True)
    import_elsewhere(desk, workbook(), end=1)

    await desk.again(chen, pressed)

    assert desk.told == [IMPORTED]
    assert desk.ledger.read_now(officers_since) == [("F001", True), ("F002", False)], "not brought back"
    assert chen.toasts()[-1] == "已导入"
    assert desk.state(chen) is None


async def test_typed_number_handled_again_after_a_kill_does_it_once(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ENDING)
    await desk.after(chen, lambda: chen.press("导入"))
    chen.say("1")
    [typed] = await desk.handled(chen, killed=True)

    heard = len(chen.heard())
    await desk.again(chen, typed)

    assert len(chen.heard()) == heard, "the number is not taken for a message"
    assert len(desk.told) == 1
    assert desk.state(chen) is None


async def test_roster_handled_again_after_a_kill_is_asked_about_once(desk: Desk, chen: Person) -> None:
    chen.send_document(data=ADDING, name="花名册.xlsx")
    [sent] = await desk.handled(chen, killed=True)
    assert desk.state(chen) is None

    await desk.again(chen, sent)

    [asked] = chen.heard()
    assert labels(asked) == ["导入", "取消"]
    assert (desk.open_uploads, desk.state(chen)) == (1, Waiting.ROSTER)
    await desk.after(chen, lambda: chen.press("导入"))
    assert desk.told == [IMPORTED]
