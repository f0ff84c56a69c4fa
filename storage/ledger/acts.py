"""What can be done to a case, a verb each. All of them change it through `move`, and raise what that raises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Final, Protocol

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import Incomplete, NotAllowed, NotFound
from storage.ledger.move import find_done, move
from storage.ledger.parts import handler_lives, is_liaison_of, may_have, parts_of
from storage.ledger.values import Done, Order, Target
from storage.rules.words import Action, State
from storage.tables import Attachment, Case


class Act(Protocol):
    """How every act is called."""

    def __call__(self, session: LedgerSession, order: Order) -> Done:
        """Carry the order out."""


def _once(act: Act) -> Act:
    """For an act that looks at the ledger before it moves: what was done stays done, however that looks now."""

    @wraps(act)
    def carry_out(session: LedgerSession, order: Order) -> Done:
        return find_done(session, order) or act(session, order)

    return carry_out


@_once
def accept_case(session: LedgerSession, order: Order) -> Done:
    """签收: the handler takes the case on; a 成员 who does so becomes its handler."""
    case = _case(session, order)
    mine = order.by is not None and is_liaison_of(session, order.by, case.department_id)
    to = Target(person_id=_person(order), department_id=case.department_id if mine else None)
    return move(session, Action.ACCEPT, order, to)


def return_case(session: LedgerSession, order: Order) -> Done:
    """退单: not mine, with a reason that the enterprise is not shown."""
    _need(order.text, "退单理由")
    return move(session, Action.RETURN, _internal(order))


def record_progress(session: LedgerSession, order: Order) -> Done:
    """记进展: a note, 企业可见 or 内部."""
    _need_words(session, order, "进展内容")
    return move(session, Action.PROGRESS, order)


def ask_enterprise(session: LedgerSession, order: Order) -> Done:
    """请企业补充: the clock of 办结 rests until the answer."""
    _need(order.text, "要企业补充什么")
    return move(session, Action.ASK, order)


def answer(session: LedgerSession, order: Order) -> Done:
    """补充: words or files of the enterprise."""
    _need_words(session, order, "补充内容")
    return move(session, Action.ANSWER, order)


def unask(session: LedgerSession, order: Order) -> Done:
    """撤销补充: it is not needed any more."""
    return move(session, Action.UNASK, order)


def resolve_case(session: LedgerSession, order: Order) -> Done:
    """办结: with a result and what was done."""
    _need(order.result, "办理结果")
    _need_words(session, order, "办理情况")
    return move(session, Action.RESOLVE, order)


def unresolve_case(session: LedgerSession, order: Order) -> Done:
    """撤回办结: until the enterprise has answered."""
    return move(session, Action.UNRESOLVE, order)


def confirm_case(session: LedgerSession, order: Order) -> Done:
    """已解决: the enterprise says so."""
    return move(session, Action.CONFIRM, order)


def confirm_case_for(session: LedgerSession, order: Order) -> Done:
    """代确认: 专班 has telephoned; what was said is recorded."""
    _need(order.text, "电话核实情况")
    return move(session, Action.CONFIRM_FOR, order)


def deny_case(session: LedgerSession, order: Order) -> Done:
    """没解决, with a reason: the same change is the 重办."""
    _need_words(session, order, "没解决的情况")
    return move(session, Action.DENY, order)


def reopen_case(session: LedgerSession, order: Order) -> Done:
    """重办: it was closed, and is not solved after all."""
    _need_words(session, order, "重办理由")
    return move(session, Action.REOPEN, order)


@_once
def rate_case(session: LedgerSession, order: Order) -> Done:
    """满意 / 基本满意 / 不满意. A comment may follow once; it keeps the rating that was given."""
    given = _case(session, order).rating
    if given is None:
        _need(order.rating, "评价")
        return move(session, Action.RATE, order)
    if order.rating not in (None, given):
        raise NotAllowed(action=Action.RATE.label)
    _need(order.text, "评价的内容")
    return move(session, Action.RATE, replace(order, rating=given))


def withdraw_case(session: LedgerSession, order: Order) -> Done:
    """撤回: the enterprise does not need it any more."""
    return move(session, Action.WITHDRAW, order)


def urge(session: LedgerSession, order: Order) -> Done:
    """催办: once a working day."""
    return move(session, Action.URGE, order)


@_once
def reassign_case(session: LedgerSession, order: Order) -> Done:
    """改派: to an officer or a department; a confidential case only within 专班."""
    if order.target is None:
        raise Incomplete(what="改派给谁")
    if not may_have(session, _case(session, order), order.target.person_id, order.target.department_id):
        raise NotFound(what="这位承办人")
    return move(session, Action.REASSIGN, order, order.target)


def take_case(session: LedgerSession, order: Order) -> Done:
    """自办: 专班 handles it itself."""
    return move(session, Action.TAKE, order, Target(person_id=_person(order)))


@_once
def decline_case(session: LedgerSession, order: Order) -> Done:
    """不予受理, only for a listed reason."""
    if order.reason is None or session.policy.decline_reason(order.reason) is None:
        raise Incomplete(what="不予受理的理由")
    return move(session, Action.DECLINE, order)


def uphold_case(session: LedgerSession, order: Order) -> Done:
    """维持办结, after the third 没解决, with a reason."""
    _need(order.text, "维持办结的理由")
    return move(session, Action.UPHOLD, order)


def leave_handler(session: LedgerSession, order: Order) -> Done:
    """The handler is gone: the case goes to 待改派."""
    return move(session, Action.HANDLER_GONE, _internal(order))


def end_asking(session: LedgerSession, order: Order) -> Done:
    """The enterprise has not answered in time: back to the handler."""
    return move(session, Action.ANSWER_OVERDUE, order)


def close_unconfirmed(session: LedgerSession, order: Order) -> Done:
    """The enterprise has not said whether it is solved: 已销号, 未确认."""
    return move(session, Action.CLOSE_UNCONFIRMED, order)


def note_reminder(session: LedgerSession, order: Order) -> Done:
    """提醒: a step of the ladder was taken; the text says which."""
    return move(session, Action.REMIND, _internal(order))


def reckon(session: LedgerSession, order: Order) -> Done:
    """重算时限: what was 预计 has become certain; the text says what it is now."""
    return move(session, Action.RECKON, order)


ACTS: Final[dict[Action, Act]] = {
    Action.ACCEPT: accept_case,
    Action.RETURN: return_case,
    Action.PROGRESS: record_progress,
    Action.ASK: ask_enterprise,
    Action.ANSWER: answer,
    Action.UNASK: unask,
    Action.RESOLVE: resolve_case,
    Action.UNRESOLVE: unresolve_case,
    Action.CONFIRM: confirm_case,
    Action.CONFIRM_FOR: confirm_case_for,
    Action.DENY: deny_case,
    Action.REOPEN: reopen_case,
    Action.RATE: rate_case,
    Action.WITHDRAW: withdraw_case,
    Action.URGE: urge,
    Action.REASSIGN: reassign_case,
    Action.TAKE: take_case,
    Action.DECLINE: decline_case,
    Action.UPHOLD: uphold_case,
    Action.HANDLER_GONE: leave_handler,
    Action.ANSWER_OVERDUE: end_asking,
    Action.CLOSE_UNCONFIRMED: close_unconfirmed,
    Action.REMIND: note_reminder,
    Action.RECKON: reckon,
}


def release_cases(session: LedgerSession, *, person_id: int, now: datetime, cause: str) -> list[Done]:
    """Somebody has left an office: the cases that they had in it go to 待改派.

    One that waits for the enterprise stays, and follows when it comes back to a handler who is gone.
    """
    query = select(Case).where(
        Case.handler_id == person_id, col(Case.state).in_([State.SUBMITTED, State.IN_PROGRESS])
    )
    return [
        leave_handler(session, Order(case_id=case.id, by=None, now=now, cause=cause))
        for case in session.exec(query.order_by(col(Case.id))).all()
        if not handler_lives(session, case)
    ]


def _case(session: LedgerSession, order: Order) -> Case:
    case = session.get(Case, order.case_id)
    if case is None or not parts_of(session, case, order.by):
        raise NotFound(what="这个问题")
    return case


def _person(order: Order) -> int:
    if order.by is None:
        raise NotAllowed(action=Action.ACCEPT.label)
    return order.by


def _internal(order: Order) -> Order:
    return replace(order, visible=False)


def _need(value: object, what: str) -> None:
    if not value or (isinstance(value, str) and not value.strip()):
        raise Incomplete(what=what)


def _need_words(session: LedgerSession, order: Order, what: str) -> None:
    """Words, or a file that speaks for itself."""
    if order.draft_id is not None:
        files = select(Attachment.id).where(Attachment.draft_id == order.draft_id)
        if session.exec(files).first() is not None:
            return
    _need(order.text, what)
