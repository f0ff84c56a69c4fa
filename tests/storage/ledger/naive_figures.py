"""The figures a second time, case by case and without any cleverness. What the database's count is held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.colour import Colour, colour_of
from storage.rules.digest_days import Period
from storage.rules.rates import Counts
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Limit
from storage.rules.words import OPEN_STATES, PROMISES, Action, ClockKind, Rating, State
from storage.tables import Case, Clock, Entry
from tests.storage.ledger.zone import Zone


@dataclass(frozen=True)
class History:
    """Everything of the ledger that a naive count looks at."""

    cases: Sequence[Case]
    entries: Sequence[Entry]
    clocks: Sequence[Clock]

    def of(self, case: Case) -> list[Entry]:
        return [entry for entry in self.entries if entry.case_id == case.id]

    def clocks_of(self, case: Case, kind: ClockKind) -> list[Clock]:
        return [clock for clock in self.clocks if clock.case_id == case.id and clock.kind is kind]


def read_history(session: LedgerSession) -> History:
    entries = session.exec(select(Entry).order_by(col(Entry.id))).all()
    clocks = session.exec(select(Clock).order_by(col(Clock.id))).all()
    history = History(session.exec(select(Case)).all(), entries, clocks)
    session.expunge_all()
    return history


def naive_counts(history: History, period: Period) -> Counts:
    """The rates' counts, from a ledger in which nothing happened after the period."""
    count = _Count(history, period)
    for case in history.cases:
        count.case(case)
    return Counts(**count.found)


class _Count:
    """Counts one case after the other."""

    def __init__(self, history: History, period: Period) -> None:
        self.found = dict.fromkeys(Counts.__dataclass_fields__, 0)
        self._history = history
        self._period = period

    def case(self, case: Case) -> None:
        entries = self._history.of(case)
        self.found["opened"] += self._within(entries[0].at)
        if case.state in (State.DECLINED, State.WITHDRAWN):
            return
        self._acceptances(self._history.clocks_of(case, ClockKind.ACCEPT), entries)
        self._replies(self._history.clocks_of(case, ClockKind.FIRST_REPLY))
        self._resolutions(self._history.clocks_of(case, ClockKind.RESOLVE), entries)
        self._words([entry for entry in entries if self._within(entry.at)])

    def _within(self, at: datetime) -> bool:
        return self._period.since <= at < self._period.until

    def _acceptances(self, clocks: Sequence[Clock], entries: Sequence[Entry]) -> None:
        accepts = {entry.at for entry in entries if entry.action is Action.ACCEPT}
        for clock in clocks:
            accepted = clock.stopped_at if clock.stopped_at in accepts else None
            if accepted and self._within(accepted):
                self.found["accepted"] += 1
                self.found["accepted_in_time"] += accepted <= clock.due_at
            elif not accepted and self._within(clock.due_at):
                self.found["acceptances_missed"] += not _stopped_in_time(clock)

    def _replies(self, clocks: Sequence[Clock]) -> None:
        for clock in clocks:
            if self._within(clock.due_at):
                self.found["replies_due"] += 1
                self.found["replied_in_time"] += _stopped_in_time(clock)

    def _resolutions(self, clocks: Sequence[Clock], entries: Sequence[Entry]) -> None:
        due = [clock for clock in clocks if self._within(clock.due_at)]
        if not due:
            return
        clock = due[-1]
        # It is stopped by a resolution that stands, or by the end of the case.
        resolved = any(e.action is Action.RESOLVE and e.at == clock.stopped_at for e in entries)
        rests = clock.resting_since is not None and clock.resting_since <= clock.due_at
        timely = resolved and _stopped_in_time(clock)
        missed = not _stopped_in_time(clock) and not rests
        self.found["resolutions_due"] += timely or missed
        self.found["resolved_in_time"] += timely

    def _words(self, entries: Sequence[Entry]) -> None:
        """What was said in the period: the last word of each kind counts."""

        def last(*actions: Action) -> Entry | None:
            return next((entry for entry in reversed(entries) if entry.action in actions), None)

        if word := last(Action.RESOLVE, Action.UNRESOLVE):
            self.found["resolved"] += word.action is Action.RESOLVE
        if word := last(Action.CONFIRM, Action.CONFIRM_FOR, Action.DENY, Action.REOPEN):
            self.found["answered"] += 1
            self.found["confirmed"] += word.action in (Action.CONFIRM, Action.CONFIRM_FOR)
        self.found["redone"] += last(Action.DENY, Action.REOPEN) is not None
        if word := last(Action.RATE):
            self.found["rated"] += 1
            self.found["content"] += word.rating in (Rating.SATISFIED, Rating.FAIRLY)


def _stopped_in_time(clock: Clock) -> bool:
    return clock.stopped_at is not None and clock.stopped_at <= clock.due_at


def naive_standing(zone: Zone, history: History, now: datetime) -> tuple[dict[State, int], int, int]:
    """States, red and yellow cases of a ledger as it is now."""
    states = {state: sum(case.state is state for case in history.cases) for state in OPEN_STATES}
    red = yellow = 0
    for case in history.cases:
        colours = {
            _colour(zone, case, clock, now)
            for clock in history.clocks
            if clock.case_id == case.id and clock.kind in PROMISES and clock.stopped_at is None
        }
        is_red = bool({Colour.RED, Colour.SECOND_RED} & colours)
        red += is_red
        yellow += Colour.YELLOW in colours and not is_red
    return states, red, yellow


def _colour(zone: Zone, case: Case, clock: Clock, now: datetime) -> Colour:
    if clock.resting_since is not None:
        return Colour.RED if clock.resting_since > clock.due_at else Colour.GREEN
    running = RunningClock(
        id=clock.id,
        kind=clock.kind,
        urgency=case.urgency,
        limit=Limit.parse(clock.limit),
        began_at=clock.began_at,
        due_at=clock.due_at,
        rested_minutes=clock.rested_minutes,
    )
    return colour_of(running, now, zone.ledger.policy.ladder, zone.ledger.calendar)
