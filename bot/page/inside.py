"""What goes on inside, for developers: cases with their clocks and history, as the tables have them. Only read."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import SQLModel, col, select

from storage.database import LedgerSession
from storage.ledger.views import find_number
from storage.tables import Case, Clock, Enterprise, Entry, Person

Json = dict[str, Any]

NEWEST: Final = 100


def list_cases(session: LedgerSession) -> list[Json]:
    """The newest cases, each in a line."""
    found = session.exec(
        select(Case, Enterprise.name)
        .join(Enterprise, col(Enterprise.id) == Case.enterprise_id)
        .order_by(col(Case.id).desc())
        .limit(NEWEST)
    )
    return [_line(session, case, enterprise) for case, enterprise in found]


def look_inside(session: LedgerSession, number: str) -> Json:
    """The row of a case, its clocks and its history, in the order in which they came.

    Raises:
        NotFound: there is no such case.
    """
    case_id = find_number(session, number)
    clocks = session.exec(select(Clock).where(Clock.case_id == case_id).order_by(col(Clock.id)))
    history = session.exec(select(Entry).where(Entry.case_id == case_id).order_by(col(Entry.id)))
    names = dict(session.exec(select(Person.id, Person.name)).all())
    return {
        "row": _fields(session.get_one(Case, case_id)),
        "clocks": [_fields(clock) | {"word": clock.kind.label} for clock in clocks],
        "history": [
            _fields(entry) | {"word": entry.action.label, "actor": names.get(entry.actor_id or 0)}
            for entry in history
        ],
    }


def _line(session: LedgerSession, case: Case, enterprise: str) -> Json:
    handler = session.get(Person, case.handler_id) if case.handler_id else None
    return {
        "number": case.number,
        "enterprise": enterprise,
        "text": case.text,
        "state": case.state.label,
        "urgency": case.urgency.label,
        "handler": handler.name if handler else None,
    }


def _fields(row: SQLModel) -> Json:
    return row.model_dump(mode="json")
