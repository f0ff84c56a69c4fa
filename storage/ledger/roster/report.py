"""What an import does, or would do, and what it leaves to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.rules.policy import Policy
from storage.rules.roster import (
    ContactRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PersonRow,
    Power,
    Roster,
    SheetChanges,
)
from storage.tables import Person, RoleKind


@dataclass(frozen=True, kw_only=True)
class NotJoined:
    """Somebody in the roster who has no Telegram account here yet, and in whose name they would be here."""

    name: str
    kinds: tuple[RoleKind, ...]
    belongs_to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """The outcome of an import, or of its dry run."""

    applied: bool
    sheets: tuple[SheetChanges, ...]
    without_lead: tuple[str, ...]  # names of enterprises without 负责人
    without_department: tuple[str, ...]  # categories that no department takes, so 专班 gets them
    not_joined: tuple[NotJoined, ...]
    released: tuple[str, ...] = ()  # numbers of the cases that went to 待改派

    @property
    def ended(self) -> int:
        """How many rows end, over all sheets; what `end` has to say when it `ends_many`."""
        return sum(len(sheet.ended) for sheet in self.sheets)

    @property
    def ends_many(self) -> bool:
        """Whether more than 5 % of a sheet end."""
        return any(sheet.ends_many for sheet in self.sheets)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return all(sheet.is_empty for sheet in self.sheets)

    @property
    def not_joined_by_kind(self) -> dict[RoleKind, list[NotJoined]]:
        """Who has not joined, by role; somebody with several stands in each. A role without anybody is left out."""
        by_kind = {kind: [one for one in self.not_joined if kind in one.kinds] for kind in RoleKind}
        return {kind: people for kind, people in by_kind.items() if people}


def kind_of(row: PersonRow) -> RoleKind:
    """As what a row names a person."""
    match row:
        case ContactRow():
            return RoleKind.CONTACT
        case OfficerRow():
            return RoleKind.OFFICER
        case LiaisonRow():
            return RoleKind.LIAISON
        case ManagerRow(power=Power.MANAGER):
            return RoleKind.MANAGER
        case _:
            return RoleKind.LEADER


def without_department(roster: Roster, policy: Policy) -> tuple[str, ...]:
    """The labels of categories that no department of the roster takes."""
    taken = frozenset().union(*roster.departments().values())
    return tuple(category.label for category in policy.categories if category.code not in taken)


def not_joined(roster: Roster, people: Mapping[str, Person]) -> tuple[NotJoined, ...]:
    """Everybody whom the roster names and who has not joined, once each; `people` by phone."""
    rows: dict[str, list[PersonRow]] = {}
    for row in roster.people():
        person = people.get(row.phone)
        if person is None or person.telegram_id is None:
            rows.setdefault(row.phone, []).append(row)
    names = {row.code: row.name for row in roster.enterprises}
    return tuple(
        NotJoined(
            name=of_one[0].name,
            kinds=tuple(dict.fromkeys(kind_of(row) for row in of_one)),
            belongs_to=tuple(dict.fromkeys(filter(None, (_belongs_to(row, names) for row in of_one)))),
        )
        for of_one in rows.values()
    )


def _belongs_to(row: PersonRow, enterprises: Mapping[str, str]) -> str:
    match row:
        case ContactRow():
            return enterprises[row.code]
        case LiaisonRow():
            return row.department
        case OfficerRow() | ManagerRow():
            return row.organisation
        case _:
            return ""
