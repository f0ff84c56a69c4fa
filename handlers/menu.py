"""The menu: the union of what somebody's roles can do, and the commands that say the same."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from telegram import KeyboardButton, ReplyKeyboardMarkup
from telegram.ext import filters

from storage.ledger.known import PersonView
from storage.tables import RoleKind


class MenuWord(StrEnum):
    """A word of the menu, as it is on the reply keyboard and as it is understood when typed."""

    REPORT = "上报问题"
    MY_CASES = "我的问题"
    MY_OFFICERS = "我的服务员"
    TO_MANAGERS = "找专班"
    PENDING = "待办"
    DIGEST = "日报"
    OVERDUE = "超期"
    REPORT_FOR = "代上报"
    ENTERPRISES = "企业"
    HELP = "帮助"


_MENUS: Final = {
    RoleKind.CONTACT: (
        MenuWord.REPORT,
        MenuWord.MY_CASES,
        MenuWord.MY_OFFICERS,
        MenuWord.TO_MANAGERS,
        MenuWord.HELP,
    ),
    RoleKind.OFFICER: (MenuWord.PENDING, MenuWord.REPORT_FOR, MenuWord.ENTERPRISES, MenuWord.HELP),
    RoleKind.LIAISON: (MenuWord.PENDING, MenuWord.HELP),
    RoleKind.MANAGER: (
        MenuWord.PENDING,
        MenuWord.DIGEST,
        MenuWord.OVERDUE,
        MenuWord.REPORT_FOR,
        MenuWord.ENTERPRISES,
        MenuWord.HELP,
    ),
    RoleKind.LEADER: (MenuWord.DIGEST, MenuWord.OVERDUE, MenuWord.HELP),
}

# /command, what Telegram's own menu says of it.
COMMANDS: Final = (
    ("start", "打开菜单"),
    ("report", "上报问题"),
    ("my", "我的问题"),
    ("todo", "待办"),
    ("case", "按编号查看，如 /case ZQ261124-001"),
    ("cancel", "取消正在填写的内容"),
    ("help", "帮助"),
)

A_ROW: Final = 3

# No conversation swallows a word of the menu: it is tried before what the conversation waits for.
MENU_WORDS: Final = filters.Text([word.value for word in MenuWord])


def words_for(person: PersonView) -> list[MenuWord]:
    """The words of this person's menu: the union over their roles, in the order of the enum."""
    mine = {word for kind in person.kinds for word in _MENUS[kind]}
    return [word for word in MenuWord if word in mine]


def menu_for(person: PersonView) -> ReplyKeyboardMarkup:
    """The reply keyboard with this person's menu."""
    words = words_for(person)
    rows = [words[start : start + A_ROW] for start in range(0, len(words), A_ROW)]
    return ReplyKeyboardMarkup(
        [[KeyboardButton(word.value) for word in row] for row in rows],
        resize_keyboard=True,
        is_persistent=True,
    )
