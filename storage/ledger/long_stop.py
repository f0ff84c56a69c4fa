"""After a stop longer than Telegram keeps updates: 专班 is told, and people are asked to send again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import union
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import LedgerSession
from storage.ledger.notices import notify
from storage.rules.telling import Audience
from storage.rules.words import OPEN_STATES
from storage.tables import Case, Draft, Inbox, Outbox, Person

# So long Telegram keeps what nobody fetches.
KEPT_BY_TELEGRAM: Final = timedelta(hours=24)
# Who wrote or pressed something in so long before the stop may have done so during it.
IN_TOUCH: Final = timedelta(days=7)
MISSED: Final = "missed"  # the topic of what people are asked


def note_long_stop(session: LedgerSession, *, last_seen: datetime | None, now: datetime) -> bool:
    """If nobody fetched updates for too long, tell 专班 at once and ask people in office hours; whether that was so.

    Asked are those who were in touch lately, have an open draft, or reported or handle an open case. Idempotent: of one
    stop everybody is told once.

    Args:
        session: the unit of work.
        last_seen: when the service is known to have fetched updates last, beside what it received.
        now: the end of the stop.
    """
    latest = session.exec(select(Inbox.received_at).order_by(col(Inbox.id).desc())).first()
    seen = [at for at in (last_seen, latest) if at is not None]
    if not seen or now - max(seen) <= KEPT_BY_TELEGRAM:
        return False
    since = max(seen)
    key = f"long_stop:{since.isoformat()}"
    if session.exec(select(Outbox.id).where(Outbox.key == key)).first() is None:
        notify(session, key=key, topic="long_stop", audience=Audience.MANAGERS, now=now)
        _ask_people(session, since, now)
    return True


def _ask_people(session: LedgerSession, since: datetime, now: datetime) -> None:
    facts = {"since": since.isoformat(), "until": now.isoformat()}
    opening = session.calendar.next_opening(now)
    for person_id in session.exec(_concerned(since)):
        notify(
            session,
            key=f"{MISSED}:{since.isoformat()}:{person_id}",
            topic=MISSED,
            audience=Audience.PERSON,
            person_id=person_id,
            facts=facts,
            now=now,
            not_before=opening,
        )


def _concerned(since: datetime) -> SelectOfScalar[int]:
    """Those who can be reached and of whom something may have been lost."""
    in_touch = (
        select(Person.id)
        .join(Inbox, col(Inbox.lane) == col(Person.telegram_id))
        .where(Inbox.received_at > since - IN_TOUCH)
    )
    writing = select(Draft.person_id).where(col(Draft.ended_at).is_(None))
    is_open = col(Case.state).in_(OPEN_STATES)
    of_cases = (select(Case.reporter_id).where(is_open), select(Case.handler_id).where(is_open))
    return (
        select(Person.id)
        .where(
            col(Person.id).in_(union(in_touch, writing, *of_cases)),
            col(Person.telegram_id).is_not(None),
            col(Person.consented_at).is_not(None),
            col(Person.unreachable_since).is_(None),
        )
        .order_by(col(Person.id))
    )
