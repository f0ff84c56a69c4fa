"""Milestones: each is reached once."""

from __future__ import annotations

from datetime import timedelta

from storage.ledger.milestones import FIRST_START, milestone, reach
from tests.storage.ledger.zone import START, Zone


def test_milestone_keeps_its_first_time(zone: Zone) -> None:
    assert zone.run(milestone, FIRST_START) is None
    assert zone.run(reach, FIRST_START, START) == START
    assert zone.run(reach, FIRST_START, START + timedelta(days=1)) == START
    assert zone.run(milestone, FIRST_START) == START
