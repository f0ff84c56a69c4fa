"""The gate before the conversation: who is known and has agreed passes, everybody else is answered here."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, NoReturn, ParamSpec

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, BaseHandler, CommandHandler, TypeHandler, filters

from handlers.buttons import Pressed
from handlers.context import Context
from handlers.join.buttons import Agree, Disagree, NotMe, ThisIsMe
from handlers.join.consenting import Lost, agree, disagree, may_talk, show_notice
from handlers.join.greeting import turn_away
from handlers.join.joining import not_me, share_card, start, this_is_me
from handlers.speech import answer_press

P = ParamSpec("P")
Talk = Callable[Concatenate[Update, Context, P], Coroutine[Any, Any, None]]


def handlers() -> list[BaseHandler[Update, Context, Any]]:
    """The handlers of the gate, for a group of their own before all others."""
    return [
        Pressed(Agree, _ends_here(agree)),
        Pressed(Disagree, _ends_here(disagree)),
        Pressed(ThisIsMe, _ends_here(this_is_me)),
        Pressed(NotMe, _ends_here(not_me)),
        CommandHandler(
            "start", _ends_here(start), filters=filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        ),
        TypeHandler(Update, let_in),
    ]


async def let_in(update: Update, context: Context) -> None:
    """Let pass who may talk, and what is not said to the bot in private; answer the rest, once for an album."""
    if _is_elsewhere(update) or may_talk(context):
        return
    if update.edited_message is None and not _more_of_album(update, context):
        await _answer(update, context)
    await answer_press(update, context)
    _stop(context)


def _is_elsewhere(update: Update) -> bool:
    """Groups, where others decide who may do what; and the news that somebody blocked the bot or came back."""
    chat = update.effective_chat
    return update.my_chat_member is not None or (chat is not None and chat.type != ChatType.PRIVATE)


def _more_of_album(update: Update, context: Context) -> bool:
    message = update.message
    return message is not None and message.media_group_id is not None and context.arrival.more_waiting()


async def _answer(update: Update, context: Context) -> None:
    person, message = context.found_person, update.message
    shares = message is not None and message.contact is not None
    if person is not None:
        lost = Lost.PRESS if update.callback_query else None if shares else Lost.WORDS
        await show_notice(context, renewed=person.consent_version is not None, lost=lost)
    elif message is not None and shares:
        await share_card(context, message)
    elif not context.arrival.more_waiting():
        await turn_away(context)


def _ends_here(talk: Talk[P]) -> Talk[P]:
    """What is answered at the gate goes no further."""

    async def carried_out(update: Update, context: Context, /, *args: P.args, **kwargs: P.kwargs) -> None:
        await talk(update, context, *args, **kwargs)
        _stop(context)

    return carried_out


def _stop(context: Context) -> NoReturn:
    context.arrival.handled = True
    raise ApplicationHandlerStop
