"""How fast Telegram lets a bot speak, and what it says when it is too fast."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.refusals import too_many_requests


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many messages in so many seconds, of which `burst` may come at once."""

    messages: int
    seconds: float
    burst: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What holds overall, in one private chat, in one group."""

    overall: Limit = Limit(messages=30, seconds=1, burst=30)
    private: Limit = Limit(messages=1, seconds=1, burst=5)
    group: Limit = Limit(messages=20, seconds=60, burst=20)


class Pace:
    """Counts what the bot sends; `monotonic` gives seconds and is the real clock unless a test moves it.

    `enforced` may be switched at any time; while it is off nothing is counted.
    """

    def __init__(
        self, limits: Limits, *, enforced: bool, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits
        self.enforced = enforced
        self._monotonic = monotonic
        # When each bucket would be empty again: one number a bucket is all the state that it needs.
        self._empty_at: dict[int | str, float] = {}

    def count(self, chat_id: int, *, is_group: bool) -> None:
        """Counts one message to a chat.

        Raises:
            Refusal: 429, too fast; the message is not counted then.
        """
        if not self.enforced:
            return
        now = self._monotonic()
        per_chat = self.limits.group if is_group else self.limits.private
        buckets: dict[int | str, Limit] = {"overall": self.limits.overall, chat_id: per_chat}
        wait = max(self._wait(bucket, limit, now) for bucket, limit in buckets.items())
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket, limit in buckets.items():
            step = limit.seconds / limit.messages
            self._empty_at[bucket] = max(self._empty_at.get(bucket, now), now) + step

    def _wait(self, bucket: int | str, limit: Limit, now: float) -> float:
        step = limit.seconds / limit.messages
        room = step * limit.burst
        # Rounding in the last digits is no haste.
        return round(self._empty_at.get(bucket, now) + step - room - now, 6)
