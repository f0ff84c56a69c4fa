"""Who blocks the bot, and who lets it write again; nothing is said to either."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, ChatMemberHandler

from handlers.context import Context
from storage.ledger import people

_GONE = frozenset({ChatMember.BANNED, ChatMember.LEFT})


def handler() -> ChatMemberHandler[Context, None]:
    """The handler of `my_chat_member`; it ends the handling of such an update."""
    return ChatMemberHandler(_note_change, ChatMemberHandler.MY_CHAT_MEMBER)


async def _note_change(update: Update, context: Context) -> None:
    change = update.my_chat_member
    if change is not None and change.chat.type == ChatType.PRIVATE:
        if change.new_chat_member.status in _GONE:
            await context.ledger.write(people.mark_unreachable, telegram_id=change.chat.id, now=context.now)
        else:
            await context.ledger.write(people.welcome_back, telegram_id=change.chat.id, now=context.now)
    context.arrival.handled = True
    raise ApplicationHandlerStop
