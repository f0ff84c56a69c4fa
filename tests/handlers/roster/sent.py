"""Rosters that 专班 sends, what they are then asked, and what others do meanwhile."""

from __future__ import annotations

from bot.sandbox import Message
from storage.ledger.roster import import_roster
from storage.workbook import read_roster_workbook
from tests.handlers.roster.conftest import NEW_OFFICER, Desk, workbook

ADDING = workbook(服务员=NEW_OFFICER)
ENDING = workbook(联系人=[], 服务员=NEW_OFFICER)
WHICH = "这次将结束 1 项，有的表超过 5%。核对无误，请输入 1；不导入请按“取消”。"
IMPORTED = "✅ 花名册已导入\n· 服务员：新增 1，变更 0，结束 0\n名册上还有 6 人没有加入。"


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.inline_keyboard for button in row]


def import_elsewhere(desk: Desk, data: bytes, *, end: int | None = None) -> None:
    """Somebody imports another roster meanwhile."""
    roster = read_roster_workbook(data, desk.ledger.policy)
    desk.ledger.write_now(import_roster, roster=roster, end=end, now=desk.now, cause="cli:import:2")
