"""The prompt of a draft: one message that is kept up to date, at the bottom of the chat after each thing said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from handlers.buttons import Button
from handlers.context import Context
from handlers.render import Message
from handlers.speech import say, show, take_away
from storage.errors import NotFound
from storage.ledger.draft_view import DraftView
from storage.ledger.inbox import Prompted
from storage.rules.words import Action

T = TypeVar("T")


class Doing(StrEnum):
    """What a button of a prompt does to its draft."""

    SUBMIT = "submit"
    SPLIT = "split"  # submit each problem of the text as a case of its own
    EDIT = "edit"
    CANCEL = "cancel"
    BACK = "back"
    REWRITE = "rewrite"
    DROP_FILES = "drop"
    MENU = "menu"  # offer what can be chosen; the value says of what
    ENTERPRISE = "ent"
    CATEGORY = "cat"
    URGENCY = "urg"
    SOURCE = "src"
    CHOOSE = "pick"  # result, reason or target of an act
    RESUME = "resume"


@dataclass(frozen=True, kw_only=True)
class Step(Button, code="draft"):
    """A step of putting a draft together."""

    draft_id: int
    do: Doing
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class Meant(Button, code="meant"):
    """What a text that was just typed is meant as: a new report, or words about a case."""

    draft_id: int
    action: Action
    case_id: int | None = None
    to_managers: bool = False  # a new report as 找专班


def chosen(kind: Callable[[str], T], value: str | None) -> T:
    """The value of a button as what it should be; one that was made up is none of the choices."""
    try:
        return kind(value or "")
    except ValueError:
        raise NotFound(what="这个选项") from None


async def prompt(context: Context, draft: DraftView, message: Message) -> None:
    """Say where a draft stands, below what was just said; the prompt above goes."""
    sent = await say(context, message)
    _remember(context, draft, sent)
    # Of a flood only the last prompt is sent: what stands above has been overtaken long since.
    if sent is not None or context.arrival.more_waiting():
        await take_away(context, draft.prompt_message_id)


async def redraw(context: Context, draft: DraftView, pressed: int | None, message: Message) -> None:
    """Show where a draft stands after a press, in its living prompt; a copy that was pressed goes."""
    living = draft.prompt_message_id or pressed
    shown = await show(context, living, message)
    _remember(context, draft, shown)
    if pressed != living:
        await take_away(context, pressed)


async def close_prompt(
    context: Context, draft: DraftView, pressed: int | None, message: Message | None
) -> None:
    """A draft is done with: its prompt says so, or goes where something else does."""
    living = draft.prompt_message_id or pressed
    if message:
        await show(context, living, message)
    else:
        await take_away(context, living)
    if pressed != living:
        await take_away(context, pressed)


def _remember(context: Context, draft: DraftView, message_id: int | None) -> None:
    if message_id != draft.prompt_message_id:
        context.arrival.prompted = Prompted(draft_id=draft.id, message_id=message_id)
