"""我的服务员, 企业 and 帮助."""

from __future__ import annotations

from telegram import Update

from handlers.context import Context
from handlers.menu import menu_for, words_for
from handlers.render import message
from handlers.speech import say
from storage.ledger.enterprises import find_enterprises, officers_of
from storage.tables import RoleKind


async def my_officers(update: Update, context: Context) -> None:
    """Who looks after the enterprises that somebody speaks for, with the phone to reach them."""
    ids = [role.enterprise_id for role in context.person.enterprises if role.enterprise_id is not None]
    officers = await context.ledger.read(officers_of, ids)
    await say(
        context, message("desk", "my_officers", enterprises=context.person.enterprises, officers=officers)
    )


async def enterprises(update: Update, context: Context) -> None:
    """The enterprises that an officer looks after, with contacts and open cases."""
    found = await context.ledger.read(find_enterprises, context.person.person_id, limit=20)
    await say(context, message("desk", "enterprises", found=found))


async def help_(update: Update, context: Context) -> None:
    """What one can do here, by one's roles; brings the menu back."""
    person = context.person
    words = [word.value for word in words_for(person)]
    imports = RoleKind.MANAGER in person.kinds
    await say(context, message("desk", "help", words=words, imports=imports, markup=menu_for(person)))
