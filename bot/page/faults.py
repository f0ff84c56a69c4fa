"""What can be made to go wrong for a while: Telegram away, too much asked of it, its answers lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.page.shown import shown_time
from bot.sandbox import Call, Fault, Sandbox

_POLLING = "getUpdates"


class FaultKind(StrEnum):
    """How it goes wrong."""

    DOWN = "down"  # no connection lasts
    TOO_MANY = "too_many"  # 429 to whatever is sent
    LOST_ANSWERS = "lost_answers"  # each call is carried out, and its first answer lost


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong now; `until` by the real clock, which no button moves."""

    kind: FaultKind
    until: datetime
    faults: tuple[Fault, ...]
    end: asyncio.TimerHandle

    def as_json(self) -> dict[str, Any]:
        """As the page is told of it."""
        left = (self.until - datetime.now(UTC)).total_seconds()
        return {"kind": self.kind, "until": shown_time(self.until), "seconds": max(round(left), 0)}


class Troubles:
    """One of each kind at a time; asked for again, it begins anew."""

    def __init__(self, sandbox: Sandbox, on_change: Callable[[], None]) -> None:
        self._sandbox, self._on_change = sandbox, on_change
        self._active: dict[FaultKind, Trouble] = {}

    @property
    def active(self) -> list[Trouble]:
        """What goes wrong now."""
        return list(self._active.values())

    def begin(self, kind: FaultKind, seconds: int) -> None:
        """It goes wrong for so many seconds."""
        self._take_away(kind)
        faults = _faults(kind, seconds)
        for fault in faults:
            self._sandbox.fail(fault)
        if kind is FaultKind.DOWN:
            self._sandbox.cut_connections()
        self._active[kind] = Trouble(
            kind=kind,
            until=datetime.now(UTC) + timedelta(seconds=seconds),
            faults=faults,
            end=asyncio.get_running_loop().call_later(seconds, self._end, kind),
        )
        self._on_change()

    def clear(self) -> None:
        """All is well again. May be repeated."""
        for kind in list(self._active):
            self._take_away(kind)
        self._on_change()

    def _end(self, kind: FaultKind) -> None:
        self._take_away(kind)
        self._on_change()

    def _take_away(self, kind: FaultKind) -> None:
        trouble = self._active.pop(kind, None)
        if trouble is None:
            return
        trouble.end.cancel()
        for fault in trouble.faults:
            self._sandbox.faults.remove(fault)


def _faults(kind: FaultKind, seconds: int) -> tuple[Fault, ...]:
    match kind:
        case FaultKind.DOWN:
            return Fault(count=None, cut=True), Fault(method=_POLLING, count=None, cut=True)
        case FaultKind.TOO_MANY:
            return (Fault.too_many("*", seconds, count=None),)
        case FaultKind.LOST_ANSWERS:
            return (Fault(count=None, when=_FirstTime(), lose_answer=True),)


class _FirstTime:
    """Says yes to a call the first time that it comes, so that its repetition gets through."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, call: Call) -> bool:
        key = f"{call.method} {call.params}"
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new
