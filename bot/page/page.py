"""The page as a whole: a Telegram with its people, the bot in a process of its own, and what the browser is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bot.page.acts import Acts
from bot.page.clock import MovedClock
from bot.page.doubles import Doubles
from bot.page.faults import Troubles
from bot.page.feed import Feed
from bot.page.moving import time_of
from bot.page.narrator import POLLING, Narrator
from bot.page.orders import MoveClock, TurnBot
from bot.page.process import BotProcess
from bot.page.shown import shown_call, shown_commands, shown_time
from bot.page.strip import Outgoing, Strip, look_at_outbox
from bot.page.town import Town
from bot.sandbox import Sandbox
from storage.database import Ledger

Json = dict[str, Any]

_CALLS: Final = 100
_LOOK_SECONDS: Final = 0.5

_log = logging.getLogger(__name__)


class Page:
    """Everything behind the page. Made by `open_page`.

    Args:
        sandbox: the Telegram.
        clock: what time it is.
        ledger: what is true; the page only reads it.
        folder: where the bot's process runs.
        storing: the bot's settings that say where its data are.
    """

    def __init__(
        self, sandbox: Sandbox, clock: MovedClock, ledger: Ledger, folder: Path, storing: Mapping[str, str]
    ) -> None:
        self.sandbox, self.clock, self.ledger = sandbox, clock, ledger
        self.url = ""  # where it is served, once it is
        self.database_url = storing["DATABASE_URL"]
        self.feed = Feed()
        self.town = Town(sandbox)
        self._doubles = Doubles()
        self.narrator = Narrator(sandbox, self.town, self.feed, self._doubles)
        self.acts = Acts(sandbox, self.town, self.narrator)
        self.troubles = Troubles(sandbox, lambda: self.feed.publish("faults", active=self.faults_as_json()))
        reaching = {"BOT_TOKEN": sandbox.token, "BOT_API_URL": sandbox.url, "LISTEN": "127.0.0.1:0"}
        self.bot = BotProcess({**reaching, **storing}, folder, clock, self._bot_changed)
        self._strip = Strip(name_of=self.town.name_of, copies_of=self._copies_of)
        self._since = clock()
        self._outbox = self._strip.as_json(Outgoing(), now=self._since, twice=0)
        self._has_polled = False  # the process of now

    # What the page is told

    def state(self) -> Json:
        """All that a page needs when it opens."""
        return {
            **self.clock_as_json(),
            "bot": self.bot_as_json(),
            "people": [one.as_json() for one in self.town.residents.values()],
            "groups": [self.town.group_as_json(group) for group in self.town.groups.values()],
            "phones": self.town.phones(),
            "faults": self.faults_as_json(),
            "outbox": self._outbox,
            "seq": self.feed.last,
        }

    def clock_as_json(self) -> Json:
        """What time it is for the bot, and by how many seconds that is ahead."""
        return {"now": shown_time(self.clock()), "offset": self.clock.offset.total_seconds()}

    def bot_as_json(self) -> Json:
        """Who the bot is and whether it runs; `starting` until it asks for updates."""
        user = self.sandbox.world.bot
        return {
            "id": user.id,
            "name": user.first_name,
            "username": user.username,
            "running": self.bot.is_running,
            "starting": self.bot.is_running and not self._has_polled,
            "commands": shown_commands(self.sandbox.world),
            "log": list(self.bot.log)[-20:],
        }

    def faults_as_json(self) -> list[Json]:
        """What goes wrong now."""
        return [trouble.as_json() for trouble in self.troubles.active]

    def calls(self, before: int | None) -> Json:
        """The last calls but polls, before the one with that place; `next` is where to go on, None at the first."""
        calls = [call for call in self.sandbox.calls if call.method != POLLING]
        end = len(calls) if before is None else min(before, len(calls))
        start = max(end - _CALLS, 0)
        return {"calls": [shown_call(call) for call in calls[start:end]], "next": start or None}

    # What the page asks for

    async def move_clock(self, order: MoveClock) -> Json:
        """Let time pass.

        Raises:
            NothingDue: no deadline is ahead.
        """
        now = self.clock()
        then = now + timedelta(hours=order.move.hours if order.move else 0)
        if order.to is not None:
            then = await self.ledger.read(time_of, order.to, now)
        self.clock.offset += then - now
        self._strip.note_leap(self.clock())
        await self.bot.tell_time()
        self.feed.publish("clock", **self.clock_as_json())
        return self.clock_as_json()

    async def turn_bot(self, order: TurnBot) -> None:
        """Start the bot's process, or end it."""
        match order.do:
            case "kill":
                await self.bot.kill()
            case "stop" | "restart":
                await self.bot.stop()
        if order.do in {"start", "restart"}:
            await self.bot.start()

    # What goes on by itself

    async def attend(self) -> None:
        """Tell of the outbox and of the bot's first poll, whenever that is other than before."""
        while True:
            try:
                await self._look_at_outbox()
            except Exception:
                _log.exception("the outbox cannot be looked at; it is tried again")
            if self.bot.is_running and self.sandbox.updates.is_polled and not self._has_polled:
                self._has_polled = True
                self._tell_of_bot()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _look_at_outbox(self) -> None:
        outgoing = await self.ledger.read(look_at_outbox, self._since)
        shown = self._strip.as_json(outgoing, now=self.clock(), twice=self._doubles.count)
        if shown != self._outbox:
            self._outbox = shown
            self.feed.publish("outbox", **shown)

    def _copies_of(self, chat_id: int, message_id: int | None) -> int:
        message = self.sandbox.world.messages.get((chat_id, message_id or 0))
        return self._doubles.copies(chat_id, message.text) if message else 1

    def _bot_changed(self) -> None:
        self._has_polled = False
        self._tell_of_bot()

    def _tell_of_bot(self) -> None:
        self.feed.publish("bot", **self.bot_as_json())
