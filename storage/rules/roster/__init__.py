"""The roster: what its sheets hold, and what makes them a valid one."""

from storage.rules.roster.changes import SheetChanges, compare, fingerprint
from storage.rules.roster.layout import EXAMPLE_MARK, LAYOUT
from storage.rules.roster.problems import Problem, problem_at
from storage.rules.roster.reading import read_roster
from storage.rules.roster.rows import (
    ContactRow,
    Duty,
    EnterpriseKind,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    PersonRow,
    Place,
    Power,
    Roster,
    Row,
    SheetName,
)
from storage.rules.roster.sheets import Sheet
from storage.rules.roster.wording import Change, Sign, count_changes, name_changes

__all__ = [
    "EXAMPLE_MARK",
    "LAYOUT",
    "Change",
    "ContactRow",
    "Duty",
    "EnterpriseKind",
    "EnterpriseRow",
    "LiaisonRow",
    "ManagerRow",
    "OfficerRow",
    "PairRow",
    "PersonRow",
    "Place",
    "Power",
    "Problem",
    "Roster",
    "Row",
    "Sheet",
    "SheetChanges",
    "SheetName",
    "Sign",
    "compare",
    "count_changes",
    "fingerprint",
    "name_changes",
    "problem_at",
    "read_roster",
]
