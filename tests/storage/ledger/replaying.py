"""What must hold of a case, whatever was done to it: its history replays to its present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage.database import LedgerSession
from storage.ledger.parts import handler_lives
from storage.rules.words import Action, ClockKind, Closure, State
from storage.tables import Case
from tests.storage.ledger.zone import CaseNow, EntryNow, Zone
from tests.storage.rules.lifecycle_table import CELLS

CLOSURES = {
    Action.CONFIRM: Closure.CONFIRMED,
    Action.CONFIRM_FOR: Closure.CONFIRMED_FOR,
    Action.CLOSE_UNCONFIRMED: Closure.UNCONFIRMED,
    Action.UPHOLD: Closure.UPHELD,
}
STATE_CLOCKS = {
    State.SUBMITTED: ClockKind.ACCEPT,
    State.RETURNED: ClockKind.DISPATCH,
    State.NEEDS_INFO: ClockKind.ANSWER,
    State.RESOLVED: ClockKind.CONFIRM,
}


def replayed(history: Sequence[EntryNow]) -> CaseNow:
    """What a case must be by its history alone."""
    opening = history[0]
    assert (opening.action, opening.from_state) == (Action.OPEN, None)
    case = CaseNow(
        state=opening.to_state,
        handler=opening.handler,
        department=opening.department,
        turn=0,
        denials=0,
        result=None,
        closure=None,
        rating=None,
    )
    for entry in history[1:]:
        assert entry.from_state is case.state
        case = after(case, entry)
        assert entry.turn == case.turn
    return case


def after(case: CaseNow, entry: EntryNow) -> CaseNow:
    before = (case.state, case.handler, case.department)
    case = replace(case, state=entry.to_state, handler=entry.handler, department=entry.department)
    changed = before != (case.state, case.handler, case.department)
    case = replace(case, turn=case.turn + changed)
    match entry.action:
        case Action.RESOLVE:
            return replace(case, result=entry.result)
        case Action.UNRESOLVE:
            return replace(case, result=None)
        case Action.DENY | Action.REOPEN:
            return replace(case, denials=case.denials + 1, result=None, closure=None, rating=None)
        case Action.RATE:
            return replace(case, rating=entry.rating)
    return replace(case, closure=CLOSURES.get(entry.action, case.closure))


def handler_is_there(session: LedgerSession, case_id: int) -> bool:
    return handler_lives(session, session.get_one(Case, case_id))


def check_case(zone: Zone, case_id: int) -> None:
    """What must hold of every case at any time."""
    history, case = zone.entries(case_id), zone.case(case_id)
    assert replayed(history) == case
    assert len({entry.cause for entry in history}) == len(history)
    for entry in history[1:]:
        assert entry.from_state is not None
        cell = CELLS[entry.from_state, entry.action, entry.part]
        assert entry.to_state in ({cell.to, State.RETURNED} if _denies(entry.action) else {cell.to})
    if case.state in (State.SUBMITTED, State.IN_PROGRESS):
        assert zone.run(handler_is_there, case_id)
    if case.state is State.RETURNED:
        assert (case.handler, case.department) == (None, None)
    _check_clocks(zone, case_id, case)


def _check_clocks(zone: Zone, case_id: int, case: CaseNow) -> None:
    running = zone.running(case_id)  # at most one a kind
    of_state = {STATE_CLOCKS[case.state]} if case.state in STATE_CLOCKS else set()
    assert set(running) & set(STATE_CLOCKS.values()) == of_state
    resolving = case.state.is_open and case.state is not State.RESOLVED
    assert (ClockKind.RESOLVE in running) == resolving
    assert case.state.is_open or not running
    resting = [clock.kind for clock in zone.clocks(case_id) if clock.resting_since and not clock.stopped_at]
    assert resting == ([ClockKind.RESOLVE] if case.state is State.NEEDS_INFO else [])
    goes_on = set(running) != set(resting)
    assert (zone.next_action_at(case_id) is not None) == goes_on


def _denies(action: Action) -> bool:
    return action in (Action.DENY, Action.REOPEN)
