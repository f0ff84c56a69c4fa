"""What a case needs next, when, and from whom: the ladder of rules.md, as a decision that others carry out.

Every clock has its steps, and each is taken once. Of the steps that are due at one time a part hears only of the
latest; the others are recorded as overtaken. A step falls into office minutes, unless its clock runs by the hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from storage.rules.policy import Ladder
from storage.rules.telling import Audience
from storage.rules.urgency import Limit, LimitUnit, Urgency
from storage.rules.words import Action, ClockKind
from storage.rules.worktime import WorkCalendar

DAY_MINUTES: Final = 450  # working minutes of one working day, in both seasons


@dataclass(frozen=True, kw_only=True)
class RunningClock:
    """A clock that runs and does not rest, as the ladder sees it."""

    id: int
    kind: ClockKind
    urgency: Urgency
    limit: Limit
    began_at: datetime
    due_at: datetime
    rested_minutes: int = 0  # working minutes
    last_word_at: datetime | None = None  # of the handler, for the clock of 办结
    taken: frozenset[str] = frozenset()  # codes of the steps that are in the history

    @property
    def by_the_hour(self) -> bool:
        """Whether it runs day and night."""
        return self.limit.unit is LimitUnit.CLOCK_MINUTES


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a clock's ladder. `code` is unique within its clock."""

    code: str
    at: datetime
    audiences: tuple[Audience, ...] = ()
    act: Action | None = None  # what the sweep does to the case instead of reminding
    repeats: bool = field(default=False)  # one of a row without an end


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """A step that is due: whom to remind of it (nobody: it was overtaken), or what to do."""

    clock: RunningClock
    step: Step
    audiences: tuple[Audience, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is due now, in order, and when to look again (None: nothing is to come)."""

    due: tuple[FollowUp, ...]
    next_at: datetime | None


def plan(clocks: Sequence[RunningClock], ladder: Ladder, calendar: WorkCalendar, now: datetime) -> Plan:
    """What the clocks of one case ask for now, and when they next ask for something."""
    due: list[FollowUp] = []
    coming: list[datetime] = []
    for clock in clocks:
        ripe: list[Step] = []
        for step in _steps(clock, ladder, calendar):
            if step.code in clock.taken:
                continue
            if step.at <= now:
                ripe.append(step)
                continue
            coming.append(step.at)
            if step.repeats:
                break
        due += _without_overtaken(clock, ripe)
    return Plan(due=tuple(due), next_at=min(coming, default=None))


def _without_overtaken(clock: RunningClock, ripe: list[Step]) -> Iterator[FollowUp]:
    """The ripe steps in order; a part that a later one reminds as well hears of that one only."""
    ripe = sorted(ripe, key=lambda step: step.at)
    for place, step in enumerate(ripe):
        later = {audience for other in ripe[place + 1 :] for audience in other.audiences}
        acted_on = any(other.act for other in ripe[place + 1 :])
        audiences = () if acted_on else tuple(a for a in step.audiences if a not in later)
        yield FollowUp(clock=clock, step=step, audiences=audiences)


def _steps(clock: RunningClock, ladder: Ladder, calendar: WorkCalendar) -> Iterator[Step]:
    """The ladder of a clock, in time; a row of repeats comes last and has no end."""
    scale = _Scale(clock, calendar)
    match clock.kind:
        case ClockKind.ACCEPT if clock.urgency is Urgency.CRITICAL:
            yield from _accept_critical(clock, ladder, scale)
        case ClockKind.ACCEPT:
            yield from _accept(clock, ladder, scale)
        case ClockKind.FIRST_REPLY:
            yield scale.step("half", scale.share(ladder.half_percent), Audience.HANDLER)
            yield scale.step("due", clock.due_at, Audience.HANDLER, Audience.MANAGERS)
        case ClockKind.RESOLVE:
            yield from _resolve(clock, ladder, scale)
        case ClockKind.ANSWER:
            yield from scale.reminders(ladder.answer_reminders, Audience.CONTACTS)
            yield Step(code="due", at=scale.opening(clock.due_at), act=Action.ANSWER_OVERDUE)
        case ClockKind.CONFIRM:
            yield from scale.reminders(ladder.confirm_reminders, Audience.CONTACTS)
            yield Step(code="due", at=scale.opening(clock.due_at), act=Action.CLOSE_UNCONFIRMED)
        case ClockKind.DISPATCH:
            yield scale.step("due", clock.due_at, Audience.MANAGERS)
            yield scale.step("leader", scale.limit(ladder.returned_to_leader), Audience.LEADERS)


def _accept(clock: RunningClock, ladder: Ladder, scale: _Scale) -> Iterator[Step]:
    yield scale.step("half", scale.share(ladder.half_percent), Audience.HANDLER)
    yield scale.step("due", clock.due_at, Audience.HANDLER, Audience.MANAGERS)
    yield scale.step("leader", scale.after(clock.due_at, ladder.leader_after_minutes), Audience.LEADERS)


def _accept_critical(clock: RunningClock, ladder: Ladder, scale: _Scale) -> Iterator[Step]:
    yield scale.step("at_once", clock.began_at, Audience.DUTY)
    yield scale.step("half", scale.share(ladder.half_percent), Audience.HANDLER, Audience.MEMBERS)
    yield scale.step("due", clock.due_at, Audience.MANAGERS)
    yield scale.step("leader", scale.share(ladder.critical_leader_percent), Audience.LEADERS)


def _resolve(clock: RunningClock, ladder: Ladder, scale: _Scale) -> Iterator[Step]:
    word = clock.last_word_at or clock.began_at
    quiet_at = scale.opening(scale.calendar.due_at(ladder.quiet, word).at)
    if quiet_at < clock.due_at:
        # A new silence is a new step.
        yield Step(code=f"quiet:{int(word.timestamp())}", at=quiet_at, audiences=(Audience.HANDLER,))
    yield scale.step("yellow", scale.yellow(ladder), Audience.HANDLER)
    yield scale.step("red", clock.due_at, Audience.HANDLER, Audience.MANAGERS)
    yield scale.step("second_red", scale.multiple(ladder.second_red_times), Audience.LEADERS)
    at, count = clock.due_at, 0
    while True:
        count += 1
        at = scale.after(at, ladder.red_repeat_minutes)
        yield Step(code=f"red:{count}", at=scale.opening(at), audiences=(Audience.HANDLER,), repeats=True)


class _Scale:
    """The moments of one clock, in working time or by the hour, as it runs."""

    def __init__(self, clock: RunningClock, calendar: WorkCalendar) -> None:
        self.clock, self.calendar = clock, calendar

    def step(self, code: str, at: datetime, *audiences: Audience) -> Step:
        return Step(code=code, at=self.opening(at), audiences=audiences)

    def reminders(self, limits: Sequence[Limit], audience: Audience) -> Iterator[Step]:
        for limit in limits:
            yield self.step(f"after:{limit}", self.limit(limit), audience)

    def opening(self, at: datetime) -> datetime:
        """The moment itself, or where it lies outside office hours and may not ring there, the next opening."""
        return at if self.clock.by_the_hour else self.calendar.next_opening(at)

    def limit(self, limit: Limit) -> datetime:
        return self.calendar.due_at(limit, self.clock.began_at).at

    @property
    def _length(self) -> int:
        """How long the clock runs from its beginning to its due time, in its own minutes."""
        if self.clock.by_the_hour:
            return int((self.clock.due_at - self.clock.began_at) / timedelta(minutes=1))
        return self.calendar.working_minutes_between(self.clock.began_at, self.clock.due_at)

    def share(self, percent: int) -> datetime:
        return self.after(self.clock.began_at, self._length * percent // 100)

    def multiple(self, times: int) -> datetime:
        """So many times the limit since receipt, less what it rested."""
        limit = self._length - self.clock.rested_minutes
        return self.after(self.clock.began_at, times * limit + self.clock.rested_minutes)

    def yellow(self, ladder: Ladder) -> datetime:
        """When the working time left is max(20 %, min(1 WD, 50 %)) of the limit."""
        limit = self._length - self.clock.rested_minutes
        left = max(limit * ladder.yellow_percent // 100, min(DAY_MINUTES, limit // 2))
        return self.after(self.clock.began_at, self._length - left)

    def after(self, at: datetime, minutes: int) -> datetime:
        if minutes <= 0:
            return at
        if self.clock.by_the_hour:
            return at + timedelta(minutes=minutes)
        return self.calendar.add_working_minutes(at, minutes)
