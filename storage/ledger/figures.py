"""What happened in a period, counted by the database from the history as it stood at the period's end.

An event counts by its own date, a case once a period. What a later event does to a row that is read here is known:
a rest moves only a due time that had not passed when it began, 撤回办结 takes back the stop of a clock; neither
makes late what was in time, nor in time what was late.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_
from sqlalchemy import case as sql_case
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.digest_days import Period
from storage.rules.rates import Counts
from storage.rules.words import Action, ClockKind, Rating, State
from storage.tables import Clock, Entry

_OUTSIDE = (State.DECLINED, State.WITHDRAWN, State.MERGED)
_RESOLUTIONS = (Action.RESOLVE, Action.UNRESOLVE)
_AGAIN = (Action.DENY, Action.REOPEN)
_CONFIRMED = (Action.CONFIRM, Action.CONFIRM_FOR)
_CONTENT = (Rating.SATISFIED, Rating.FAIRLY)


def count_events(session: LedgerSession, period: Period) -> Counts:
    """All that the rates are made of."""
    accepted, accepted_in_time = _acceptances(session, period)
    replies_due, replied_in_time = _replies(session, period)
    resolutions_due, resolved_in_time = _resolutions(session, period)
    answered, confirmed = _last_of(session, period, (*_CONFIRMED, *_AGAIN), col(Entry.action).in_(_CONFIRMED))
    _, resolved = _last_of(session, period, _RESOLUTIONS, col(Entry.action) == Action.RESOLVE)
    redone, _ = _last_of(session, period, _AGAIN)
    rated, content = _last_of(session, period, (Action.RATE,), col(Entry.rating).in_(_CONTENT))
    return Counts(
        opened=_opened(session, period),
        accepted=accepted,
        accepted_in_time=accepted_in_time,
        acceptances_missed=_acceptances_missed(session, period),
        replies_due=replies_due,
        replied_in_time=replied_in_time,
        resolutions_due=resolutions_due,
        resolved_in_time=resolved_in_time,
        resolved=resolved,
        answered=answered,
        confirmed=confirmed,
        redone=redone,
        rated=rated,
        content=content,
    )


def state_at(case_id: Any, at: datetime) -> ScalarSelect[State]:
    """The state of a case as the history stood at a time, as a column of an outer query."""
    before = aliased(Entry)
    query = select(before.to_state).where(before.case_id == case_id, before.at < at)
    return query.order_by(col(before.id).desc()).limit(1).correlate_except(before).scalar_subquery()


def _within(moment: Any, period: Period) -> ColumnElement[bool]:
    return and_(moment >= period.since, moment < period.until)


def _counts(case_id: Any, period: Period) -> ColumnElement[bool]:
    return state_at(case_id, period.until).not_in(_OUTSIDE)


def _opened(session: LedgerSession, period: Period) -> int:
    query = select(func.count()).where(Entry.action == Action.OPEN, _within(col(Entry.at), period))
    return session.exec(query).one()


def _acceptances(session: LedgerSession, period: Period) -> tuple[int, int]:
    """签收 of the period, and how many of them came in time."""
    in_time = sql_case((col(Entry.at) <= col(Clock.due_at), 1))
    query = (
        select(func.count(), func.count(in_time))
        .select_from(Entry)
        .join(Clock, and_(col(Clock.case_id) == Entry.case_id, col(Clock.stopped_at) == Entry.at))
        .where(
            Entry.action == Action.ACCEPT,
            Clock.kind == ClockKind.ACCEPT,
            _within(col(Entry.at), period),
            _counts(col(Entry.case_id), period),
        )
    )
    accepted, timely = session.exec(query).one()
    return accepted, timely


def _acceptances_missed(session: LedgerSession, period: Period) -> int:
    """Clocks of 签收 that went past their due time in the period, and were not ended by 签收 in it."""
    accepted = select(Entry.id).where(
        Entry.case_id == col(Clock.case_id),
        Entry.action == Action.ACCEPT,
        Entry.at == col(Clock.stopped_at),
        Entry.at < period.until,
    )
    query = select(func.count()).where(
        Clock.kind == ClockKind.ACCEPT,
        _within(col(Clock.due_at), period),
        _ran_past_due(),
        ~accepted.exists(),
        _counts(col(Clock.case_id), period),
    )
    return session.exec(query).one()


def _replies(session: LedgerSession, period: Period) -> tuple[int, int]:
    """First replies due in the period, and how many of them came in time."""
    in_time = sql_case((col(Clock.stopped_at) <= col(Clock.due_at), 1))
    query = select(func.count(), func.count(in_time)).where(
        Clock.kind == ClockKind.FIRST_REPLY,
        _within(col(Clock.due_at), period),
        _counts(col(Clock.case_id), period),
    )
    due, timely = session.exec(query).one()
    return due, timely


def _resolutions(session: LedgerSession, period: Period) -> tuple[int, int]:
    """办结 due in the period, a case by its last due time, and how many of them came in time."""
    resolved_in_time = _resolved_at(period) <= col(Clock.due_at)
    later = aliased(Clock)
    superseded = select(later.id).where(
        later.case_id == col(Clock.case_id),
        later.kind == ClockKind.RESOLVE,
        col(later.id) > col(Clock.id),
        _within(col(later.due_at), period),
    )
    rested = and_(col(Clock.resting_since).is_not(None), col(Clock.resting_since) <= col(Clock.due_at))
    query = select(func.count(), func.count(sql_case((resolved_in_time, 1)))).where(
        Clock.kind == ClockKind.RESOLVE,
        _within(col(Clock.due_at), period),
        # What ended otherwise before it was due, as by 维持办结, was not due any more.
        or_(resolved_in_time, and_(_ran_past_due(), ~rested)),
        ~superseded.exists(),
        _counts(col(Clock.case_id), period),
    )
    due, timely = session.exec(query).one()
    return due, timely


def _resolved_at(period: Period) -> ScalarSelect[datetime | None]:
    """When what a clock of 办结 measures was resolved, as it stood at the period's end; NULL if taken back."""
    again, word = aliased(Clock), aliased(Entry)
    next_round = (
        select(func.min(again.began_at))
        .where(
            again.case_id == col(Clock.case_id),
            again.kind == ClockKind.RESOLVE,
            col(again.id) > col(Clock.id),
        )
        .correlate_except(again)
        .scalar_subquery()
    )
    query = select(sql_case((col(word.action) == Action.RESOLVE, col(word.at)))).where(
        word.case_id == col(Clock.case_id),
        col(word.action).in_(_RESOLUTIONS),
        word.at >= col(Clock.began_at),
        word.at < period.until,
        or_(next_round.is_(None), word.at < next_round),
    )
    return query.order_by(col(word.id).desc()).limit(1).correlate_except(word).scalar_subquery()


def _ran_past_due() -> ColumnElement[bool]:
    return or_(col(Clock.stopped_at).is_(None), col(Clock.stopped_at) > col(Clock.due_at))


def _last_of(
    session: LedgerSession,
    period: Period,
    actions: tuple[Action, ...],
    which: ColumnElement[bool] | None = None,
) -> tuple[int, int]:
    """Cases with one of these actions in the period, and those of them whose last one is such."""
    last = (
        select(func.max(Entry.id))
        .where(col(Entry.action).in_(actions), _within(col(Entry.at), period))
        .group_by(col(Entry.case_id))
    )
    such = func.count() if which is None else func.count(sql_case((which, 1)))
    query = select(func.count(), such).where(col(Entry.id).in_(last), _counts(col(Entry.case_id), period))
    cases, chosen = session.exec(query).one()
    return cases, chosen
