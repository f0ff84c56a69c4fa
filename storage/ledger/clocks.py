"""Starting, resting and stopping the clocks of a case; called by `move` alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.agenda import next_action_at
from storage.ledger.parts import running_clock
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


def start_clocks(session: LedgerSession, case: Case, entry: Entry) -> None:
    """The clocks of a new case: first reply and 办结 run from its receipt."""
    limits = session.policy.limits.of(case.urgency)
    _begin(session, case, ClockKind.FIRST_REPLY, limits.first_reply, entry.at)
    _begin(session, case, ClockKind.RESOLVE, limits.resolve, entry.at)
    run_clocks(session, case, entry, anew=True)


def run_clocks(session: LedgerSession, case: Case, entry: Entry, *, anew: bool) -> None:
    """Bring the clocks to where an entry leaves the case.

    `anew`: its state or handler changed, so that the state's own clock starts again.
    """
    if anew:
        _turn_state_clock(session, case, entry)
    if entry.action in _REPLIES and entry.visible and entry.part is Part.HANDLER:
        _stop(session, case, ClockKind.FIRST_REPLY, entry.at)
    _RESOLVING.get(entry.action, _keep)(session, case, entry)
    if not case.state.is_open:
        for kind in ClockKind:
            _stop(session, case, kind, entry.at)
    if entry.action is not Action.REMIND:  # the sweep says so itself, when it has taken all that is due
        case.next_action_at = next_action_at(session, case, entry.at)


def _turn_state_clock(session: LedgerSession, case: Case, entry: Entry) -> None:
    for state, kind in _OF_STATE.items():
        # 改派 within 待签收 gives the next handler the whole limit.
        if state is not case.state or kind is ClockKind.ACCEPT:
            _stop(session, case, kind, entry.at)
    if case.state is State.NEEDS_INFO:
        _rest(session, case, entry.at)
    elif entry.from_state is State.NEEDS_INFO:
        _wake(session, case, entry.at)
    begun = _OF_STATE.get(case.state)
    if begun and running_clock(session, case, begun) is None:
        _begin(session, case, begun, _limit_of(session, case, begun), entry.at)


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


def _begin(session: LedgerSession, case: Case, kind: ClockKind, limit: Limit, at: datetime) -> None:
    due = session.calendar.due_at(limit, at)
    clock = Clock(
        case_id=case.id, kind=kind, limit=str(limit), began_at=at, due_at=due.at, estimated=due.estimated
    )
    session.add(clock)
    session.flush()


def _stop(session: LedgerSession, case: Case, kind: ClockKind, at: datetime) -> None:
    clock = running_clock(session, case, kind)
    if clock:
        clock.stopped_at = at
        session.flush()


def _rest(session: LedgerSession, case: Case, at: datetime) -> None:
    clock = running_clock(session, case, ClockKind.RESOLVE)
    if clock:
        clock.resting_since = at


def _wake(session: LedgerSession, case: Case, at: datetime) -> None:
    """End a rest: the due time moves by the working time rested, unless it was past due already."""
    clock = running_clock(session, case, ClockKind.RESOLVE)
    if clock is None or clock.resting_since is None:
        return
    rested = session.calendar.working_minutes_between(clock.resting_since, at)
    if rested and clock.resting_since <= clock.due_at:
        clock.due_at = session.calendar.add_working_minutes(clock.due_at, rested)
        year = session.calendar.local_date(clock.due_at).year
        clock.estimated = clock.estimated or not session.calendar.is_certain(year)
    clock.rested_minutes += rested
    clock.resting_since = None


def _end_resolving(session: LedgerSession, case: Case, entry: Entry) -> None:
    _stop(session, case, ClockKind.RESOLVE, entry.at)


def _resume_resolving(session: LedgerSession, case: Case, entry: Entry) -> None:
    """撤回办结: the clock runs on as if it had never been stopped."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.kind == ClockKind.RESOLVE)
    last = session.exec(query.order_by(col(Clock.id).desc())).first()
    if last:
        last.stopped_at = None


def _resolve_again(session: LedgerSession, case: Case, entry: Entry) -> None:
    """重办: a new clock, of the policy's limit or of the urgency's if that is shorter."""
    _stop(session, case, ClockKind.RESOLVE, entry.at)
    limits = (session.policy.course.redo, session.policy.limits.of(case.urgency).resolve)
    shorter = min(limits, key=lambda limit: session.calendar.due_at(limit, entry.at).at)
    _begin(session, case, ClockKind.RESOLVE, shorter, entry.at)


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


def _reckon(session: LedgerSession, case: Case, entry: Entry) -> None:
    """重算时限: once, since nothing is 预计 any more."""
    for clock, due_at in settled(session, case, entry.at):
        clock.due_at, clock.estimated = due_at, False
    session.flush()


def _keep(session: LedgerSession, case: Case, entry: Entry) -> None:
    """This action leaves the clock of 办结 alone."""


_RESOLVING: dict[Action, Callable[[LedgerSession, Case, Entry], None]] = {
    Action.RESOLVE: _end_resolving,
    Action.UNRESOLVE: _resume_resolving,
    Action.DENY: _resolve_again,
    Action.REOPEN: _resolve_again,
    Action.RECKON: _reckon,
}
