"""The two ways in: the phone that Telegram vouches for, and an invite.

Neither can be guessed, so tries are not counted: a card with the sender's own id bears their real phone, and an
invite's secret has 128 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from telegram import Message, Update

from handlers.context import Context
from handlers.join.buttons import NotMe, ThisIsMe
from handlers.join.consenting import show_notice
from handlers.join.greeting import SHARE_PHONE, greet, turn_away
from handlers.render import message
from handlers.speech import pressed_message, say, without_buttons
from storage.errors import AlreadyJoined, InvalidInvite, NotFound, ZhuqiError
from storage.ledger import people
from storage.ledger.known import PersonView

# What the ledger refuses, as the person is told it (a block of join.j2).
_REFUSALS: Final[dict[type[ZhuqiError], str]] = {
    NotFound: "unknown_phone",
    InvalidInvite: "invalid_invite",
    AlreadyJoined: "already_joined",
    people.AccountTaken: "account_taken",
}


async def start(update: Update, context: Context) -> None:
    """/start, perhaps with the secret of an invite behind it."""
    if context.args:
        await _ask_if_invited(context, context.args[0])
    else:
        await _receive(context, context.found_person)


async def _ask_if_invited(context: Context, secret: str) -> None:
    try:
        name = await context.ledger.read(people.look_at_invite, secret=secret, now=context.now)
    except InvalidInvite as refusal:
        if context.found_person is None:
            await _refuse(context, refusal)
        else:  # most likely the link that once let them in
            await _receive(context, context.found_person)
        return
    answers = [ThisIsMe(secret=secret).labelled("是本人"), NotMe().labelled("不是")]
    await say(context, message("join", "invited", name=name, rows=[answers]))


async def share_card(context: Context, card: Message) -> None:
    """A stranger's contact card: their own lets them in if its phone is in the roster, another's is not looked at."""
    contact = card.contact
    assert contact is not None
    # A forwarded card was made by somebody else, at another time.
    if contact.user_id != context.arrival.telegram_id or card.forward_origin is not None:
        await say(
            context,
            message("join", "not_own_card", contact=context.policy.district.contact, markup=SHARE_PHONE),
        )
        return
    await _join(context, people.join_by_phone, phone=contact.phone_number)


async def this_is_me(update: Update, context: Context, button: ThisIsMe) -> None:
    """是本人: the invite is looked at anew."""
    await _join(context, people.join_by_invite, secret=button.secret)
    await _answered(update, context)


async def not_me(update: Update, context: Context, button: NotMe) -> None:
    """不是: nothing changes, the invite stays good for whom it names."""
    await say(context, message("join", "not_me", contact=context.policy.district.contact))
    await _answered(update, context)


async def _join(context: Context, use_case: Callable[..., PersonView], **by: str) -> None:
    """Bind the account, and say what came of it."""
    try:
        person = await context.ledger.write(
            use_case, telegram_id=context.arrival.telegram_id, now=context.now, cause=context.cause, **by
        )
    except tuple(_REFUSALS) as refusal:
        await _refuse(context, refusal)
    else:
        await _receive(context, person)


async def _refuse(context: Context, refusal: ZhuqiError) -> None:
    contact = context.policy.district.contact
    await say(context, message("join", _REFUSALS[type(refusal)], contact=contact, **refusal.fields))


async def _receive(context: Context, person: PersonView | None) -> None:
    """What each is shown at the door: whom to ask, the 告知, or the menu."""
    if person is None:
        await turn_away(context)
    elif person.has_consented(context.policy.privacy_notice.version):
        await greet(context, person)
    else:
        await show_notice(context, renewed=person.consent_version is not None)


async def _answered(update: Update, context: Context) -> None:
    if (message_id := pressed_message(update)) is not None:
        await without_buttons(context, message_id)
