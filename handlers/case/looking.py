"""Looking at a case: its card, 全文, all that happened, and /case NUMBER."""

from __future__ import annotations

import re
from typing import Final

from telegram import Update

from handlers.case.buttons import FullText, History, Show
from handlers.case.card import card_message
from handlers.context import Context
from handlers.render import message
from handlers.speech import pressed_message, say, show
from storage.errors import NotFound
from storage.ledger import outbox, views
from storage.rules.words import Part

NUMBER: Final = re.compile(r"ZQ\d{6}-\d{3,}", re.IGNORECASE)
HISTORY_PAGE: Final = 8
# 全文 is sent in pieces: escaping may make a character longer, and Telegram takes 4,096.
PIECE: Final = 3000


async def show_case(context: Context, case_id: int, *, in_place: int | None = None) -> None:
    """Show a case as the person may see it now, in place of a message or as a new one."""
    case = await context.ledger.read(views.look, case_id, context.person.person_id, context.now)
    if in_place is None:
        await say(context, card_message(case))
        return
    shown = await context.ledger.read(outbox.shown_card, case_id, context.chat_id)
    if shown is None or shown.message_id != in_place:
        await show(context, in_place, card_message(case))
    # The living card is edited by delivery, in series with all else that happens to it.


async def press_show(update: Update, context: Context, button: Show) -> None:
    """查看."""
    await show_case(context, button.case_id, in_place=pressed_message(update) if button.in_place else None)


async def press_full_text(update: Update, context: Context, button: FullText) -> None:
    """全文, in as many messages as it takes."""
    person_id = context.person.person_id
    if button.entry_id is None:
        case = await context.ledger.read(views.look, button.case_id, person_id, context.now)
        whole = case.text
    else:
        case, entry = await context.ledger.read(views.look_at_entry, button.entry_id, person_id, context.now)
        whole = entry.text
    pieces = [whole[start : start + PIECE] for start in range(0, len(whole), PIECE)]
    for part, text in enumerate(pieces, 1):
        await say(
            context,
            message("case", "full_text", case=case, text=text, part=part, parts=len(pieces)),
            reply_to=pressed_message(update),
        )


async def press_history(update: Update, context: Context, button: History) -> None:
    """全部记录, page by page: the first press opens it, the others leaf."""
    skip = button.page * HISTORY_PAGE
    case = await context.ledger.read(
        views.look,
        button.case_id,
        context.person.person_id,
        context.now,
        skip=skip,
        show=HISTORY_PAGE,
        reminders=True,
    )
    pages = max(1, -(-case.entry_count // HISTORY_PAGE))
    rows = [
        [
            History(case_id=case.id, page=page).labelled(label)
            for page, label in ((button.page - 1, "上一页"), (button.page + 1, "下一页"))
            if 0 <= page < pages
        ],
        [Show(case_id=case.id, in_place=True).labelled("返回")],
    ]
    words = message(
        "case",
        "history",
        case=case,
        page=button.page,
        pages=pages,
        for_contact=case.parts == {Part.CONTACT},
        rows=rows,
    )
    pressed = pressed_message(update)
    shown = await context.ledger.read(outbox.shown_card, button.case_id, context.chat_id)
    if shown and shown.message_id == pressed:
        await say(context, words, reply_to=pressed)
    else:
        await show(context, pressed, words)


async def case_command(update: Update, context: Context) -> None:
    """/case NUMBER: what this person may see of it, with the buttons that they may press."""
    found = NUMBER.search(update.effective_message.text or "") if update.effective_message else None
    if found is None:
        await say(context, message("case", "which_number"))
        return
    try:
        case_id = await context.ledger.read(views.find_number, found.group())
        await show_case(context, case_id)
    except NotFound:
        await say(context, message("case", "not_found"))


def number_in(text: str) -> str | None:
    """The first case number in a text."""
    found = NUMBER.search(text)
    return found.group().upper() if found else None
