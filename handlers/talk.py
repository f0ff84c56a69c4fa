"""States of the one conversation, and how a message gets to a handler with its errors told."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any

from telegram import Update
from telegram.ext import ConversationHandler, MessageHandler, filters

from handlers.context import Context
from handlers.render import Message
from handlers.speech import say
from storage.errors import ZhuqiError

Talk = Callable[[Update, Context], Coroutine[Any, Any, object]]


class Waiting(StrEnum):
    """What the conversation waits for; stored, so a name that goes is dropped at the next start."""

    REPORT = "report"  # more of a report, or its 提交
    WORDS = "words"  # words about a case
    OFFER = "offer"  # what a text that was just typed is meant as
    ROSTER = "roster"  # 导入 or 取消 of a roster, or the number of what it ends


END = ConversationHandler.END


def heard(which: filters.BaseFilter, talk: Talk) -> MessageHandler[Context, Any]:
    """A handler for new private messages; an edited one is not heard again."""
    return MessageHandler(which & filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE, told(talk))


def told(talk: Talk) -> Talk:
    """Say what the ledger refuses, in its own words; the conversation stays where it is."""

    async def carried_out(update: Update, context: Context) -> object:
        try:
            return await talk(update, context)
        except ZhuqiError as error:
            await say(context, Message(text=error.message))
            return None

    return carried_out
