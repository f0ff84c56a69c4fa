"""Starting, resting and stopping the clocks of a case; called by `move` alone, and when a case is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.agenda import first_action_at, next_action_at
from storage.ledger.case_rows import running_clocks
from storage.rules.urgency import Limit
from storage.rules.words import Action, ClockKind, Part, State
from storage.tables import Case, Clock, Entry

# The clock that belongs to a state: begun anew on entering it, stopped on leaving it.
_OF_STATE = {
    State.SUBMITTED: ClockKind.ACCEPT,
    State.RETURNED: ClockKind.DISPATCH,
    State.NEEDS_INFO: ClockKind.ANSWER,
    State.RESOLVED: ClockKind.CONFIRM,
}
# What counts as a first reply when the enterprise can see it; 签收 does not.
_REPLIES = frozenset({Action.PROGRESS, Action.ASK, Action.RESOLVE})


class _Running:
    """The clocks of a case that run, read once, and changed in place."""

    def __init__(self, session: LedgerSession, case: Case, clocks: Iterable[Clock]) -> None:
        self.session = session
        self.case = case
        self._clocks = {clock.kind: clock for clock in clocks}

    def of(self, kind: ClockKind) -> Clock | None:
        """The clock of this kind, if it runs."""
        return self._clocks.get(kind)

    def all(self) -> Iterable[Clock]:
        """Every clock that runs."""
        return self._clocks.values()

    def begin(self, kind: ClockKind, limit: Limit, at: datetime) -> None:
        """Let a clock run from now on."""
        due = self.session.calendar.due_at(limit, at)
        clock = self._clocks[kind] = Clock(
            case_id=self.case.id,
            kind=kind,
            limit=str(limit),
            began_at=at,
            due_at=due.at,
            estimated=due.estimated,
        )
        self.session.add(clock)

    def stop(self, kind: ClockKind, at: datetime) -> None:
        """Let a clock run no more, if it does."""
        clock = self._clocks.pop(kind, None)
        if clock:
            clock.stopped_at = at


def start_clocks(session: LedgerSession, case: Case, entry: Entry) -> None:
    """The clocks of a new case: first reply and 办结 run from its receipt."""
    running, limits = _Running(session, case, ()), session.policy.limits.of(case.urgency)
    running.begin(ClockKind.FIRST_REPLY, limits.first_reply, entry.at)
    running.begin(ClockKind.RESOLVE, limits.resolve, entry.at)
    _turn_state_clock(running, entry)
    session.flush()
    case.next_action_at = first_action_at(session, case, entry, running.all())


def run_clocks(session: LedgerSession, case: Case, entry: Entry, *, anew: bool) -> None:
    """Bring the clocks to where an entry leaves the case.

    `anew`: its state or handler changed, so that the state's own clock starts again.
    """
    running = _Running(session, case, running_clocks(session, case.id))
    if anew:
        _turn_state_clock(running, entry)
    if entry.action in _REPLIES and entry.visible and entry.part is Part.HANDLER:
        running.stop(ClockKind.FIRST_REPLY, entry.at)
    _RESOLVING.get(entry.action, _keep)(running, entry)
    if not case.state.is_open:
        for kind in ClockKind:
            running.stop(kind, entry.at)
    if entry.action is not Action.REMIND:  # the sweep says so itself, when it has taken all that is due
        case.next_action_at = next_action_at(session, case, entry.at)


def _turn_state_clock(running: _Running, entry: Entry) -> None:
    now_in = running.case.state
    for state, kind in _OF_STATE.items():
        # 改派 within 待签收 gives the next handler the whole limit.
        if state is not now_in or kind is ClockKind.ACCEPT:
            running.stop(kind, entry.at)
    if now_in is State.NEEDS_INFO:
        _rest(running, entry.at)
    elif entry.from_state is State.NEEDS_INFO:
        _wake(running, entry.at)
    begun = _OF_STATE.get(now_in)
    if begun and running.of(begun) is None:
        running.begin(begun, _limit_of(running.session, running.case, begun), entry.at)


def _limit_of(session: LedgerSession, case: Case, kind: ClockKind) -> Limit:
    course = session.policy.course
    match kind:
        case ClockKind.ACCEPT:
            return session.policy.limits.of(case.urgency).accept
        case ClockKind.DISPATCH:
            return course.returned
        case ClockKind.ANSWER:
            return course.answer
    return course.confirm


def _rest(running: _Running, at: datetime) -> None:
    clock = running.of(ClockKind.RESOLVE)
    if clock:
        clock.resting_since = at


def _wake(running: _Running, at: datetime) -> None:
    """End a rest: the due time moves by the working time rested, unless it was past due already."""
    clock, calendar = running.of(ClockKind.RESOLVE), running.session.calendar
    if clock is None or clock.resting_since is None:
        return
    rested = calendar.working_minutes_between(clock.resting_since, at)
    if rested and clock.resting_since <= clock.due_at:
        clock.due_at = calendar.add_working_minutes(clock.due_at, rested)
        year = calendar.local_date(clock.due_at).year
        clock.estimated = clock.estimated or not calendar.is_certain(year)
    clock.rested_minutes += rested
    clock.resting_since = None


def _end_resolving(running: _Running, entry: Entry) -> None:
    running.stop(ClockKind.RESOLVE, entry.at)


def _resume_resolving(running: _Running, entry: Entry) -> None:
    """撤回办结: the clock runs on as if it had never been stopped."""
    query = select(Clock).where(Clock.case_id == running.case.id, Clock.kind == ClockKind.RESOLVE)
    last = running.session.exec(query.order_by(col(Clock.id).desc())).first()
    if last:
        last.stopped_at = None


def _resolve_again(running: _Running, entry: Entry) -> None:
    """重办: a new clock, of the policy's limit or of the urgency's if that is shorter."""
    running.stop(ClockKind.RESOLVE, entry.at)
    policy, calendar = running.session.policy, running.session.calendar
    limits = (policy.course.redo, policy.limits.of(running.case.urgency).resolve)
    shorter = min(limits, key=lambda limit: calendar.due_at(limit, entry.at).at)
    running.begin(ClockKind.RESOLVE, shorter, entry.at)


def settled(session: LedgerSession, case: Case, now: datetime) -> list[tuple[Clock, datetime]]:
    """The clocks that are 预计 though their year has become certain meanwhile, and when each is due by that.

    What is past due stays so: red does not turn back.
    """
    query = select(Clock).where(
        Clock.case_id == case.id,
        col(Clock.stopped_at).is_(None),
        col(Clock.estimated).is_(True),
        col(Clock.due_at) > now,
    )
    found = []
    for clock in session.exec(query.order_by(col(Clock.id))):
        due = session.calendar.due_at(Limit.parse(clock.limit), clock.began_at)
        at = session.calendar.add_working_minutes(due.at, clock.rested_minutes)
        if not due.estimated and session.calendar.is_certain(session.calendar.local_date(at).year):
            found.append((clock, at))
    return found


def _reckon(running: _Running, entry: Entry) -> None:
    """重算时限: once, since nothing is 预计 any more."""
    for clock, due_at in settled(running.session, running.case, entry.at):
        clock.due_at, clock.estimated = due_at, False


def _keep(running: _Running, entry: Entry) -> None:
    """This action leaves the clock of 办结 alone."""


_RESOLVING: dict[Action, Callable[[_Running, Entry], None]] = {
    Action.RESOLVE: _end_resolving,
    Action.UNRESOLVE: _resume_resolving,
    Action.DENY: _resolve_again,
    Action.REOPEN: _resolve_again,
    Action.RECKON: _reckon,
}
