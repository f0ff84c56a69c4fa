"""What Telegram took twice, because its answer to the first time was lost."""

from __future__ import annotations

from collections import Counter

from bot.sandbox import Call

_Sent = tuple[int | None, str]  # the chat, and what was said


class Doubles:
    """Counts them while they come."""

    def __init__(self) -> None:
        self._lost: set[_Sent] = set()
        self._again: Counter[_Sent] = Counter()

    @property
    def count(self) -> int:
        """How many messages came once more than they should have."""
        return self._again.total()

    def copies(self, chat_id: int, text: str) -> int:
        """How often this is in that chat."""
        return 1 + self._again[chat_id, text]

    def note(self, call: Call) -> None:
        """A call is over."""
        if not call.ok or not call.method.startswith("send") or not isinstance(call.result, dict):
            return
        sent = (call.chat_id, str(call.result.get("text", call.result.get("caption", call.method))))
        if sent in self._lost:
            self._again[sent] += 1
        if not call.answered:
            self._lost.add(sent)
        else:
            self._lost.discard(sent)
