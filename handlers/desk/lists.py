"""我的问题 and 待办: pages of cases with a button for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, Update

from handlers.buttons import Button
from handlers.case.buttons import short_number, show_button
from handlers.context import Context
from handlers.prompting import Doing, Step
from handlers.render import Message, message
from handlers.speech import pressed_message, show
from storage.ledger import drafts, lists
from storage.ledger.draft_view import DraftView
from storage.ledger.lists import CasePage


class Listed(StrEnum):
    """Which list is shown; also its block in templates/desk.j2."""

    OWN = "own_cases"
    PENDING = "pending_cases"


@dataclass(frozen=True, kw_only=True)
class Leaf(Button, code="list"):
    """上一页 / 下一页 of a list."""

    listed: Listed
    page: int


_UNITS = {Listed.OWN: lists.own_cases, Listed.PENDING: lists.pending_cases}
A_ROW = 3


async def show_list(context: Context, listed: Listed, page: int = 0, in_place: int | None = None) -> None:
    """Show one page; what is being written is offered above the cases."""
    person_id = context.person.person_id
    cases = await context.ledger.read(_UNITS[listed], person_id, page, now=context.now)
    open_drafts = [d for d in await context.ledger.read(drafts.open_drafts, person_id) if not d.is_empty]
    await show(context, in_place, list_message(listed, cases, open_drafts))


def list_message(listed: Listed, cases: CasePage, open_drafts: list[DraftView]) -> Message:
    """A page of cases: a line and a button each."""
    numbered = [show_button(line.id, line.number) for line in cases.lines]
    leaves = [
        Leaf(listed=listed, page=page).labelled(label)
        for page, label in ((cases.page - 1, "上一页"), (cases.page + 1, "下一页"))
        if 0 <= page < cases.pages
    ]
    return message(
        "desk",
        listed.value,
        cases=cases,
        drafts=open_drafts,
        rows=[
            *[[_resume(draft)] for draft in open_drafts],
            *[numbered[start : start + A_ROW] for start in range(0, len(numbered), A_ROW)],
            leaves,
        ],
    )


def _resume(draft: DraftView) -> InlineKeyboardButton:
    what = short_number(draft.case_number) if draft.case_number else ""
    return Step(draft_id=draft.id, do=Doing.RESUME).labelled(f"✏️ 继续写{draft.action.label} {what}".strip())


async def my_cases(update: Update, context: Context) -> None:
    """我的问题."""
    await show_list(context, Listed.OWN)


async def pending(update: Update, context: Context) -> None:
    """待办."""
    await show_list(context, Listed.PENDING)


async def leaf(update: Update, context: Context, button: Leaf) -> None:
    """Another page, in place."""
    await show_list(context, button.listed, button.page, pressed_message(update))
