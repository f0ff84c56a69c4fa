"""What is answered to a text that is no report: thanks, a question how it is going, what must not be asked for.

Who was misunderstood says so by one button, and need not type it again.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from telegram import InlineKeyboardButton, Update

from handlers.buttons import Button
from handlers.case.buttons import Do, short_number, show_button
from handlers.case.card import rating_buttons, rows_of
from handlers.case.looking import number_in, show_case
from handlers.contents import Content
from handlers.context import Context
from handlers.prompting import prompt
from handlers.render import message
from handlers.report.talk import new_report, report_message, say_what_is_kept
from handlers.speech import pressed_message, say, without_buttons
from handlers.talk import END, Waiting
from storage.errors import NotFound
from storage.ledger import asides, lists, views
from storage.ledger.case_view import CaseView
from storage.ledger.lists import CaseLine
from storage.ledger.understood import understand_at
from storage.rules.understanding import Kind
from storage.rules.words import Action

Answer = Callable[[Context, Content], Coroutine[Any, Any, object]]

MOST_THANKED: Final = 3  # cases that are asked about when somebody says thanks


@dataclass(frozen=True, kw_only=True)
class Anew(Button, code="anew"):
    """It is a report after all."""

    draft_id: int


async def press_anew(update: Update, context: Context, button: Anew) -> object:
    """What was put aside is taken up as a report."""
    begun = await context.ledger.write(
        asides.take_up, button.draft_id, context.person.person_id, now=context.now
    )
    await say_what_is_kept(context, begun.beside)
    await prompt(context, begun.draft, await report_message(context, begun.draft))
    if pressed := pressed_message(update):
        await without_buttons(context, pressed)
    return Waiting.REPORT


async def _thanks(context: Context, content: Content) -> object:
    """Thanks are given back; what waits for a 已解决 or a rating is asked for."""
    cases = await _looked_at(context, await _recent(context))
    waiting = [case for case in cases if Action.CONFIRM in case.actions][:MOST_THANKED]
    rateable = [case for case in cases if Action.RATE in case.actions and case.rating is None][:1]
    rows = [
        *([_do(case, Action.CONFIRM, waiting), _do(case, Action.DENY, waiting)] for case in waiting),
        *(rating_buttons(case) for case in rateable if not waiting),
        [await _anew(context, content)],
    ]
    await say(context, message("kinds", "thanks", waiting=waiting, rateable=rateable, rows=rows))
    return END


async def _follow_up(context: Context, content: Content) -> object:
    """How it is going: the one case that can be meant is shown, of several the list."""
    recent = await _recent(context)
    case_id = await _named(context, content.text) or _only(recent)
    anew = await _anew(context, content)
    if case_id is not None:
        await say(context, message("kinds", "progress_of_one", rows=[[anew]]))
        await show_case(context, case_id)
        return END
    shown = [show_button(line.id, line.number) for line in recent]
    await say(context, message("kinds", "progress_of", cases=recent, rows=[*rows_of(shown), [anew]]))
    return END


async def _others_data(context: Context, content: Content) -> object:
    """What other enterprises have told is not passed on."""
    await say(context, message("kinds", "others_data", rows=[[await _anew(context, content)]]))
    return END


async def discipline(context: Context, content: Content) -> object:
    """Who may take such a hint: no case is made of it, no officer hears of it, and it is not kept."""
    channel = context.policy.district.discipline_channel
    await say(context, message("kinds", "discipline", channel=channel))
    return None


_ANSWERS: Final[dict[Kind, Answer]] = {
    Kind.THANKS: _thanks,
    Kind.FOLLOW_UP: _follow_up,
    Kind.OTHERS_DATA: _others_data,
    Kind.DISCIPLINE: discipline,
}


def kind_of(context: Context, text: str) -> Kind:
    """What a text that was just said is there for."""
    return understand_at(text, context.now, context.policy).kind


def answer_to(kind: Kind, *, about_a_case: bool) -> Answer | None:
    """What answers a text of this kind; None: it is taken as words for a case, old or new.

    `about_a_case`: it replies to a message about one; then a question is put to who handles it, not to the bot.
    """
    return None if about_a_case and kind is Kind.FOLLOW_UP else _ANSWERS.get(kind)


async def _anew(context: Context, content: Content) -> InlineKeyboardButton:
    """The button that makes a report of what was said, which is put aside for it."""
    draft = await context.ledger.write(
        asides.put_aside,
        new_report(context),
        content,
    )
    return Anew(draft_id=draft.id).labelled("当作新问题")


async def _recent(context: Context) -> list[CaseLine]:
    return await context.ledger.read(lists.recent_cases, context.person.person_id, now=context.now)


async def _looked_at(context: Context, lines: list[CaseLine]) -> list[CaseView]:
    person_id = context.person.person_id
    return [await context.ledger.read(views.look, line.id, person_id, context.now, show=0) for line in lines]


async def _named(context: Context, text: str) -> int | None:
    """The case whose number is in the text, if this person may see it."""
    number = number_in(text)
    if number is None:
        return None
    try:
        case_id = await context.ledger.read(views.find_number, number)
        await context.ledger.read(views.look, case_id, context.person.person_id, context.now, show=0)
    except NotFound:
        return None
    return case_id


def _only(recent: list[CaseLine]) -> int | None:
    """The only open case; else the only one that there is."""
    found = [line for line in recent if line.state.is_open] or recent
    return found[0].id if len(found) == 1 else None


def _do(case: CaseView, action: Action, among: list[CaseView]) -> InlineKeyboardButton:
    """The button for an action; it names its case where there are several."""
    number = f" {short_number(case.number)}" if len(among) > 1 else ""
    return Do(case_id=case.id, turn=case.turn, action=action).labelled(f"{action.label}{number}")
