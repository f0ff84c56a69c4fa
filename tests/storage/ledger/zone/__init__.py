"""A small zone to try the ledger on: three enterprises, who looks after them, a department, 专班, a leader.

What a test does not say is filled in; what it says stands in the test.
"""

from tests.storage.ledger.zone.people import Who, chat_of, populate
from tests.storage.ledger.zone.present import CaseNow, ClockNow, EntryNow
from tests.storage.ledger.zone.times import LONG_AGO, SHANGHAI, START, local
from tests.storage.ledger.zone.zone import Zone

__all__ = [
    "LONG_AGO",
    "SHANGHAI",
    "START",
    "CaseNow",
    "ClockNow",
    "EntryNow",
    "Who",
    "Zone",
    "chat_of",
    "local",
    "populate",
]
