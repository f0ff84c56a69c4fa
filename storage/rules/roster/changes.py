"""What a new roster changes in the present one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any, Final

from storage.rules.roster.rows import Roster, Row, SheetName

# Ending more than one in twenty rows of a sheet (5 %) is asked about.
ONE_IN: Final = 20


@dataclass(frozen=True, kw_only=True)
class SheetChanges:
    """The changes of one sheet; `before` is the number of its rows that were in force."""

    name: SheetName
    before: int
    added: Sequence[Row]
    changed: Sequence[tuple[Row, Row]]  # as it is, as it will be
    ended: Sequence[Row]

    @property
    def ends_many(self) -> bool:
        """Whether more than 5 % of the sheet would end."""
        return len(self.ended) * ONE_IN > self.before

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.ended)


def compare(present: Roster, new: Roster) -> tuple[SheetChanges, ...]:
    """For each sheet what is added, changed and ended; rows are the same when their keys are."""
    return tuple(_compare(name, present.sheet(name), new.sheet(name)) for name in SheetName)


def fingerprint(sheets: Sequence[SheetChanges]) -> str:
    """Tells whether two comparisons came to the same changes; 64 characters."""
    said = [
        [
            sheet.name,
            [_said(row) for row in sheet.added],
            [[_said(old), _said(new)] for old, new in sheet.changed],
            [_said(row) for row in sheet.ended],
        ]
        for sheet in sheets
    ]
    # A set has another order in every process.
    return sha256(json.dumps(said, default=sorted).encode()).hexdigest()


def _said(row: Row) -> list[Any]:
    return [getattr(row, field.name) for field in fields(row) if field.compare]


def _compare(name: SheetName, present: Sequence[Row], new: Sequence[Row]) -> SheetChanges:
    old = {row.key: row for row in present}
    keys = {row.key for row in new}
    return SheetChanges(
        name=name,
        before=len(present),
        added=[row for row in new if row.key not in old],
        changed=[(old[row.key], row) for row in new if row.key in old and old[row.key] != row],
        ended=[row for row in present if row.key not in keys],
    )
