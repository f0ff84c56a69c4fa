"""The words 日报 and 超期 of the menu."""

from __future__ import annotations

from telegram import Update

from handlers.context import Context
from handlers.digest.buttons import LeafOverdue
from handlers.digest.wording import overdue_message, report_message
from handlers.speech import pressed_message, say, show
from storage.ledger import digest, standing


async def report_now(update: Update, context: Context) -> None:
    """日报: where things stand this minute, since the last one that was sent."""
    report = await context.ledger.read(digest.report_so_far, context.now)
    await say(context, report_message(report))


async def overdue(update: Update, context: Context) -> None:
    """超期: what is red, the worst first."""
    await _show_page(context, 0, None)


async def leaf_overdue(update: Update, context: Context, button: LeafOverdue) -> None:
    """Another page of 超期, in place."""
    await _show_page(context, button.page, pressed_message(update))


async def _show_page(context: Context, page: int, in_place: int | None) -> None:
    found = await context.ledger.read(standing.overdue_page, context.person.person_id, context.now, page)
    await show(context, in_place, overdue_message(found))
