"""Reaching Telegram at the start: a call is made until it goes through, however long the network is away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import count

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.intake import KINDS
from bot.intake.handling import App
from bot.patience import Patience
from bot.web import Hook
from storage.errors import ZhuqiError

_log = logging.getLogger(__name__)


class TokenRejected(ZhuqiError):
    """Telegram 不认 BOT_TOKEN；请核对 .env 里的令牌，或向 BotFather 要一个新的。"""


async def initialize(application: App, patience: Patience) -> None:
    """Learn from Telegram who the bot is, and load the talks.

    Raises:
        TokenRejected: Telegram knows no such bot.
    """
    try:
        await _insist(application.initialize, patience)
    except InvalidToken:
        raise TokenRejected() from None


async def take_webhook_away(bot: Bot, patience: Patience) -> None:
    """Telegram gives no updates to who asks for them while it has to bring them somewhere."""
    await _insist(bot.delete_webhook, patience)


async def set_webhook(bot: Bot, hook: Hook, patience: Patience) -> None:
    """Have updates of the kinds that are handled brought to the hook."""
    await _insist(
        lambda: bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=KINDS), patience
    )


async def announce_commands(bot: Bot, commands: Sequence[tuple[str, str]]) -> None:
    """Have Telegram list the commands. Tried once: everything works without the list, too."""
    try:
        await bot.set_my_commands(commands)
    except TelegramError as error:
        _log.warning("Telegram did not take the list of commands: %s", error.message)


async def _insist(call: Callable[[], Awaitable[object]], patience: Patience) -> None:
    """Make a call until it goes through.

    Raises:
        InvalidToken: it will not.
    """
    for failures in count(1):
        try:
            await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = patience.after(failures)
            _log.warning("Telegram is not reached, next try in %s s: %s", pause, error.message)
            await asyncio.sleep(pause)
        else:
            return
