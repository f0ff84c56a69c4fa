"""How fast the bot may speak: one pacer for all that is sent.

Telegram takes 30 messages a second overall, about one a second in a chat, 20 a minute in a group, and tells those
who are faster for how long to be silent. Whatever is said at once (a prompt) counts and never waits, but in a flood;
what has time (a notice) waits for its slot.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.checkpoints import Checkpoint, passed
from bot.flood import QUIET_SECONDS, Floods

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Rank = tuple[Any, ...]

EVERYBODY: Final = None
# Telegram does not say whose limit was met. Refused in as many chats within a second, it is the bot's own.
_CHATS_MEANING_EVERYBODY: Final = 3
_KEPT_CHATS: Final = 1000
# Prompts may run so far ahead of notices: nobody who reads them comes near it. More would be refused for long, and
# what waits for the chat with them.
_PROMPTS_AHEAD: Final = 12


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many messages in so many seconds, evenly spread, after a burst of so many."""

    messages: int
    seconds: float
    burst: int

    @property
    def step(self) -> float:
        """Seconds from one message to the next."""
        return self.seconds / self.messages


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What holds overall, in a private chat, in a group.

    A burst and what is spread over the time after it stay together within Telegram's 30 a second and 20 a minute.
    """

    overall: Limit = Limit(messages=26, seconds=1, burst=4)
    private: Limit = Limit(messages=1, seconds=1, burst=3)
    group: Limit = Limit(messages=17, seconds=60, burst=3)


class Pace:
    """What was sent when, and who must be silent until when. Pure: `now` is passed in, in monotonic seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        # When each bucket would be empty again: one number a bucket is all the state that it needs.
        self._empty_at: dict[int | None, float] = {}
        self._held_until: dict[int | None, float] = {}
        self._refused: deque[tuple[float, int]] = deque()

    def wait(self, chat_id: int, messages: int, now: float) -> float:
        """Seconds until so many messages may go to a chat; 0: now."""
        waits = [self.held(chat_id, now)]
        for bucket, limit in self._buckets(chat_id):
            # More than a burst at once go when the bucket is empty, and are paid for afterwards.
            room = limit.step * max(limit.burst - messages, 0)
            waits.append(self._empty_at.get(bucket, now) - room - now)
        # Rounding in the last digits is no haste.
        return max(0.0, round(max(waits), 6))

    def held(self, chat_id: int, now: float) -> float:
        """Seconds for which Telegram wants no message in a chat; 0: it takes them."""
        return max(0.0, *(self._held_until.get(bucket, now) - now for bucket in (EVERYBODY, chat_id)))

    def count(self, chat_id: int, messages: int, now: float, *, new: bool = True) -> None:
        """So many messages go to a chat now, whether they may or not; not `new`: one that is there is changed."""
        self._forget_the_idle(now)
        # Telegram's limit of a chat is one of messages: changing one counts overall only.
        for bucket, limit in self._buckets(chat_id)[: None if new else 1]:
            self._empty_at[bucket] = max(self._empty_at.get(bucket, now), now) + limit.step * messages

    def give_back(self, chat_id: int, messages: int) -> None:
        """So many messages that were counted did not go."""
        for bucket, limit in self._buckets(chat_id):
            if bucket in self._empty_at:
                self._empty_at[bucket] -= limit.step * messages

    def hold(self, chat_id: int | None, seconds: float, now: float) -> None:
        """Telegram wants no message in a chat (None: in any) for so many seconds."""
        if chat_id is not EVERYBODY:
            self._refused.append((now, chat_id))
            while self._refused[0][0] < now - 1:
                self._refused.popleft()
            if len({chat for _, chat in self._refused}) >= _CHATS_MEANING_EVERYBODY:
                self.hold(EVERYBODY, seconds, now)
        self._held_until[chat_id] = max(self._held_until.get(chat_id, now), now + seconds)

    def _buckets(self, chat_id: int) -> tuple[tuple[int | None, Limit], ...]:
        own = self._limits.group if chat_id < 0 else self._limits.private
        return (EVERYBODY, self._limits.overall), (chat_id, own)

    def _forget_the_idle(self, now: float) -> None:
        for times in (self._empty_at, self._held_until):
            if len(times) > _KEPT_CHATS:
                for bucket in [bucket for bucket, until in times.items() if until <= now]:
                    del times[bucket]


class Turn(Protocol):
    """Who waits for a slot. What is read may change meanwhile: it is asked anew each time a slot is given."""

    @property
    def chat_id(self) -> int:
        """Where it wants to send."""

    @property
    def rank(self) -> Rank:
        """The smallest goes first."""

    @property
    def messages(self) -> int:
        """How many messages it wants to send."""


