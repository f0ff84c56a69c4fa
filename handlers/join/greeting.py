"""The first words: to who is in, with the menu, and to a stranger, with whom to ask."""

from __future__ import annotations

from typing import Final

from telegram import KeyboardButton, ReplyKeyboardMarkup

from handlers.context import Context
from handlers.menu import menu_for
from handlers.render import message
from handlers.speech import say
from storage.ledger.enterprises import officers_of
from storage.ledger.known import PersonView

SHARE_PHONE: Final = ReplyKeyboardMarkup(
    [[KeyboardButton("共享手机号", request_contact=True)]], resize_keyboard=True, one_time_keyboard=True
)


async def greet(context: Context, person: PersonView, *, just_agreed: bool = False) -> None:
    """Say who they are here and what they can do; the menu takes the place of any other keyboard."""
    ours = {
        role.enterprise_id: role.enterprise for role in person.enterprises if role.enterprise_id is not None
    }
    officers = await context.ledger.read(officers_of, list(ours)) if ours else []
    # The 负责人 comes first in the list; one name is enough here, 我的服务员 has all of them.
    first = {line.enterprise: line for line in reversed(officers)}
    greeting = message(
        "join",
        "greeting",
        person=person,
        kinds={kind.value for kind in person.kinds},
        officers=[(name, first.get(name or "")) for name in ours.values()],
        just_agreed=just_agreed,
        markup=menu_for(person),
    )
    await say(context, greeting)


async def turn_away(context: Context) -> None:
    """Tell a stranger whom to ask and how to come in; nothing of the roster, whoever they are."""
    await say(
        context, message("join", "stranger", contact=context.policy.district.contact, markup=SHARE_PHONE)
    )
