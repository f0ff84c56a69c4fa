"""The card of a case: what its viewer may see, and only the buttons that are allowed now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from telegram import InlineKeyboardButton

from handlers.case.buttons import Do, FullText, History
from handlers.render import Message, message
from storage.database import LedgerSession
from storage.ledger.case_view import CaseView
from storage.ledger.views import SHOWN_ENTRIES
from storage.rules.words import Action, Part, Rating
from storage.tables import Case

SHOWN_CHARACTERS: Final = 500
A_ROW: Final = 3


def card_message(case: CaseView) -> Message:
    """A case as one person sees it."""
    return message(
        "case",
        "card",
        case=case,
        limit=SHOWN_CHARACTERS,
        for_contact=case.parts == {Part.CONTACT},
        rows=[*rows_of(case_buttons(case)), more_buttons(case)],
    )


def case_buttons(case: CaseView) -> list[InlineKeyboardButton]:
    """A button for everything that may be done now."""
    return [button for action in case.actions for button in _buttons_for(case, action)]


def _buttons_for(case: CaseView, action: Action) -> Iterable[InlineKeyboardButton]:
    if action is Action.RATE:
        return rating_buttons(case, on_card=True) if case.rating is None else ()
    # 专班 answers for the enterprise after telephoning; the word on its button says so.
    stands_in = action is Action.DENY and Part.CONTACT not in case.parts
    label = "代答没解决" if stands_in else action.label
    do = Do(case_id=case.id, turn=case.turn, action=action, on_card=True)
    return (do.labelled(label),)


def rating_buttons(case: CaseView, *, on_card: bool = False) -> list[InlineKeyboardButton]:
    """满意 / 基本满意 / 不满意."""
    return [
        Do(
            case_id=case.id, turn=case.turn, action=Action.RATE, choice=rating.value, on_card=on_card
        ).labelled(rating.label)
        for rating in Rating
    ]


def more_buttons(case: CaseView) -> list[InlineKeyboardButton]:
    """What there is to read beyond the card."""
    more = []
    if len(case.text) > SHOWN_CHARACTERS:
        more.append(FullText(case_id=case.id).labelled("全文"))
    if case.entry_count > SHOWN_ENTRIES:
        more.append(History(case_id=case.id).labelled("全部记录"))
    return more


def rows_of(buttons: Iterable[InlineKeyboardButton], a_row: int = A_ROW) -> list[list[InlineKeyboardButton]]:
    """Buttons in rows that fit a phone."""
    row = list(buttons)
    return [row[start : start + a_row] for start in range(0, len(row), a_row)]


def tombstone(session: LedgerSession, case_id: int) -> Message:
    """What is left of the card of somebody who has no part in the case any more."""
    return message("case", "tombstone", number=session.get_one(Case, case_id).number)
