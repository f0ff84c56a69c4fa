"""The use cases: look at what a roster would change, and change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from storage.database import LedgerSession
from storage.ledger.acts import release_cases
from storage.ledger.roster.errors import BadRoster, EndingMany
from storage.ledger.roster.present import Present, read_present
from storage.ledger.roster.report import ImportReport, not_joined, without_department
from storage.ledger.roster.writing import Writer
from storage.rules.roster import OfficerRow, Problem, Roster, compare, problem_at
from storage.tables import Person


def plan_import(session: LedgerSession, *, roster: Roster) -> ImportReport:
    """What `import_roster` would do. Changes nothing.

    Raises:
        BadRoster: the roster contradicts what is known.
    """
    present = read_present(session)
    return _report(session, present, roster, _renumbered(present, roster))


def import_roster(
    session: LedgerSession, *, roster: Roster, end: int | None, now: datetime, cause: str
) -> ImportReport:
    """Bring the ledger in line with a roster, as a whole.

    What is listed no longer is ended at `now`; the open cases of who has left office go to 待改派. The same roster
    a second time changes nothing.

    Args:
        session: the unit of work.
        roster: a valid one.
        end: how many rows may end; needed, and exact, if more than 5 % of a sheet do.
        now: from when on it holds.
        cause: what asked for it.

    Raises:
        BadRoster: the roster contradicts what is known.
        EndingMany: more than 5 % of a sheet would end, and `end` is not the number.
    """
    present = read_present(session)
    renumbered = _renumbered(present, roster)
    report = _report(session, present, roster, renumbered)
    if report.ends_many and end != report.ended:
        raise EndingMany(report.sheets)
    for phone, person in renumbered.items():
        person.phone = phone
    left = Writer(session, present, {**present.people, **renumbered}, now).write(roster, report.sheets)
    released = [
        done.number
        for person_id in sorted(left)
        for done in release_cases(session, person_id=person_id, now=now, cause=cause)
    ]
    return replace(report, applied=True, released=tuple(released))


def _report(
    session: LedgerSession, present: Present, roster: Roster, renumbered: dict[str, Person]
) -> ImportReport:
    if problems := tuple(_contradictions(present, roster)):
        raise BadRoster(problems)
    return ImportReport(
        applied=False,
        sheets=compare(present.roster, roster),
        without_lead=tuple(row.name for row in roster.without_lead()),
        without_department=without_department(roster, session.policy),
        not_joined=not_joined(roster, {**present.people, **renumbered}),
    )


def _contradictions(present: Present, roster: Roster) -> Iterator[Problem]:
    """Rows that give a phone to somebody else than the ledger does."""
    for row in roster.people():
        known = present.people.get(row.phone)
        if known is not None and known.name != row.name:
            reason = f"“{row.name}”与台账里的“{known.name}”手机号相同而姓名不同"
            yield problem_at(row.place, row.place.name_column, reason)


def _renumbered(present: Present, roster: Roster) -> dict[str, Person]:
    """Officers known by 工号 and name who have a new phone, by that phone: still the same people, cases and account."""
    officers = {row.job_number: row for row in present.roles if isinstance(row, OfficerRow)}
    listed = {row.phone for row in roster.people()}
    return {
        row.phone: present.people[old.phone]
        for row in roster.officers
        if (old := officers.get(row.job_number)) is not None
        and old.name == row.name
        and old.phone not in listed
        and row.phone not in present.people
    }
