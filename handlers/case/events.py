"""What somebody is told of a history entry: frozen from the entry, with the buttons that answer it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from telegram import InlineKeyboardButton

from handlers.case.buttons import Do, FullText, History, Show
from handlers.case.card import rating_buttons, rows_of
from handlers.render import Message, message
from storage.ledger.addressing import Addressee
from storage.ledger.case_view import CaseView, EntryView
from storage.rules.telling import Audience, is_often_moved
from storage.rules.words import Action, Part

SHOWN_CHARACTERS: Final = 900
# What the enterprise is asked to answer, and with which buttons.
_ANSWERS = {
    Action.ASK: (Action.ANSWER,),
    Action.RESOLVE: (Action.CONFIRM, Action.DENY),
    # What is added while 待确认 may mean 没解决: it is asked.
    Action.ANSWER: (Action.CONFIRM, Action.DENY),
}


def event_message(
    case: CaseView, entry: EntryView, audience: Audience, to: Addressee, next_opening: datetime | None
) -> Message:
    """An entry in words, for the enterprise or for those who work on the case.

    `next_opening`: when the office opens, if the entry came outside its hours.
    """
    for_contact = audience is Audience.CONTACTS
    return message(
        "events",
        f"{'contact' if for_contact else 'staff'}_{entry.action.value}",
        case=case,
        entry=entry,
        to=to,
        former=audience is Audience.FORMER,
        due={clock.kind.value: clock for clock in case.clocks},
        next_opening=next_opening,
        limit=SHOWN_CHARACTERS,
        rows=[
            *(rows_of(_buttons(case, entry)) if for_contact and Part.CONTACT in case.parts else []),
            _more_buttons(entry, case, audience),
        ],
    )


def _more_buttons(entry: EntryView, case: CaseView, audience: Audience) -> list[InlineKeyboardButton]:
    """What there is to read beyond the event."""
    if entry.action is Action.OPEN:
        return [Show(case_id=case.id).labelled("查看")] if audience is Audience.MANAGERS else []
    more = []
    if len(entry.text) > SHOWN_CHARACTERS:
        more.append(FullText(case_id=case.id, entry_id=entry.id).labelled("全文"))
    often = is_often_moved(entry.action, returns=case.returns, denials=case.denials)
    if often and audience is Audience.MANAGERS:
        more.append(History(case_id=case.id).labelled("全部记录"))
    return more


def _buttons(case: CaseView, entry: EntryView) -> list[InlineKeyboardButton]:
    if entry.action is Action.OPEN:
        return [Show(case_id=case.id).labelled("查看")]
    if entry.turn != case.turn:
        return []  # it has been overtaken
    if entry.action is Action.CONFIRM and Action.RATE in case.actions:
        return rating_buttons(case)
    return [
        Do(case_id=case.id, turn=case.turn, action=action).labelled(action.label)
        for action in _ANSWERS.get(entry.action, ())
        if action in case.actions
    ]
