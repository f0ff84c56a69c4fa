"""A ledger with as many cases as the bench wants, filled in bulk: one case is opened as people open it, then copied."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import select

from storage.database import Ledger, LedgerSession
from storage.ledger.cases import NewCase, open_case
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind
from storage.tables import Outbox, Person, Role, RoleKind, Source
from tests.benchmarks.zone import OFFICE_DAY, POLICY, make_zone

ENTERPRISES = 50
NOT_SOON = OFFICE_DAY + timedelta(days=3650)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A ledger whose cases from `first` on, `ripe` of them, have steps to be taken as soon as they are due."""

    path: Path
    first: int
    ripe: int

    def open(self) -> Ledger:
        """The ledger, to be closed."""
        return Ledger(f"sqlite:///{self.path}", POLICY)

    def make_due(self, start: int, count: int, at: datetime) -> None:
        """So many of the ripe cases, from the one in this place on, are to be looked at since `at`."""
        assert start + count <= self.ripe
        first = self.first + start
        with sqlite3.connect(self.path) as database:
            database.execute(
                'UPDATE "case" SET next_action_at = ? WHERE id BETWEEN ? AND ?',
                (_stored(at), first, first + count - 1),
            )
        database.close()


def fill(folder: Path, *, cases: int, ripe: int) -> Filled:
    """Make a ledger of so many open cases, all due in a far future; `ripe` of them with all their clocks."""
    folder.mkdir()
    path = make_zone(folder, ENTERPRISES)
    ledger = Ledger(f"sqlite:///{path}", POLICY)
    template = ledger.write_now(_open_one)
    ledger.close()
    database = sqlite3.connect(path, isolation_level=None)
    # Nothing is lost if the machine stops while it is filled: it is filled again.
    for pragma in ("synchronous=OFF", "cache_size=-200000", "temp_store=MEMORY"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    first = template + 1
    database.execute('UPDATE "case" SET next_action_at = ?', (_stored(NOT_SOON),))
    _copy_case(database, template, first, cases)
    _copy_parts(database, "entry", template, first, cases)
    _copy_parts(database, "clock", template, first, ripe)
    _copy_parts(database, "clock", template, first + ripe, cases - ripe, only=ClockKind.RESOLVE)
    database.execute("COMMIT")
    database.execute("ANALYZE")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return Filled(path=path, first=first, ripe=ripe)


def _open_one(session: LedgerSession) -> int:
    contact = session.exec(select(Role).where(Role.kind == RoleKind.CONTACT)).first()
    assert contact is not None
    assert contact.enterprise_id is not None
    new = NewCase(
        cause="draft:0",
        draft_id=0,
        enterprise_id=contact.enterprise_id,
        opened_by_id=session.get_one(Person, contact.person_id).id,
        reporter_id=contact.person_id,
        source=Source.CHAT,
        category="utilities",
        urgency=Urgency.NORMAL,
        text="车间变压器跳闸，生产受影响",
        now=OFFICE_DAY,
    )
    done = open_case(session, new)
    for notice in session.exec(select(Outbox)):
        notice.done_at = OFFICE_DAY
    return done.case_id


def _copy_case(database: sqlite3.Connection, template: int, first: int, count: int) -> None:
    new = {"id": "n", "number": "'ZQ-' || n", "cause": "'bench:' || n"}
    _copy(database, "case", new, f"id = {template}", first, count)


def _copy_parts(
    database: sqlite3.Connection,
    table: str,
    template: int,
    first: int,
    count: int,
    *,
    only: ClockKind | None = None,
) -> None:
    which = f"case_id = {template}" + (f" AND kind = '{only.value}'" if only else "")
    _copy(database, table, {"id": "NULL", "case_id": "n"}, which, first, count)


def _copy(
    database: sqlite3.Connection, table: str, new: dict[str, str], which: str, first: int, count: int
) -> None:
    """Copy rows once for each number from `first` on; `new` says which columns are what, with `n` the number."""
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    values = ", ".join(new.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    numbers = (
        f"WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers LIMIT {count})"
    )
    # In the order of the numbers, so that every index grows at its end.
    database.execute(
        f'{numbers} INSERT INTO "{table}" ({names}) '
        f'SELECT {values} FROM numbers CROSS JOIN (SELECT * FROM "{table}" WHERE {which})'
    )


def _stored(at: datetime) -> str:
    """An instant as the tables have it."""
    return at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
