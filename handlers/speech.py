"""Prompts: what the talk says at once. What must arrive is a notice instead, written with its change.

A prompt that cannot be sent waits a little in the outbox, the newest of a chat only.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape

from telegram import ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from handlers.context import Context
from handlers.render import Message
from storage.ledger import outbox, people


async def say(context: Context, message: Message, *, reply_to: int | None = None) -> int | None:
    """Send a prompt to the person; its message id, or None if it waits in the outbox or cannot be sent at all."""
    try:
        sent = await context.bot.send_message(
            context.chat_id,
            message.text,
            parse_mode=ParseMode.HTML,
            reply_markup=message.keyboard,
            reply_parameters=_reply_to(reply_to),
        )
    except Forbidden:
        await _note_unreachable(context)
    except BadRequest:
        # The library counts it among the network errors, but a second try would be refused as well.
        raise
    except (NetworkError, RetryAfter) as error:
        await _keep(context, message, error)
    else:
        return sent.message_id
    return None


async def hand_over(context: Context, name: str, data: bytes, caption: Message | None = None) -> None:
    """Send a file of the bot's own making; what the network prevents is raised, so that the update is tried again."""
    try:
        await context.bot.send_document(
            context.chat_id,
            data,
            filename=name,
            caption=caption.text if caption else None,
            parse_mode=ParseMode.HTML if caption else None,
        )
    except Forbidden:
        await _note_unreachable(context)


async def show(context: Context, message_id: int | None, message: Message) -> int | None:
    """Put a prompt in place of an earlier one; as a new message where that is gone. The id of the one that shows."""
    if message_id is None:
        return await say(context, message)
    try:
        await context.bot.edit_message_text(
            message.text,
            context.chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=message.keyboard,
        )
    except Forbidden:
        await _note_unreachable(context)
    except BadRequest as refusal:
        if "not modified" in refusal.message.lower():
            return message_id
        return await say(context, message)
    except (NetworkError, RetryAfter) as error:
        await _keep(context, message, error)
    return message_id


async def take_away(context: Context, message_id: int | None) -> None:
    """Delete a prompt that is not wanted any more; where that fails nothing is lost."""
    if message_id is None:
        return
    try:
        await context.bot.delete_message(context.chat_id, message_id)
    except BadRequest as refusal:
        # After two days it cannot be deleted any more: then at least there is nothing left to press.
        if "can't be deleted" in refusal.message.lower():
            await without_buttons(context, message_id)
    except TelegramError:
        return


async def without_buttons(context: Context, message_id: int) -> None:
    """Take the buttons from a message whose question has been answered; where that fails they are merely old."""
    try:
        # The library would send its default parse mode along, which this method does not know.
        await context.bot.edit_message_reply_markup(
            context.chat_id, message_id, api_kwargs={"parse_mode": None}
        )
    except TelegramError:
        return


def pressed_message(update: Update) -> int | None:
    """The id of the message whose button was pressed; it may be too old to be seen."""
    query = update.callback_query
    return query.message.message_id if query and query.message else None


async def answer_press(update: Update, context: Context) -> None:
    """End the waiting of a pressed button, with what is to be said.

    A press too old to be answered counted all the same: what there is to say comes as a message.
    """
    query = update.callback_query
    if query is None:
        return
    try:
        await query.answer(context.toast, show_alert=context.alert)
    except BadRequest:
        if context.toast:
            await say(context, Message(text=escape(context.toast)))
    except TelegramError:
        # The button stops waiting by itself.
        return


async def _note_unreachable(context: Context) -> None:
    await context.ledger.write(people.mark_unreachable, telegram_id=context.chat_id, now=context.now)


def _reply_to(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    # There is no quotation whose parse mode the library would have to send along.
    return ReplyParameters(message_id, allow_sending_without_reply=True, quote_parse_mode=None)


async def _keep(context: Context, message: Message, error: NetworkError | RetryAfter) -> None:
    keyboard = message.keyboard.to_dict() if message.keyboard else None
    facts = {"text": message.text, "keyboard": keyboard}
    await context.ledger.write(
        outbox.keep_prompt, chat_id=context.chat_id, facts=facts, now=context.now, at_least=_pause(error)
    )


def _pause(error: NetworkError | RetryAfter) -> timedelta:
    """For how long nothing may be said: who sends a flood is answered when it has ended, with the newest answer."""
    if not isinstance(error, RetryAfter):
        return timedelta()
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
