"""What a case needs next: its running clocks and its history, put before the ladder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.case_rows import history_of, running_clocks
from storage.rules.colour import Colour, colour_of, worst
from storage.rules.follow_up import Plan, plan
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Limit, Urgency
from storage.rules.words import PROMISES, Action, ClockKind, Part, State
from storage.tables import Case, Clock, Entry

_WORDS = frozenset({Action.PROGRESS, Action.ASK, Action.RESOLVE, Action.UNRESOLVE})


def step_cause(clock_id: int, code: str) -> str:
    """The cause under which a step is in the history, and by which it is taken once."""
    return f"sweep:{clock_id}:{code}"


def agenda(session: LedgerSession, case: Case, now: datetime) -> Plan:
    """What is due in a case now, and when to look again once that is taken."""
    return _plan(session, case, history_of(session, case.id), running_clocks(session, case.id), now)


def next_action_at(session: LedgerSession, case: Case, now: datetime) -> datetime | None:
    """When the sweep has to look at a case: now, if something is due already; None: never."""
    return _look_at(agenda(session, case, now), now) if case.state.is_open else None


def first_action_at(
    session: LedgerSession, case: Case, opened: Entry, clocks: Iterable[Clock]
) -> datetime | None:
    """As `next_action_at`, of a case that has just been opened: its clocks and its history are at hand."""
    return _look_at(_plan(session, case, [opened], clocks, opened.at), opened.at)


def _look_at(found: Plan, now: datetime) -> datetime | None:
    return now if found.due else found.next_at


def _plan(
    session: LedgerSession, case: Case, history: Sequence[Entry], clocks: Iterable[Clock], now: datetime
) -> Plan:
    silent_since = silence(history)
    running = [
        running_clock_of(clock, case.urgency, history=history, silent_since=silent_since)
        for clock in clocks
        if clock.resting_since is None
    ]
    return plan(running, session.policy.ladder, session.calendar, now)


def running_clock_of(
    clock: Clock, urgency: Urgency, *, history: Iterable[Entry] = (), silent_since: datetime | None = None
) -> RunningClock:
    """A clock as the rules see it; without the history no step is taken."""
    prefix = step_cause(clock.id, "")
    is_later = silent_since is not None and silent_since > clock.began_at
    return RunningClock(
        id=clock.id,
        kind=clock.kind,
        urgency=urgency,
        limit=Limit.parse(clock.limit),
        began_at=clock.began_at,
        due_at=clock.due_at,
        rested_minutes=clock.rested_minutes,
        silent_since=silent_since if is_later and clock.kind is ClockKind.RESOLVE else None,
        taken=frozenset(
            entry.cause.removeprefix(prefix) for entry in history if entry.cause.startswith(prefix)
        ),
    )


def silence(history: Iterable[Entry]) -> datetime | None:
    """Since when the handler could have written and did not.

    A rest that ends and another handler begin a silence anew, as the handler's own word does.
    """
    since, handler_id = None, None
    for entry in history:
        spoke = entry.part is Part.HANDLER and entry.action in _WORDS
        woke = entry.from_state is State.NEEDS_INFO and entry.to_state is not State.NEEDS_INFO
        if spoke or woke or entry.handler_id != handler_id:
            since = entry.at
        handler_id = entry.handler_id
    return since


def colour_of_clock(session: LedgerSession, clock: Clock, urgency: Urgency, at: datetime) -> Colour:
    """The colour of a clock at a time; one that rested then had that of the moment when the rest began."""
    running = running_clock_of(clock, urgency)
    awake = min(at, clock.resting_since or at)
    return colour_of(running, awake, session.policy.ladder, session.calendar)


def colours_of(session: LedgerSession, cases: Sequence[Case], now: datetime) -> dict[int, Colour]:
    """The colour of each case: that of the worst of the promises that run."""
    query = select(Clock).where(
        col(Clock.case_id).in_([case.id for case in cases]),
        col(Clock.kind).in_(PROMISES),
        col(Clock.stopped_at).is_(None),
    )
    found: dict[int, list[Colour]] = {case.id: [] for case in cases}
    urgencies = {case.id: case.urgency for case in cases}
    for clock in session.exec(query):
        found[clock.case_id].append(colour_of_clock(session, clock, urgencies[clock.case_id], now))
    return {case_id: worst(colours) for case_id, colours in found.items()}