def first_free(pace: Pace, waiting: Iterable[Turn], now: float) -> Turn | None:
    """Who goes next: the first in rank among those whose chat is free."""
    free = (turn for turn in waiting if not pace.wait(turn.chat_id, turn.messages, now))
    return min(free, key=lambda turn: turn.rank, default=None)


@dataclass(kw_only=True)
class _Slot:
    """The right to one call, whose messages are counted already."""

    used: bool = False


_slot: ContextVar[_Slot | None] = ContextVar("slot", default=None)


class Pacer(BaseRateLimiter[None]):
    """The library's rate limiter, and the queue for slots.

    Args:
        limits: the pace.
        monotonic: what time it is, in seconds.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        limits = limits or Limits()
        self._pace = Pace(limits)
        self._floods = Floods(step_seconds=limits.private.step, at_once=limits.private.burst + _PROMPTS_AHEAD)
        self._monotonic = monotonic
        self._pause = pause
        self._waiting: dict[Turn, asyncio.Future[int]] = {}
        self._alarm: asyncio.Task[None] | None = None

    async def initialize(self) -> None:
        """Nothing has to be opened."""

    async def shutdown(self) -> None:
        """Wait for nobody any more."""
        self._set_alarm(None)

    @asynccontextmanager
    async def slot(self, turn: Turn) -> AsyncIterator[None]:
        """Wait for the right to one call, which is made in this block; a slot that was not used is given back.

        Further calls in the block count, but do not wait: they stand in for one that was refused.
        """
        messages = await self._wait_for_turn(turn)
        slot = _Slot()
        outer = _slot.set(slot)
        try:
            yield
        finally:
            _slot.reset(outer)
            if not slot.used:
                self._pace.give_back(turn.chat_id, messages)
                self._serve()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Answer:
        """Make a call. Only what puts something into a chat counts.

        Raises:
            RetryAfter: Telegram says so; or it has said so lately, or the chat is being flooded with prompts: then
                the call is not made.
        """
        chat_id = _speaks_in(endpoint, data)
        if chat_id is None:
            return await callback(*args, **kwargs)
        slot = _slot.get()
        if slot and not slot.used:
            slot.used = True
        else:
            new = not endpoint.lower().startswith("edit")
            if slot is None:
                self._stem_flood(chat_id, new=new)
            self._count_at_once(chat_id, messages=len(data.get("media") or "1"), new=new)
        try:
            answer = await callback(*args, **kwargs)
        except RetryAfter as refusal:
            self._pace.hold(chat_id, seconds_of(refusal), self._monotonic())
            raise
        if slot is None:
            passed(Checkpoint.PROMPT_SENT)
        return answer

    def _stem_flood(self, chat_id: int, *, new: bool) -> None:
        # A group's lines are its people's own: nobody there is answered for what another one does.
        if chat_id > 0 and self._floods.holds_back(chat_id, self._monotonic(), new=new):
            raise RetryAfter(QUIET_SECONDS)

    def _count_at_once(self, chat_id: int, messages: int, *, new: bool) -> None:
        now = self._monotonic()
        if held := self._pace.held(chat_id, now):
            raise RetryAfter(math.ceil(held))
        self._pace.count(chat_id, messages, now, new=new)

    async def _wait_for_turn(self, turn: Turn) -> int:
        granted: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[turn] = granted
        self._serve()
        try:
            return await granted
        except asyncio.CancelledError:
            if self._waiting.pop(turn, None) is None and not granted.cancelled():
                self._pace.give_back(turn.chat_id, granted.result())
            raise

    def _serve(self) -> None:
        """Give out the slots that are free, and come back when the next one is."""
        now = self._monotonic()
        while turn := first_free(self._pace, self._waiting, now):
            granted, messages = self._waiting.pop(turn), turn.messages
            if not granted.cancelled():
                self._pace.count(turn.chat_id, messages, now)
                granted.set_result(messages)
        waits = [self._pace.wait(turn.chat_id, turn.messages, now) for turn in self._waiting]
        self._set_alarm(min(waits, default=None))

    def _set_alarm(self, seconds: float | None) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm = None if seconds is None else asyncio.create_task(self._serve_in(seconds))

    async def _serve_in(self, seconds: float) -> None:
        await self._pause(seconds)
        self._alarm = None
        self._serve()


def seconds_of(refusal: RetryAfter) -> float:
    """For how long Telegram wants to hear nothing."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


def _speaks_in(endpoint: str, data: dict[str, Any]) -> int | None:
    """The chat in which a call puts or changes something; None for all other calls."""
    name = endpoint.lower()
    if not name.startswith(("send", "edit", "copy", "forward")) or name == "sendchataction":
        return None
    chat_id = data.get("chat_id")
    return int(chat_id) if isinstance(chat_id, int | str) and str(chat_id).lstrip("-").isdigit() else None
