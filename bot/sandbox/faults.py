"""What goes wrong on demand: refused, late, cut off, or done with its answer lost, halved or garbled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.recording import Call
from bot.sandbox.refusals import Refusal, too_many_requests


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What shall happen to the next calls that match.

    Attributes:
        method: its name, in any case; `*` is every method but getUpdates.
        chat_id: only calls to this chat.
        when: only calls that this says yes to.
        count: how many calls; None for all that come.
        delay_seconds: waits so long first; longer than the client does, it hears nothing at all.
        refusal: answers with this instead of doing it.
        cut: closes the connection before doing anything.
        lose_answer: does it, then closes the connection.
        half_answer: does it, then closes the connection in the middle of the answer.
        garbled: does it, but something on the way answers with this, and says that all is well.
    """

    method: str = "*"
    chat_id: int | None = None
    when: Callable[[Call], bool] | None = None
    count: int | None = 1
    delay_seconds: float = 0
    refusal: Refusal | None = None
    cut: bool = False
    lose_answer: bool = False
    half_answer: bool = False
    garbled: bytes | None = None

    @classmethod
    def server_error(cls, method: str = "*", *, count: int | None = 1) -> Fault:
        """502, as Telegram answers on a bad day."""
        return cls(method=method, count=count, refusal=Refusal(502, "Bad Gateway"))

    @classmethod
    def too_many(
        cls, method: str, seconds: int, *, chat_id: int | None = None, count: int | None = 1
    ) -> Fault:
        """429: nothing is taken for so many seconds, by Telegram's account."""
        return cls(method=method, chat_id=chat_id, count=count, refusal=too_many_requests(seconds))

    def matches(self, call: Call) -> bool:
        """Whether this call is meant."""
        wanted, actual = self.method.lower(), call.method.lower()
        named = wanted == actual or (wanted == "*" and actual != "getupdates")
        return (
            named
            and (self.chat_id is None or self.chat_id == call.chat_id)
            and (self.when is None or self.when(call))
        )


class Faults:
    """The faults that are yet to happen, oldest first; one call meets at most one."""

    def __init__(self) -> None:
        self._armed: list[tuple[Fault, int | None]] = []

    def add(self, fault: Fault) -> None:
        """From now on."""
        self._armed.append((fault, fault.count))

    def remove(self, fault: Fault) -> None:
        """It happens no more. May be repeated."""
        self._armed = [(armed, left) for armed, left in self._armed if armed is not fault]

    def clear(self) -> None:
        """All is well again."""
        self._armed.clear()

    @property
    def pending(self) -> list[Fault]:
        """What has not (yet often enough) happened."""
        return [fault for fault, _ in self._armed]

    def take(self, call: Call) -> Fault | None:
        """The fault that this call meets; counts it."""
        for place, (fault, left) in enumerate(self._armed):
            if not fault.matches(call):
                continue
            if left is not None:
                if left <= 1:
                    del self._armed[place]
                else:
                    self._armed[place] = (fault, left - 1)
            return fault
        return None
