"""What one person may see of a case: values for cards and events, with times in the district's zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import select

from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.agenda import colour_of_clock
from storage.ledger.case_rows import clocks_of, files_of, history_of
from storage.ledger.case_view import CaseView, ClockView, EntryView, FileView
from storage.ledger.parts import facts_of, parts_of
from storage.rules.disclosure import reads_in_full
from storage.rules.lifecycle import allowed
from storage.rules.masking import mask
from storage.rules.words import Action, Part
from storage.tables import (
    Case,
    Clock,
    Department,
    Enterprise,
    Entry,
    Person,
)

SHOWN_ENTRIES = 3


def look(
    session: LedgerSession,
    case_id: int,
    person_id: int,
    now: datetime,
    *,
    skip: int = 0,
    show: int = SHOWN_ENTRIES,
    reminders: bool = False,
) -> CaseView:
    """A case as this person sees it, with its last `show` entries after leaving out the newest `skip`.

    `reminders`: those of the sweep among them; on a card they would hide what people did.

    Raises:
        NotFound: it is not there, or they may not know of it.
    """
    case, parts = _known(session, case_id, person_id)
    history = history_of(session, case_id)
    told = [entry for entry in history if _may_read(entry, parts)]
    if not reminders:
        told = [entry for entry in told if entry.action is not Action.REMIND]
    end = max(len(told) - skip, 0)
    return _view(session, case, parts, person_id, now, history, shown=told[max(end - show, 0) : end])


def find_number(session: LedgerSession, number: str) -> int:
    """The id of the case with this number; whether one may see it is asked by `look`.

    Raises:
        NotFound: no case has it.
    """
    case = session.exec(select(Case).where(Case.number == number.strip().upper())).first()
    if case is None:
        raise NotFound(what="这个问题")
    return case.id


def look_at_entry(
    session: LedgerSession, entry_id: int, person_id: int, now: datetime
) -> tuple[CaseView, EntryView]:
    """An entry and its case as they stood then, and what this person may do now.

    Raises:
        NotFound: it is not there, they may not know of the case, or the entry is internal.
    """
    entry, case, parts = _known_entry(session, entry_id, person_id)
    history = history_of(session, case.id)
    until_then = [one.action for one in history if one.id <= entry.id]
    then = replace(
        _view(session, case, parts, person_id, now, history, at=entry.at),
        state=entry.to_state,
        denials=until_then.count(Action.DENY) + until_then.count(Action.REOPEN),
        returns=until_then.count(Action.RETURN),
    )
    return then, entry_view(session, entry, in_full=then.in_full)


def look_at_files(session: LedgerSession, entry_id: int, person_id: int) -> tuple[FileView, ...]:
    """The attachments of an entry.

    Raises:
        NotFound: as in `look_at_entry`.
    """
    entry, _, _ = _known_entry(session, entry_id, person_id)
    return _files(session, entry)


def _known(session: LedgerSession, case_id: int, person_id: int) -> tuple[Case, frozenset[Part]]:
    case = session.get(Case, case_id)
    parts = parts_of(session, case, person_id) if case else frozenset()
    if case is None or not parts:
        raise NotFound(what="这个问题")
    return case, parts


def _known_entry(
    session: LedgerSession, entry_id: int, person_id: int
) -> tuple[Entry, Case, frozenset[Part]]:
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(what="这条记录")
    case, parts = _known(session, entry.case_id, person_id)
    if not _may_read(entry, parts):
        raise NotFound(what="这条记录")
    return entry, case, parts


def _may_read(entry: Entry, parts: frozenset[Part]) -> bool:
    """The enterprise reads what is visible to it; everybody else who has a part reads all."""
    return entry.visible or parts != {Part.CONTACT}


def _view(
    session: LedgerSession,
    case: Case,
    parts: frozenset[Part],
    person_id: int,
    now: datetime,
    history: Sequence[Entry],
    *,
    shown: Iterable[Entry] = (),
    at: datetime | None = None,
) -> CaseView:
    """`at`: with the clocks that ran after what happened then."""
    readable = [entry for entry in history if _may_read(entry, parts)]
    reporter = session.get(Person, case.reporter_id) if case.reporter_id else None
    handler = session.get(Person, case.handler_id) if case.handler_id else None
    facts = facts_of(session, case, person_id, now)
    in_full = reads_in_full(parts, facts, confidential=case.confidential)
    return CaseView(
        id=case.id,
        number=case.number,
        turn=case.turn,
        enterprise=session.get_one(Enterprise, case.enterprise_id).name,
        category=session.policy.category(case.category).label,
        urgency=case.urgency,
        source=case.source,
        confidential=case.confidential,
        text=case.text if in_full else mask(case.text),
        needed_by=case.needed_by and _local(session, case.needed_by),
        state=case.state,
        reporter_name=reporter.name if reporter else None,
        reporter_phone=reporter.phone if reporter else None,
        handler_name=handler.name if handler else None,
        handler_phone=handler.phone if handler else None,
        department=_department(session, case.department_id),
        received_at=_local(session, case.received_at),
        result=case.result,
        closure=case.closure,
        rating=case.rating,
        denials=case.denials,
        returns=sum(entry.action is Action.RETURN for entry in readable),
        clocks=_clocks(session, case, now, at),
        entries=tuple(entry_view(session, entry, in_full=in_full) for entry in shown),
        entry_count=len(readable),
        files=_files(session, history[0]),
        parts=parts,
        actions=allowed(parts, facts),
        in_full=in_full,
    )


def entry_view(session: LedgerSession, entry: Entry, *, in_full: bool) -> EntryView:
    """An entry as people read it; `in_full`: with the personal data in it."""
    actor = session.get(Person, entry.actor_id) if entry.actor_id else None
    handler = session.get(Person, entry.handler_id) if entry.handler_id else None
    reason = session.policy.decline_reason(entry.reason) if entry.reason else None
    return EntryView(
        id=entry.id,
        at=_local(session, entry.at),
        action=entry.action,
        part=entry.part,
        actor_name=actor.name if actor else None,
        from_state=entry.from_state,
        to_state=entry.to_state,
        turn=entry.turn,
        handler_name=handler.name if handler else None,
        department=_department(session, entry.department_id),
        visible=entry.visible,
        text=entry.text if in_full else mask(entry.text),
        result=entry.result,
        reason=reason.label if reason else None,
        rating=entry.rating,
        self_approved=entry.self_approved,
        files=_files(session, entry),
    )


def _local(session: LedgerSession, at: datetime) -> datetime:
    return at.astimezone(session.policy.timezone)


def _department(session: LedgerSession, department_id: int | None) -> str | None:
    department = session.get(Department, department_id) if department_id else None
    return department.name if department else None


def _clocks(
    session: LedgerSession, case: Case, now: datetime, at: datetime | None = None
) -> tuple[ClockView, ...]:
    """The clocks that run now, or ran after what happened `at`; their colours are those of now."""
    clocks = sorted(clocks_of(session, case.id), key=lambda clock: clock.due_at)
    return tuple(
        ClockView(
            kind=clock.kind,
            due_at=_local(session, clock.due_at),
            estimated=clock.estimated,
            resting=clock.resting_since is not None,
            colour=colour_of_clock(session, clock, case.urgency, now),
        )
        for clock in clocks
        if _ran(clock, at)
    )


def _ran(clock: Clock, at: datetime | None) -> bool:
    if clock.stopped_at is None:
        return at is None or clock.began_at <= at
    return at is not None and clock.began_at <= at < clock.stopped_at


def _files(session: LedgerSession, entry: Entry) -> tuple[FileView, ...]:
    return tuple(
        FileView(
            kind=file.kind,
            file_id=file.file_id,
            name=file.name,
            latitude=file.latitude,
            longitude=file.longitude,
            copied_to=file.copied_to,
        )
        for file in files_of(session, entry)
    )
