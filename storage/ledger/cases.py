"""Opening a case (上报, 代上报)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import Incomplete, NotAllowed, NotFound
from storage.ledger.clocks import start_clocks
from storage.ledger.move import done_by, find_done, record
from storage.ledger.notices import tell
from storage.ledger.parts import can_handle, parts_of, speaks_for
from storage.ledger.values import Done, Order
from storage.rules.lifecycle import Facts, decide
from storage.rules.routing import Assigned, first_handler
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import Assignment, Case, Counter, Duty, Source


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A problem as it was submitted. `cause` is its draft; `reporter_id` the contact it is for, if one is known."""

    cause: str
    draft_id: int | None  # whose attachments go with it
    enterprise_id: int
    opened_by_id: int
    reporter_id: int | None
    source: Source
    category: str
    urgency: Urgency
    text: str
    now: datetime
    confidential: bool = False  # 找专班
    emergency: bool = False  # 险情: 专班 hears of it at once, beside the handler and the duty list
    needed_by: datetime | None = None  # 企业希望


def open_case(session: LedgerSession, new: NewCase) -> Done:
    """Record a problem: the case, its first entry, its clocks and the notices, in one change.

    The same cause again returns the case that is there.

    Raises:
        Incomplete: there is no text.
        NotAllowed: the person neither speaks for nor looks after this enterprise.
        NotFound: the reporter is no contact of it.
    """
    if found := session.exec(select(Case).where(Case.cause == new.cause)).first():
        return _opened_before(session, found, new)
    if not new.text.strip():
        raise Incomplete(what="问题描述")
    case = _new_row(session, new)
    handler_id = None if new.confidential else _handler_for(session, new.enterprise_id)
    facts = Facts(state=None, handler_lives=handler_id is not None)
    # Nobody is the handler yet: a 负责人 who reports for the enterprise does it as one who looks after it.
    decision = decide(Action.OPEN, parts_of(session, case, new.opened_by_id), facts)
    if decision is None:
        raise NotAllowed(action=Action.OPEN.label)
    if new.reporter_id is not None and not speaks_for(session, new.reporter_id, new.enterprise_id):
        raise NotFound(what="这位联系人")
    case.state, case.handler_id = decision.to, handler_id
    session.add(case)
    session.flush()
    order = _order(case, new)
    entry = record(session, case, Action.OPEN, order, decision, None)
    start_clocks(session, case, entry)
    tell(session, case, entry, *([Audience.MANAGERS] if new.emergency else []))
    return done_by(case, entry)


def _opened_before(session: LedgerSession, case: Case, new: NewCase) -> Done:
    done = find_done(session, _order(case, new))
    assert done is not None
    return done


def _order(case: Case, new: NewCase) -> Order:
    return Order(
        case_id=case.id,
        by=new.opened_by_id,
        now=new.now,
        cause=new.cause,
        text=new.text,
        draft_id=new.draft_id,
    )


def _new_row(session: LedgerSession, new: NewCase) -> Case:
    return Case(
        number=_next_number(session, new.now),
        cause=new.cause,
        enterprise_id=new.enterprise_id,
        reporter_id=new.reporter_id,
        opened_by_id=new.opened_by_id,
        source=new.source,
        confidential=new.confidential,
        category=new.category,
        urgency=new.urgency,
        text=new.text,
        needed_by=new.needed_by,
        state=State.RETURNED,
        received_at=new.now,
    )


def _handler_for(session: LedgerSession, enterprise_id: int) -> int | None:
    query = (
        select(Assignment)
        .where(Assignment.enterprise_id == enterprise_id, col(Assignment.until).is_(None))
        .order_by(col(Assignment.id))
    )
    assigned = [
        Assigned(officer_id=row.officer_id, is_lead=row.duty is Duty.LEAD)
        for row in session.exec(query)
        if can_handle(session, row.officer_id)
    ]
    return first_handler(assigned)


def _next_number(session: LedgerSession, now: datetime) -> str:
    """`ZQ261124-001`: the local date and a serial of that day."""
    day = now.astimezone(session.policy.timezone).strftime("%y%m%d")
    counter = session.get(Counter, day, with_for_update=True) or Counter(day=day, last=0)
    counter.last += 1
    session.add(counter)
    return f"ZQ{day}-{counter.last:03d}"
