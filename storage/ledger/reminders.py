"""Reminders: released together, checked again when they are sent, and what is read in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, update

from storage.database import LedgerSession
from storage.ledger.agenda import colour_of_clock, silence
from storage.ledger.case_rows import history_of
from storage.ledger.notices import HELD, HELD_URGENT
from storage.ledger.parts import parts_of
from storage.rules.colour import Colour
from storage.rules.masking import mask
from storage.rules.step_names import kind_of_step
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind
from storage.tables import Case, Clock, Department, Enterprise, Outbox, Person

_RELEASE = (
    update(Outbox)
    .where(col(Outbox.done_at).is_(None), col(Outbox.not_before).in_(bindparam("held", expanding=True)))
    .values(not_before=bindparam("now"))
    .execution_options(synchronize_session=False)
)


def release_reminders(session: LedgerSession, now: datetime, *, only_urgent: bool = False) -> int:
    """Let out what a sweep has decided, all at once; how many. Idempotent.

    Until then they are held, so that what one person is to hear goes out as one message, also when the sweep was
    broken off in between.

    `only_urgent`: those that ring at any hour (特急), since others are still to be decided.
    """
    held = [HELD_URGENT] if only_urgent else [HELD_URGENT, HELD]
    return session.exec(_RELEASE, params={"held": held, "now": now}).rowcount


def is_moot(session: LedgerSession, reminder: Outbox) -> bool:
    """Whether what was to be reminded of has been done, or rests, since the reminder was decided."""
    clock, code = _clock_and_code(session, reminder)
    if clock.stopped_at or clock.resting_since:
        return True
    number = code.partition(":")[2]
    if kind_of_step(code) != "quiet":
        return False
    assert reminder.case_id is not None
    since = silence(history_of(session, reminder.case_id))
    return since is not None and int(since.timestamp()) > int(number)


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """What somebody is reminded of in one case, its personal data masked; times in the district's zone."""

    notice_id: int
    case_id: int
    number: str
    enterprise: str
    urgency: Urgency
    colour: Colour  # of the clock
    text: str
    handler: str | None  # with the department in front
    handler_phone: str | None
    topic: str
    kind: ClockKind
    audience: Audience
    since: datetime  # since when it is waited for
    due_at: datetime
    is_late: bool  # that is past
    estimated: bool
    may_open: bool  # the case is theirs to look at


def view_reminder(
    session: LedgerSession, notice_id: int, person_id: int | None, now: datetime
) -> ReminderView:
    """A reminder as it is to be told to somebody now."""
    notice = session.get_one(Outbox, notice_id)
    case = session.get_one(Case, notice.case_id)
    clock, code = _clock_and_code(session, notice)
    since = clock.began_at
    if kind_of_step(code) == "quiet":
        since = datetime.fromtimestamp(int(code.partition(":")[2]), tz=session.policy.timezone)
    handler = session.get(Person, case.handler_id) if case.handler_id else None
    return ReminderView(
        notice_id=notice_id,
        case_id=case.id,
        number=case.number,
        enterprise=session.get_one(Enterprise, case.enterprise_id).name,
        urgency=case.urgency,
        colour=colour_of_clock(session, clock, case.urgency, now),
        text=mask(case.text),
        handler=_named(session, case, handler),
        handler_phone=handler.phone if handler else None,
        topic=notice.topic,
        kind=clock.kind,
        audience=notice.audience,
        since=since.astimezone(session.policy.timezone),
        due_at=clock.due_at.astimezone(session.policy.timezone),
        is_late=clock.due_at < now,
        estimated=clock.estimated,
        may_open=person_id is not None and bool(parts_of(session, case, person_id)),
    )


def _named(session: LedgerSession, case: Case, handler: Person | None) -> str | None:
    if handler is None:
        return None
    department = session.get(Department, case.department_id) if case.department_id else None
    return f"{department.name} {handler.name}" if department else handler.name


def _clock_and_code(session: LedgerSession, reminder: Outbox) -> tuple[Clock, str]:
    facts = reminder.facts or {}
    return session.get_one(Clock, facts["clock"]), facts["code"]
