"""What an import has left in the ledger."""

from __future__ import annotations

from typing import TypeVar

from sqlmodel import SQLModel, select

from storage.database import Ledger, LedgerSession
from storage.ledger.roster import ImportReport
from storage.ledger.roster.present import read_present
from storage.rules.roster import Roster, Row, SheetName
from storage.tables import Person, metadata

Table = TypeVar("Table", bound=SQLModel)


def everything(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with ledger.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in metadata.sorted_tables
        }


def by_sheet(roster: Roster) -> dict[str, set[Row]]:
    """Its rows, in no order."""
    return {name: set(roster.sheet(name)) for name in SheetName}


def in_force(ledger: Ledger) -> dict[str, set[Row]]:
    """The rows of the ledger that have not ended, by sheet."""
    return by_sheet(ledger.read_now(lambda session: read_present(session).roster))


def stored(ledger: Ledger, table: type[Table]) -> list[Table]:
    """Every row of a table, the ended ones too."""

    def read(session: LedgerSession) -> list[Table]:
        found = list(session.exec(select(table)))
        session.expunge_all()
        return found

    return ledger.read_now(read)


def person_id(ledger: Ledger, name: str) -> int:
    """Who has this name."""
    return next(person.id for person in stored(ledger, Person) if person.name == name)


def counts(report: ImportReport) -> dict[str, tuple[int, int, int]]:
    """Added, changed, ended of every sheet that changes."""
    return {
        sheet.name: (len(sheet.added), len(sheet.changed), len(sheet.ended))
        for sheet in report.sheets
        if not sheet.is_empty
    }
