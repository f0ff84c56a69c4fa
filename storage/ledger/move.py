"""The one function through which every change of a case goes: check, change, history, clocks, notices."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import NotAllowed, NotFound, Stale
from storage.ledger.clocks import run_clocks
from storage.ledger.notices import tell
from storage.ledger.parts import facts_of, handler_lives, parts_of
from storage.ledger.values import Done, Order, Target
from storage.rules.lifecycle import Decision, decide
from storage.rules.words import Action, Closure, State
from storage.tables import Attachment, Case, Entry

_CLOSURES = {
    Action.CONFIRM: Closure.CONFIRMED,
    Action.CONFIRM_FOR: Closure.CONFIRMED_FOR,
    Action.CLOSE_UNCONFIRMED: Closure.UNCONFIRMED,
    Action.UPHOLD: Closure.UPHELD,
}

# Built once: they run with every change.
_CASE = select(Case).where(col(Case.id) == bindparam("case_id")).with_for_update()
_DONE = select(Entry).where(
    col(Entry.case_id) == bindparam("case_id"), col(Entry.cause) == bindparam("cause")
)

_HAND_ON = (
    update(Attachment)
    .where(col(Attachment.draft_id) == bindparam("draft"))
    .values(case_id=bindparam("to_case"), entry_id=bindparam("to_entry"))
)


def move(session: LedgerSession, action: Action, order: Order, to: Target | None = None) -> Done:
    """Take `action` on a case; `to` is who has it afterwards, where that changes.

    One history entry, the clocks and the notices come with it. A second time with the same cause nothing happens and
    the first result is returned.

    Raises:
        NotFound: there is no such case, or the actor may not know of it.
        Stale: the card that was pressed is out of date; nothing changes.
        NotAllowed: the lifecycle table does not have it.
    """
    if done := find_done(session, order):
        return done
    case = lock_case(session, order.case_id)
    parts = parts_of(session, case, order.by) if case else frozenset()
    if case is None or not parts:
        raise NotFound(what="这个问题")
    if order.turn is not None and order.turn != case.turn:
        raise Stale(number=case.number)
    decision = decide(action, parts, facts_of(session, case, order.by, order.now))
    if decision is None:
        raise NotAllowed(action=action.label, number=case.number)
    entry = _change(session, case, action, order, decision, to)
    tell(session, case, entry)
    done = done_by(case, entry)
    _leave_no_orphan(session, case, order)
    return done


def lock_case(session: LedgerSession, case_id: int) -> Case | None:
    """A case that nobody else changes until the end of the transaction."""
    return session.exec(_CASE, params={"case_id": case_id}).first()


def find_done(session: LedgerSession, order: Order) -> Done | None:
    """What this order did already, if it was carried out before."""
    entry = session.exec(_DONE, params={"case_id": order.case_id, "cause": order.cause}).first()
    return done_by(session.get_one(Case, order.case_id), entry) if entry else None


def _change(
    session: LedgerSession, case: Case, action: Action, order: Order, decision: Decision, to: Target | None
) -> Entry:
    came_from, held_by = case.state, (case.handler_id, case.department_id)
    case.state = decision.to
    _hand_over(case, to)
    _note_outcome(case, action, order)
    changed = (came_from, held_by) != (case.state, (case.handler_id, case.department_id))
    case.turn += changed
    entry = record(session, case, action, order, decision, came_from)
    run_clocks(session, case, entry, anew=changed)
    return entry


def _hand_over(case: Case, to: Target | None) -> None:
    if case.state is State.RETURNED:
        case.handler_id = case.department_id = None
    elif to:
        case.handler_id, case.department_id = to.person_id, to.department_id


def _note_outcome(case: Case, action: Action, order: Order) -> None:
    if action is Action.RESOLVE:
        case.resolved_at, case.result = order.now, order.result
    elif action is Action.RATE:
        case.rating = order.rating
    elif action in _CLOSURES:
        case.closed_at, case.closure = order.now, _CLOSURES[action]
    elif action in (Action.DENY, Action.REOPEN, Action.UNRESOLVE):
        case.denials += action is not Action.UNRESOLVE
        case.resolved_at = case.result = case.closed_at = case.closure = case.rating = None


def record(
    session: LedgerSession,
    case: Case,
    action: Action,
    order: Order,
    decision: Decision,
    came_from: State | None,
) -> Entry:
    """Write the history entry of a change just made, and give it the attachments of its draft."""
    entry = Entry(
        case_id=case.id,
        cause=order.cause,
        at=order.now,
        actor_id=order.by,
        part=decision.part,
        action=action,
        from_state=came_from,
        to_state=case.state,
        turn=case.turn,
        handler_id=case.handler_id,
        department_id=case.department_id,
        visible=order.visible,
        text=order.text,
        result=order.result,
        reason=order.reason,
        rating=order.rating,
        self_approved=decision.self_approved,
    )
    session.add(entry)
    session.flush()
    if order.draft_id is not None:
        session.change(_HAND_ON, draft=order.draft_id, to_case=case.id, to_entry=entry.id)
    return entry


def _leave_no_orphan(session: LedgerSession, case: Case, order: Order) -> None:
    """Where an act leads back to a handler who is gone, the case goes on to 专班 in the same change."""
    if case.state in (State.SUBMITTED, State.IN_PROGRESS) and not handler_lives(session, case):
        gone = Order(
            case_id=order.case_id, by=None, now=order.now, cause=f"{order.cause}:gone", visible=False
        )
        move(session, Action.HANDLER_GONE, gone)


def done_by(case: Case, entry: Entry) -> Done:
    """What an order did, as its entry tells."""
    return Done(
        case_id=case.id,
        number=case.number,
        entry_id=entry.id,
        action=entry.action,
        state=entry.to_state,
        turn=entry.turn,
    )
