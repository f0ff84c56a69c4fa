"""The roster: what its sheets hold, and what makes them a valid one."""

from storage.rules.roster.changes import SheetChanges, compare
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

__all__ = [
    "EXAMPLE_MARK",
    "LAYOUT",
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
    "compare",
    "problem_at",
    "read_roster",
]
