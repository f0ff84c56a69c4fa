"""Every call that came, and every press that was never answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.refusals import Refusal


@dataclass(kw_only=True)
class Call:
    """One call of the bot, filled in while it goes on.

    Attributes:
        ok: None while it goes on or when it was cut off before anything was done.
        refusal: what it was refused with; `result` what it was answered with.
        answered: whether the answer was sent; False when it was lost on the way.
    """

    method: str
    params: dict[str, Any]
    at: datetime
    ok: bool | None = None
    refusal: Refusal | None = None
    result: Any = None
    answered: bool = False

    @property
    def chat_id(self) -> int | None:
        """The chat that the call is about, if it is about one."""
        try:
            return int(self.params["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None


class Recording:
    """The calls in their order."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def refused(self) -> list[Call]:
        """The calls that were answered with an error, faults included."""
        return [call for call in self.calls if call.ok is False]
