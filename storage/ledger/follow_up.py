"""Following up on open cases: what the ladder decides becomes history, notices and the time of the next look.

One transaction a case. What is decided is held until it is released: see `release_reminders`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, delete, select, update

from storage.database import LedgerSession
from storage.ledger.acts import ACTS, leave_handler, note_reminder, reckon
from storage.ledger.agenda import agenda, next_action_at, step_cause
from storage.ledger.clocks import settled
from storage.ledger.milestones import FIRST_START, milestone
from storage.ledger.move import lock_case
from storage.ledger.notices import hold_reminders, notify
from storage.ledger.parts import handler_lives
from storage.ledger.values import Order
from storage.rules.follow_up import FollowUp
from storage.rules.step_names import step_text
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import OPEN_STATES, Action, State
from storage.tables import Case, Setback

_FIRST_RETRY: Final = timedelta(minutes=5)
_LAST_RETRY: Final = timedelta(days=1)

# Built once: with nothing due it is all that a sweep does.
_DUE = (
    select(Case.id)
    .where(col(Case.next_action_at) <= bindparam("now"))
    .order_by(col(Case.urgency) != Urgency.CRITICAL, col(Case.next_action_at), col(Case.id))
    .limit(bindparam("limit"))
)
_FORGET_SETBACK = (
    delete(Setback)
    .where(col(Setback.case_id) == bindparam("case_id"))
    .execution_options(synchronize_session=False)
)
_OPEN = (
    select(Case)
    .where(col(Case.state).in_(OPEN_STATES), col(Case.id) > bindparam("after"))
    .order_by(col(Case.id))
    .limit(bindparam("limit"))
)


def due_cases(session: LedgerSession, now: datetime, *, limit: int = 1000) -> list[int]:
    """The cases that are to be looked at, up to `limit` of them: 特急 first, then the longest due."""
    return list(session.exec(_DUE, params={"now": now, "limit": limit}))


def follow_case(session: LedgerSession, case_id: int, *, now: datetime) -> None:
    """Take every step of a case that is due, each once, and note when the next one is.

    Idempotent: a step is in the history under its cause. Reminders are held until `release_reminders`.
    """
    case = _locked(session, case_id)
    if case.next_action_at is None or case.next_action_at > now:
        return
    if _is_orphan(session, case):
        cause = f"sweep:gone:{case.turn}"
        leave_handler(session, Order(case_id=case_id, by=None, now=now, cause=cause))
    found = agenda(session, case, now)
    while _take(session, case, found.due, now):
        found = agenda(session, case, now)  # other clocks run now
    case.next_action_at = found.next_at
    session.exec(_FORGET_SETBACK, params={"case_id": case_id})


def _locked(session: LedgerSession, case_id: int) -> Case:
    case = lock_case(session, case_id)
    assert case is not None, "cases are never deleted"
    return case


def _is_orphan(session: LedgerSession, case: Case) -> bool:
    """Whether its handler is gone, though nobody has seen it."""
    return case.state in (State.SUBMITTED, State.IN_PROGRESS) and not handler_lives(session, case)


def _take(session: LedgerSession, case: Case, due: Iterable[FollowUp], now: datetime) -> bool:
    """Take the steps in turn up to the first that acts on the case; whether there was one."""
    started_at = milestone(session, FIRST_START)
    for follow_up in due:
        clock, step = follow_up.clock, follow_up.step
        order = Order(case_id=case.id, by=None, now=now, cause=step_cause(clock.id, step.code))
        if step.act:
            ACTS[step.act](session, order)
            return True
        counts = started_at is None or step.at >= started_at
        told = follow_up if counts else replace(follow_up, audiences=())
        done = note_reminder(session, replace(order, text=step_text(told)))
        hold_reminders(session, case, told, entry_id=done.entry_id, now=now)
    return False


def set_case_aside(session: LedgerSession, case_id: int, *, reference: str, now: datetime) -> None:
    """A case could not be followed up: it is tried again, later each time, and 专班 hears of it once.

    `reference`: under which the log says why.
    """
    setback = session.get(Setback, case_id) or Setback(case_id=case_id, times=0, since=now, reference="")
    setback.times, setback.reference = setback.times + 1, reference
    session.add(setback)
    # Not through the row, which may be what cannot be read.
    later = now + min(_FIRST_RETRY * 2 ** min(setback.times - 1, 20), _LAST_RETRY)
    session.exec(update(Case).where(col(Case.id) == case_id).values(next_action_at=later))
    notify(
        session,
        key=f"setback:{case_id}:{setback.since.isoformat()}",
        topic="setback",
        audience=Audience.MANAGERS,
        facts={
            "number": session.exec(select(Case.number).where(Case.id == case_id)).one(),
            "reference": reference,
        },
        now=now,
    )


@dataclass(frozen=True, kw_only=True)
class Review:
    """Some of the open cases: those whose next look is not when it should be; `last`: go on after that one."""

    stale: tuple[int, ...]
    last: int | None


def review_cases(session: LedgerSession, now: datetime, *, after: int = 0, limit: int = 200) -> Review:
    """Compare when the sweep looks at open cases next with what policy and calendar say now. Changes nothing."""
    cases = session.exec(_OPEN, params={"after": after, "limit": limit}).all()
    stale = tuple(case.id for case in cases if _seems_stale(session, case, now))
    return Review(stale=stale, last=cases[-1].id if len(cases) == limit else None)


def _seems_stale(session: LedgerSession, case: Case, now: datetime) -> bool:
    try:
        return _is_stale(session, case, now)
    except SQLAlchemyError:
        raise
    except Exception:
        return True  # that case cannot be read: it fails again where it is set aside for that


def _is_stale(session: LedgerSession, case: Case, now: datetime) -> bool:
    if settled(session, case, now):
        return True
    noted, right = case.next_action_at, _next_look(session, case, now)
    both_due = noted is not None and right is not None and max(noted, right) <= now
    return noted != right and not both_due


def _next_look(session: LedgerSession, case: Case, now: datetime) -> datetime | None:
    return now if _is_orphan(session, case) else next_action_at(session, case, now)


def recompute_next(session: LedgerSession, case_id: int, *, now: datetime) -> None:
    """Note anew when a case is due next, and settle what was 预计 and has become certain. Idempotent."""
    case = _locked(session, case_id)
    if found := settled(session, case, now):
        zone = session.policy.timezone
        lines = [
            f"{clock.kind.label}：{_day(at.astimezone(zone))}（原预计 {_day(clock.due_at.astimezone(zone))}）"
            for clock, at in found
        ]
        cause = step_cause(found[0][0].id, Action.RECKON)
        order = Order(case_id=case_id, by=None, now=now, cause=cause, text="；".join(lines))
        reckon(session, order)
    case.next_action_at = _next_look(session, case, now)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
