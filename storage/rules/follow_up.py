"""What a case needs next, when, and from whom: the ladder of rules.md, as a decision that others carry out.

Every clock has its steps, and each is taken once. Of the steps of a clock that are due at one time a part hears
only of the latest; the others are recorded as overtaken. A step falls into office minutes, unless its clock runs
by the hour for a 特急; one that was missed waits for the next opening like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from storage.rules.policy import Ladder
from storage.rules.running_clock import Moments, RunningClock
from storage.rules.telling import Audience
from storage.rules.urgency import Limit, Urgency
from storage.rules.words import Action, ClockKind
from storage.rules.worktime import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a clock's ladder. `code` is unique within its clock; what follows a colon is its number."""

    code: str
    at: datetime
    audiences: tuple[Audience, ...] = ()
    act: Action | None = None  # what the sweep does to the case instead of reminding


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """A step that is due: whom to remind of it (nobody: it was overtaken), or what to do."""

    clock: RunningClock
    step: Step
    audiences: tuple[Audience, ...]

    @property
    def is_overtaken(self) -> bool:
        """Whether it is only recorded: who would have heard of it hears of a later step."""
        return not self.audiences and self.step.act is None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is due now, in the order of time, and when to look again once that is taken (None: never)."""

    due: tuple[FollowUp, ...]
    next_at: datetime | None


def plan(clocks: Sequence[RunningClock], ladder: Ladder, calendar: WorkCalendar, now: datetime) -> Plan:
    """What the clocks of one case ask for now, and when they next ask for something."""
    opening = calendar.next_opening(now)
    due: list[FollowUp] = []
    coming: list[datetime] = []
    for clock in clocks:
        may_ring = opening == now or clock.rings_at_any_hour
        ripe: list[Step] = []
        for step in _Ladder(clock, ladder, calendar).steps(now):
            if step.code in clock.taken:
                continue
            if step.at > now:
                coming.append(step.at)
            elif may_ring:
                ripe.append(step)
            else:
                coming.append(opening)
        due += _without_overtaken(clock, ripe)
    due.sort(key=lambda follow_up: follow_up.step.at)
    return Plan(due=tuple(due), next_at=min(coming, default=None))


def _without_overtaken(clock: RunningClock, ripe: list[Step]) -> list[FollowUp]:
    """The ripe steps in order; a part that a later one reminds as well hears of that one only."""
    told: set[Audience] = set()
    acted = False
    found: list[FollowUp] = []
    for step in sorted(ripe, key=lambda step: step.at)[::-1]:
        audiences = () if acted else tuple(part for part in step.audiences if part not in told)
        found.append(FollowUp(clock=clock, step=step, audiences=audiences))
        told.update(audiences)
        acted = acted or step.act is not None
    return found[::-1]


class _Ladder:
    """The steps of one clock, each at its time."""

    def __init__(self, clock: RunningClock, ladder: Ladder, calendar: WorkCalendar) -> None:
        self._clock, self._ladder, self._calendar = clock, ladder, calendar
        self._moments = Moments(clock, calendar)

    def steps(self, now: datetime) -> Iterator[Step]:
        """All of them; of a row without an end those up to now and the next one."""
        clock, ladder = self._clock, self._ladder
        match clock.kind:
            case ClockKind.ACCEPT if clock.urgency is Urgency.CRITICAL:
                yield from self._accept_critical()
            case ClockKind.ACCEPT:
                yield self._half(Audience.HANDLER)
                yield self._step("due", clock.due_at, Audience.HANDLER, Audience.MANAGERS)
                leader_at = self._calendar.add_working_minutes(clock.due_at, ladder.leader_after_minutes)
                yield self._step("leader", leader_at, Audience.LEADERS)
            case ClockKind.FIRST_REPLY:
                yield self._half(Audience.HANDLER)
                yield self._step("due", clock.due_at, Audience.HANDLER, Audience.MANAGERS)
            case ClockKind.RESOLVE:
                yield from self._resolve()
                yield from self._overdue(now)
            case ClockKind.ANSWER:
                yield from self._waiting(ladder.answer_reminders, Action.ANSWER_OVERDUE)
            case ClockKind.CONFIRM:
                yield from self._waiting(ladder.confirm_reminders, Action.CLOSE_UNCONFIRMED)
            case ClockKind.DISPATCH:
                yield self._step("due", clock.due_at, Audience.MANAGERS)
                leader_at = self._limit(ladder.returned_to_leader, clock.began_at)
                yield self._step("leader", leader_at, Audience.LEADERS)

    def _accept_critical(self) -> Iterator[Step]:
        yield Step(code="at_once", at=self._clock.began_at, audiences=(Audience.DUTY,))
        yield self._half(Audience.HANDLER, Audience.MEMBERS)
        yield self._step("due", self._clock.due_at, Audience.MANAGERS)
        leader_at = self._moments.share(self._ladder.critical_leader_percent)
        yield self._step("leader", leader_at, Audience.LEADERS)

    def _resolve(self) -> Iterator[Step]:
        clock, ladder = self._clock, self._ladder
        silent_since = clock.silent_since or clock.began_at
        quiet_at = self._ringing(self._limit(ladder.quiet, silent_since))
        if quiet_at < clock.due_at:  # who is late is reminded of that
            # A new silence is a new step.
            number = int(silent_since.timestamp())
            yield Step(code=f"quiet:{number}", at=quiet_at, audiences=(Audience.HANDLER,))
        yield self._step("yellow", self._moments.yellow(ladder), Audience.HANDLER)
        yield self._step("red", clock.due_at, Audience.HANDLER, Audience.MANAGERS)
        second_red_at = self._moments.times(ladder.second_red_times)
        yield self._step("second_red", second_red_at, Audience.LEADERS, Audience.MANAGERS)

    def _overdue(self, now: datetime) -> Iterator[Step]:
        """The reminders of what is red, by how late it is. Only those that are missing are placed in time.

        A case may be late for years; and a changed policy leaves no gap, since a step is not named by its place.
        """
        due_at, every = self._clock.due_at, self._ladder.red_repeat_minutes
        late = self._calendar.working_minutes_between(due_at, now)
        for minutes in count(every, every):
            if (code := f"red:{minutes}") in self._clock.taken:
                continue
            yield self._step(code, self._calendar.add_working_minutes(due_at, minutes), Audience.HANDLER)
            if minutes > late:
                return

    def _waiting(self, reminders: Sequence[Limit], act: Action) -> Iterator[Step]:
        """The enterprise is reminded, and at last not waited for any more."""
        for limit in reminders:
            at = self._limit(limit, self._clock.began_at)
            yield self._step(f"after:{limit}", at, Audience.CONTACTS)
        yield Step(code="due", at=self._ringing(self._clock.due_at), act=act)

    def _half(self, *audiences: Audience) -> Step:
        return self._step("half", self._moments.share(self._ladder.half_percent), *audiences)

    def _step(self, code: str, at: datetime, *audiences: Audience) -> Step:
        return Step(code=code, at=self._ringing(at), audiences=audiences)

    def _ringing(self, at: datetime) -> datetime:
        """The moment itself, or where it lies outside office hours and may not ring there, the next opening."""
        return at if self._clock.rings_at_any_hour else self._calendar.next_opening(at)

    def _limit(self, limit: Limit, since: datetime) -> datetime:
        return self._calendar.due_at(limit, since).at
