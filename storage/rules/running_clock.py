"""A clock that runs, and the moments at which it reaches what its ladder and its colour name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from storage.rules.policy import Ladder
from storage.rules.urgency import Limit, LimitUnit, Urgency
from storage.rules.words import ClockKind
from storage.rules.worktime import WorkCalendar

DAY_MINUTES: Final = 450  # working minutes of one working day, in both seasons


@dataclass(frozen=True, kw_only=True)
class RunningClock:
    """A clock that runs and does not rest."""

    id: int
    kind: ClockKind
    urgency: Urgency
    limit: Limit  # the one in force when it began
    began_at: datetime
    due_at: datetime
    rested_minutes: int = 0  # working minutes, those after it was due as well
    # For 办结, since when the handler could have written and did not: the last word, or what came later and gave
    # the case back to a handler: the end of a rest, another handler. None: since the clock began.
    silent_since: datetime | None = None
    taken: frozenset[str] = frozenset()  # codes of the steps that are in the history

    @property
    def by_the_hour(self) -> bool:
        """Whether it runs day and night."""
        return self.limit.unit is LimitUnit.CLOCK_MINUTES

    @property
    def rings_at_any_hour(self) -> bool:
        """Whether its steps may wake somebody: those of a 特急 that is counted by the hour, and no others."""
        return self.by_the_hour and self.urgency is Urgency.CRITICAL


class Moments:
    """When a clock reaches what; in its own minutes: of working time, or of the day and night."""

    def __init__(self, clock: RunningClock, calendar: WorkCalendar) -> None:
        self._clock, self._calendar = clock, calendar

    @cached_property
    def _limit_minutes(self) -> int:
        """What was promised, without rests: a limit in WD has what is left of the day of receipt besides."""
        limit, began_at = self._clock.limit, self._clock.began_at
        if limit.unit is not LimitUnit.WORKING_DAYS:
            return limit.amount
        return self._calendar.working_minutes_between(began_at, self._calendar.due_at(limit, began_at).at)

    def share(self, percent: int) -> datetime:
        """When so much of the limit is over."""
        return self._after(self._limit_minutes * percent // 100)

    def times(self, times: int) -> datetime:
        """When so many times the limit is over since receipt, less what it rested."""
        return self._after(self._limit_minutes * times + self._clock.rested_minutes)

    def yellow(self, ladder: Ladder) -> datetime:
        """When no more is left than max(20 %, min(1 WD, 50 %)) of the limit."""
        clock, limit = self._clock, self._limit_minutes
        left = max(limit * ladder.yellow_percent // 100, min(DAY_MINUTES, limit // 2))
        if clock.by_the_hour:
            return clock.due_at - timedelta(minutes=left)
        # Rests that moved the due time are part of the run.
        return self._after(self._calendar.working_minutes_between(clock.began_at, clock.due_at) - left)

    def _after(self, minutes: int) -> datetime:
        unit = LimitUnit.CLOCK_MINUTES if self._clock.by_the_hour else LimitUnit.WORKING_MINUTES
        return self._calendar.due_at(Limit(max(minutes, 0), unit), self._clock.began_at).at
