"""Reminders: held until all are decided, and checked again when they are sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.ledger.notices import HELD, HELD_URGENT, bring_what_waits
from storage.ledger.outbox import dispatch
from storage.ledger.reminders import release_reminders
from storage.rules.urgency import Urgency
from storage.rules.words import Action
from tests.storage.ledger.sweeping import follow, reminders, sweep, walk
from tests.storage.ledger.zone import SHANGHAI, Zone, local

# Released together


def test_sweep_killed_before_its_release_loses_nothing(zone: Zone) -> None:
    zone.open()
    zone.now = local("2026-11-26 09:00")
    follow(zone)
    assert {row.not_before for row in zone.run(reminders)} == {HELD}
    zone.later(minutes=5)

    assert sweep(zone) == 2
    assert {row.not_before for row in zone.run(reminders)} == {zone.now}
    assert sweep(zone) == 0


def test_sweep_that_is_under_way_is_not_released_by_who_joins(zone: Zone) -> None:
    zone.open()
    zone.now = local("2026-11-26 09:00")
    zone.open(urgency=Urgency.CRITICAL)
    follow(zone)
    zone.run(bring_what_waits, person_id=zone.who.lead, now=zone.now)

    assert {row.not_before for row in zone.run(reminders)} == {HELD, HELD_URGENT}


def test_release_of_the_urgent_leaves_the_others_held(zone: Zone) -> None:
    ordinary = zone.open()
    zone.now = local("2026-11-26 09:00")
    critical = zone.open(urgency=Urgency.CRITICAL)
    follow(zone)
    assert zone.run(release_reminders, zone.now, only_urgent=True) == 1

    held = {row.case_id: row.not_before for row in zone.run(reminders)}
    assert held == {ordinary: HELD, critical: zone.now}
    assert zone.run(release_reminders, zone.now, only_urgent=True) == 0
    assert zone.run(release_reminders, zone.now) == 2


# Moot


def moot(zone: Zone, case_id: int) -> list[str | None]:
    rows = [row for row in zone.run(reminders) if row.case_id == case_id]
    return [zone.run(dispatch, row.id, zone.now).moot for row in rows]


@pytest.mark.parametrize(
    ("action", "by", "expected"),
    [
        (Action.ACCEPT, "lead", "moot"),
        (Action.WITHDRAW, "reporter", "moot"),
        (Action.URGE, "reporter", None),
    ],
)
def test_reminder_is_moot_when_it_was_done_meanwhile(
    zone: Zone, action: Action, by: str, expected: str | None
) -> None:
    case_id = zone.open()
    walk(zone, "2026-11-25 10:00")
    zone.act(action, case_id, getattr(zone.who, by))

    assert moot(zone, case_id) == [expected]


def test_reminder_of_a_silence_is_moot_after_a_word_or_in_a_rest(zone: Zone) -> None:
    for action in (Action.PROGRESS, Action.ASK):
        case_id = zone.acts(zone.open(), (Action.ACCEPT, zone.who.lead), (Action.PROGRESS, zone.who.lead))
        walk(zone, f"{(zone.now + timedelta(days=8)).astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        assert moot(zone, case_id) == [None]
        zone.act(action, case_id, zone.who.lead)
        assert moot(zone, case_id) == ["moot"]
        zone.act(Action.WITHDRAW, case_id, zone.who.reporter)
