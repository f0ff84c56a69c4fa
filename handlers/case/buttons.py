"""The buttons of a case."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton

from handlers.buttons import Button
from storage.rules.words import Action


@dataclass(frozen=True, kw_only=True)
class Do(Button, code="do"):
    """Take an action on a case as it was shown: an old `turn` changes nothing."""

    case_id: int
    turn: int
    action: Action
    choice: str | None = None  # the rating, where that is all there is to choose
    on_card: bool = False  # pressed below the case itself, which then shows what came of it


@dataclass(frozen=True, kw_only=True)
class Show(Button, code="case"):
    """Show a case, in place of the message that was pressed or as a new one."""

    case_id: int
    in_place: bool = False


def short_number(number: str) -> str:
    """A case's number as a button has it: without the letters that all of them begin with."""
    return number.removeprefix("ZQ")


def show_button(case_id: int, number: str) -> InlineKeyboardButton:
    """The button of a case in a list."""
    return Show(case_id=case_id).labelled(short_number(number))


@dataclass(frozen=True, kw_only=True)
class History(Button, code="hist"):
    """Leaf through what happened, the newest page first."""

    case_id: int
    page: int = 0


@dataclass(frozen=True, kw_only=True)
class FullText(Button, code="full"):
    """全文: of the report, or of what an entry says."""

    case_id: int
    entry_id: int | None = None
