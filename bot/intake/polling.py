"""Long polling: what comes is committed, and acknowledged by the next poll."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.checkpoints import Checkpoint, passed
from bot.intake.sorting import KINDS
from bot.pacing import seconds_of
from bot.patience import Patience
from bot.pulse import Pulse

POLL_SECONDS: Final = 30
# An answer may take this much longer than the poll itself.
ANSWER_SECONDS: Final = 10

# Longer without a poll that went well, and something is wrong.
SILENT_TOO_LONG: Final = 3 * POLL_SECONDS

Take = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]

_log = logging.getLogger(__name__)


class Polling:
    """Asks Telegram for updates until it is cancelled; survives whatever goes wrong meanwhile.

    An offset is sent only to acknowledge what it follows, so a start has none (what was acknowledged, Telegram knows),
    and numbers that begin anew below it after a quiet week are not skipped.

    Args:
        bot: asks.
        take: stores what came.
        on_polled: told of each poll that went well, after how many seconds without one.
        patience: how long to wait after a failure.
        pause: waits so many seconds.

    Attributes:
        pulse: beats with each poll that goes well.
    """

    def __init__(
        self,
        bot: Bot,
        take: Take,
        *,
        on_polled: Callable[[float], Awaitable[None]],
        patience: Patience,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._take = take
        self._on_polled = on_polled
        self._patience = patience
        self._pause = pause
        self._offset: int | None = None
        self.pulse = Pulse(SILENT_TOO_LONG)

    async def run(self) -> None:
        """Poll for ever."""
        failures = 0
        while True:
            try:
                await self._poll()
            except Exception as error:
                failures += 1
                await self._pause(max(await self._cope(error), self._patience.after(failures)))
            else:
                failures = 0

    async def _poll(self) -> None:
        # Its raw form is what is stored. In lower case, since the library warns of a method that it has itself.
        updates = await self._bot.do_api_request(
            "getupdates",
            api_kwargs={"timeout": POLL_SECONDS, "offset": self._offset, "allowed_updates": KINDS},
            read_timeout=POLL_SECONDS + ANSWER_SECONDS,
        )
        await self._on_polled(self.pulse.beat())
        if self._offset is not None:
            self._offset = None
            passed(Checkpoint.ACKNOWLEDGED)
        if updates:
            await self._take(updates)
            self._offset = updates[-1]["update_id"] + 1

    async def _cope(self, error: Exception) -> float:
        """Say what went wrong; for how many seconds at least to wait."""
        match error:
            case Conflict() if "webhook" in error.message:
                _log.warning("a webhook was set, it is taken away: %s", error.message)
                await self._take_webhook_away()
            case Conflict():
                _log.error(
                    "另一个程序正用同一个 BOT_TOKEN 收消息，请停掉其中一个，否则两边都会漏收（%s）",
                    error.message,
                )
            case RetryAfter():
                _log.warning("polling is held: %s", error.message)
                return seconds_of(error)
            case TelegramError():
                _log.warning("polling failed, it goes on: %s", error.message)
            case _:
                _log.error("updates were not stored, they are asked for again", exc_info=error)
        return 0

    async def _take_webhook_away(self) -> None:
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            _log.warning("the webhook could not be taken away: %s", error.message)
