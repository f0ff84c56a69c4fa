"""What a start and `doctor` say about the state of the service: who is missing, what waits, what could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.inbox import InboxCount, count_updates
from storage.ledger.known import PersonView, people_not_joined
from storage.tables import Assignment, Case, Duty, Enterprise, Outbox, Person, Role, RoleKind, Setback

# Delivery takes seconds; what is older waits for somebody.
WAITS_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The state of the service at one moment."""

    people: int  # in the roster
    not_joined: tuple[PersonView, ...]
    managers_joined: int
    enterprises: int
    without_lead: tuple[str, ...]  # names of enterprises without 负责人
    waiting_notices: int
    setbacks: tuple[str, ...]  # numbers of cases that cannot be followed up
    inbox: InboxCount


def look_over(session: LedgerSession, *, since: datetime, now: datetime) -> Overview:
    """The state of the service now; updates that were set aside, since a time."""
    return Overview(
        people=_people(session),
        not_joined=people_not_joined(session),
        managers_joined=managers_joined(session),
        enterprises=session.exec(
            select(func.count()).select_from(Enterprise).where(col(Enterprise.until).is_(None))
        ).one(),
        without_lead=_without_lead(session),
        waiting_notices=_waiting_notices(session, now),
        setbacks=tuple(
            session.exec(
                select(Case.number).join(Setback, col(Setback.case_id) == col(Case.id)).order_by(col(Case.id))
            )
        ),
        inbox=count_updates(session, since=since),
    )


def managers_joined(session: LedgerSession) -> int:
    """How many of 专班 can be reached; with none of them, what nobody else gets waits."""
    query = (
        select(func.count(func.distinct(Person.id)))
        .join(Role, col(Role.person_id) == Person.id)
        .where(
            Role.kind == RoleKind.MANAGER,
            col(Role.until).is_(None),
            col(Person.telegram_id).is_not(None),
            col(Person.consented_at).is_not(None),
            col(Person.unreachable_since).is_(None),
        )
    )
    return session.exec(query).one()


def _people(session: LedgerSession) -> int:
    return session.exec(
        select(func.count(func.distinct(Role.person_id))).where(col(Role.until).is_(None))
    ).one()


def _without_lead(session: LedgerSession) -> tuple[str, ...]:
    led = select(Assignment.enterprise_id).where(
        Assignment.duty == Duty.LEAD, col(Assignment.until).is_(None)
    )
    query = select(Enterprise.name).where(col(Enterprise.until).is_(None), col(Enterprise.id).not_in(led))
    return tuple(session.exec(query.order_by(col(Enterprise.id))))


def _waiting_notices(session: LedgerSession, now: datetime) -> int:
    query = select(func.count()).select_from(Outbox)
    return session.exec(
        query.where(col(Outbox.done_at).is_(None), Outbox.created_at < now - WAITS_AFTER)
    ).one()
