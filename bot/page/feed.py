"""What happened, numbered, so that a page which was away hears what it missed."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

KEPT: Final = 5000


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened; `text` is what goes over the wire."""

    seq: int
    text: str


class Feed:
    """The last events. The numbers of a later run are higher than all of an earlier one."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self.last = time.time_ns() // 1_000_000
        self._events: deque[Event] = deque(maxlen=kept)
        self._news = asyncio.Event()

    def publish(self, kind: str, **fields: Any) -> None:
        """Something happened: `kind` and its fields are told to every page."""
        self.last += 1
        text = json.dumps({"seq": self.last, "type": kind, **fields}, ensure_ascii=False)
        self._events.append(Event(seq=self.last, text=text))
        self._news.set()
        self._news = asyncio.Event()

    def after(self, seq: int) -> list[Event] | None:
        """What happened after that number, oldest first; None where it is not known any more, or never was."""
        missed = self.last - seq
        if not 0 <= missed <= len(self._events):
            return None
        return list(self._events)[len(self._events) - missed :]

    async def next(self) -> None:
        """Wait until something happens."""
        await self._news.wait()
