"""我的服务员, 企业 and 帮助."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update

from handlers.buttons import Button
from handlers.context import Context
from handlers.menu import menu_for, words_for
from handlers.render import message
from handlers.speech import pressed_message, say, show
from storage.ledger.enterprises import enterprises_page, officers_of
from storage.tables import RoleKind


async def my_officers(update: Update, context: Context) -> None:
    """Who looks after the enterprises that somebody speaks for, with the phone to reach them."""
    ids = [role.enterprise_id for role in context.person.enterprises if role.enterprise_id is not None]
    officers = await context.ledger.read(officers_of, ids)
    await say(
        context, message("desk", "my_officers", enterprises=context.person.enterprises, officers=officers)
    )


@dataclass(frozen=True, kw_only=True)
class LeafEnterprises(Button, code="ents"):
    """上一页 / 下一页 of 企业."""

    page: int


async def enterprises(update: Update, context: Context) -> None:
    """The enterprises that an officer looks after, with contacts and open cases."""
    await _show_enterprises(context, 0, None)


async def leaf_enterprises(update: Update, context: Context, button: LeafEnterprises) -> None:
    """Another page, in place."""
    await _show_enterprises(context, button.page, pressed_message(update))


async def _show_enterprises(context: Context, page: int, in_place: int | None) -> None:
    found = await context.ledger.read(enterprises_page, context.person.person_id, page)
    leaves = [
        LeafEnterprises(page=other).labelled(label)
        for other, label in ((found.page - 1, "上一页"), (found.page + 1, "下一页"))
        if 0 <= other < found.pages
    ]
    await show(context, in_place, message("desk", "enterprises", found=found, rows=[leaves]))


async def help_(update: Update, context: Context) -> None:
    """What one can do here, by one's roles; brings the menu back."""
    person = context.person
    words = [word.value for word in words_for(person)]
    imports = RoleKind.MANAGER in person.kinds
    await say(context, message("desk", "help", words=words, imports=imports, markup=menu_for(person)))
