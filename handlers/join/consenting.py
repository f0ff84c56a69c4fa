"""The 个人信息处理告知, and what people answer to it."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from telegram import Update

from handlers.context import Context
from handlers.join.buttons import Agree, Disagree
from handlers.join.greeting import greet, turn_away
from handlers.render import message
from handlers.speech import pressed_message, say, without_buttons
from storage.ledger import people
from storage.rules.policy import PrivacyNotice


class Lost(StrEnum):
    """What somebody did before they agreed, which is not kept and has to be done again."""

    WORDS = "words"
    PRESS = "press"


def fingerprint(notice: PrivacyNotice) -> str:
    """What a button says of the version that was read: a version may be longer than a button."""
    return sha256(notice.version.encode()).hexdigest()[:16]


def may_talk(context: Context) -> bool:
    """Whether the sender is known and has agreed to the version in force."""
    person = context.found_person
    return person is not None and person.has_consented(context.policy.privacy_notice.version)


async def show_notice(context: Context, *, renewed: bool, lost: Lost | None = None) -> None:
    """Show the 告知 with 同意 and 不同意.

    Args:
        context: of whom it is shown to.
        renewed: they agreed to an earlier version.
        lost: what they did meanwhile, so that it is not lost silently.
    """
    notice = context.policy.privacy_notice
    answers = [Agree(notice=fingerprint(notice)).labelled("同意"), Disagree().labelled("不同意")]
    await say(
        context,
        message(
            "join",
            "notice",
            text=notice.text,
            version=notice.version,
            renewed=renewed,
            lost=lost,
            rows=[answers],
        ),
    )


async def agree(update: Update, context: Context, button: Agree) -> None:
    """同意: recorded with the version that was read, and greeted. A second press is merely greeted."""
    notice, person = context.policy.privacy_notice, context.found_person
    if person is None:
        await turn_away(context)
    elif may_talk(context):
        await _take_buttons(update, context)
        await greet(context, person)
    elif button.notice != fingerprint(notice):
        await show_notice(context, renewed=True)
    else:
        person = await context.ledger.write(
            people.consent,
            person_id=person.person_id,
            version=notice.version,
            now=context.now,
            cause=context.cause,
        )
        await _take_buttons(update, context)
        await greet(context, person, just_agreed=True)


async def disagree(update: Update, context: Context, button: Disagree) -> None:
    """不同意: what that means. The 告知 keeps its buttons, so that they may come back."""
    if context.found_person is None:
        await turn_away(context)
    elif may_talk(context):
        await say(context, message("join", "withdrawing", contact=context.policy.district.contact))
    else:
        await say(context, message("join", "disagreed", contact=context.policy.district.contact))


async def _take_buttons(update: Update, context: Context) -> None:
    if (message_id := pressed_message(update)) is not None:
        await without_buttons(context, message_id)
