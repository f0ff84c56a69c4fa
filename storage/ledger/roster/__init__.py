"""Bringing the people and enterprises of the ledger in line with a roster."""

from storage.ledger.roster.errors import BadRoster, EndingMany
from storage.ledger.roster.importing import import_roster, plan_import
from storage.ledger.roster.report import ImportReport, NotJoined

__all__ = ["BadRoster", "EndingMany", "ImportReport", "NotJoined", "import_roster", "plan_import"]
