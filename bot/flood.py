"""Who does more in a moment than anybody could read the answers to: they are answered once, when they pause."""

from __future__ import annotations

from typing import Final

QUIET_SECONDS: Final = 3
# A prompt that is changed makes no new message.
OF_AN_EDIT: Final = 0.5
_KEPT_CHATS: Final = 1000


class Floods:
    """How far the answers in each chat run ahead of its pace. Pure: `now` is passed in, in monotonic seconds.

    Args:
        step_seconds: from one answer to the next, in the long run.
        at_once: so many may come without a pause.
    """

    def __init__(self, *, step_seconds: float, at_once: int) -> None:
        self._step = step_seconds
        self._room = step_seconds * at_once
        self._caught_up_at: dict[int, float] = {}
        self._over_at: dict[int, float] = {}

    def holds_back(self, chat_id: int, now: float, *, new: bool) -> bool:
        """Whether an answer (not `new`: the change of one) is too many; if not, it counts.

        From the first that is too many all are, until there has been none for `QUIET_SECONDS`.
        """
        self._forget_the_quiet(now)
        cost = self._step * (1 if new else OF_AN_EDIT)
        caught_up_at = max(self._caught_up_at.get(chat_id, now), now) + cost
        if now < self._over_at.get(chat_id, now) or round(caught_up_at - now - self._room, 6) > 0:
            self._over_at[chat_id] = now + QUIET_SECONDS
            return True
        self._caught_up_at[chat_id] = caught_up_at
        return False

    def _forget_the_quiet(self, now: float) -> None:
        for times in (self._caught_up_at, self._over_at):
            if len(times) > _KEPT_CHATS:
                for chat_id in [chat_id for chat_id, until in times.items() if until <= now]:
                    del times[chat_id]
