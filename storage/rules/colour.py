"""The colour of a clock, and of a case: that of its worst running clock (rules.md, "Clocks")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from storage.rules.policy import Ladder
from storage.rules.running_clock import Moments, RunningClock
from storage.rules.words import Word
from storage.rules.worktime import WorkCalendar


class Colour(Word):
    """How pressing it has become; the worst comes last."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "将到期"
    RED = "red", "已超期"
    SECOND_RED = "second_red", "严重超期"

    @property
    def mark(self) -> str:
        """What stands before a case: nothing while all is well."""
        return _MARKS[self]


_MARKS: Final = {Colour.GREEN: "", Colour.YELLOW: "🟡", Colour.RED: "🔴", Colour.SECOND_RED: "‼️"}
_ORDER: Final = tuple(Colour)


def colour_of(clock: RunningClock, now: datetime, ladder: Ladder, calendar: WorkCalendar) -> Colour:
    """The colour of a clock: yellow while little working time is left, red past its due time.

    At its due time it is still on time. What rings waits for office hours, a colour does not.
    """
    moments = Moments(clock, calendar)
    if now <= clock.due_at:
        return Colour.YELLOW if now >= moments.yellow(ladder) else Colour.GREEN
    return Colour.SECOND_RED if now >= moments.times(ladder.second_red_times) else Colour.RED


def worst(colours: Iterable[Colour]) -> Colour:
    """The worst of them; green if there are none."""
    return max(colours, key=_ORDER.index, default=Colour.GREEN)
