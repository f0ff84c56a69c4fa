"""Wording the notices that a 日报 made, when they are sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from handlers.digest.wording import report_message, tasks_message
from handlers.render import Message
from storage.database import LedgerSession
from storage.ledger import digest, standing
from storage.ledger.digest_hours import TASKS, days_of
from storage.ledger.outbox import Parcel

TASKS_SHOWN: Final = 12


def word_digest(session: LedgerSession, parcel: Parcel, now: datetime) -> Message | None:
    """A 日报 as it was stored, or what its addressee has to do today; None where it has been overtaken."""
    day = date.fromisoformat((parcel.notice.facts or {})["day"])
    if not digest.is_newest_report(session, day):
        return None
    if parcel.notice.topic == TASKS:
        return _word_tasks(session, parcel, now)
    report = digest.stored_report(session, day)
    return report_message(report) if report else None


def _word_tasks(session: LedgerSession, parcel: Parcel, now: datetime) -> Message | None:
    """What is due today or overdue as it is now; nothing, where all of it has been done meanwhile."""
    assert parcel.to.person_id is not None
    tomorrow = days_of(session).midnight(session.calendar.local_date(now) + timedelta(days=1))
    tasks = standing.tasks_of(session, parcel.to.person_id, now, until=tomorrow, limit=TASKS_SHOWN)
    return tasks_message(tasks.lines, tasks.total) if tasks.total else None
