"""What the bot is told, kept until it says that it has it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.activity import Activity
from bot.sandbox.refusals import conflict

KEPT_FOR = timedelta(hours=24)
ONLY_IF_ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, kw_only=True)
class Update:
    """One update; `kind` is the name of the field that holds `body`."""

    id: int
    kind: str
    body: dict[str, Any]
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """An `Update` of the Bot API."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass(kw_only=True, eq=False)
class _Poll:
    """A long poll that waits; `ended_by` is what put an end to it, if anything did."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    ended_by: str = ""

    def end(self, by: str) -> None:
        self.ended_by = by
        self.woken.set()


class Updates:
    """The queue between the world and the bot, for long polling and webhook alike.

    Attributes:
        next_id: the number of the next update. Telegram begins anew at a random one after a quiet week.
        allowed: the kinds that the bot asked for; empty means all but those that must be asked for.
    """

    def __init__(self, *, now: Callable[[], datetime], activity: Activity, next_id: int) -> None:
        self.next_id = next_id
        self.allowed: list[str] = []
        self.on_new: Callable[[Update], None] | None = None
        self._now = now
        self._activity = activity
        self._pending: dict[int, Update] = {}
        self._poll: _Poll | None = None

    @property
    def pending(self) -> list[Update]:
        """What the bot has not acknowledged, oldest first; after a day it is forgotten."""
        oldest = self._now() - KEPT_FOR
        self._pending = {number: update for number, update in self._pending.items() if update.at >= oldest}
        return list(self._pending.values())

    @property
    def is_polled(self) -> bool:
        """Whether a long poll waits right now."""
        return self._poll is not None

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Queues an update, unless the bot does not want its kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_IF_ASKED_FOR
        if not wanted:
            return
        update = Update(id=self.next_id, kind=kind, body=body, at=self._now())
        self.next_id += 1
        self._pending[update.id] = update
        self._activity.touch()
        if self.on_new is not None:
            self.on_new(update)
        if self._poll is not None:
            self._poll.woken.set()

    def acknowledge(self, update: Update) -> None:
        """The bot has it."""
        if self._pending.pop(update.id, None) is not None:
            self._activity.touch()

    def drop(self) -> None:
        """Forgets all."""
        for update in self.pending:
            self.acknowledge(update)

    async def poll(self, *, offset: int, limit: int, timeout_seconds: float) -> list[Update]:
        """One long poll: acknowledges what lies before the offset, then waits for something to tell.

        Raises:
            Refusal: 409, a newer poll came while this one waited, or a webhook was set.
        """
        self._skip(offset)
        if self._poll is not None:
            self._poll.end("other getUpdates request; make sure that only one bot instance is running")
        mine = self._poll = _Poll()
        self._activity.wake()
        end = time.monotonic() + timeout_seconds
        try:
            while not self._pending and time.monotonic() < end:
                try:
                    await asyncio.wait_for(mine.woken.wait(), end - time.monotonic())
                except TimeoutError:
                    break
                if mine.ended_by:
                    raise conflict(f"terminated by {mine.ended_by}")
                mine.woken.clear()
        finally:
            if self._poll is mine:
                self._poll = None
                self._activity.wake()
        return self.pending[:limit]

    def stop_polling(self) -> None:
        """A webhook was set: a poll that waits is told of the conflict."""
        poll, self._poll = self._poll, None
        if poll is not None:
            poll.end("setWebhook request")

    def _skip(self, offset: int) -> None:
        pending = self.pending
        known = pending[:offset] if offset < 0 else [update for update in pending if update.id < offset]
        for update in known:
            self.acknowledge(update)
