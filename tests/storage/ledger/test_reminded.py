"""Who is reminded at the moment of sending: duty list, members, leaders, and who telephones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage.ledger.outbox import dispatch
from storage.ledger.values import Target
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from tests.storage.ledger.sweeping import reminders, sweep, walk
from tests.storage.ledger.zone import Zone


def reminded(zone: Zone, audience: Audience) -> list[tuple[str, bool]]:
    """Who gets the newest reminder to an audience, and whether in place of another."""
    row = [row for row in zone.run(reminders) if row.audience is audience][-1]
    found = zone.run(dispatch, row.id, zone.now)
    return [(zone.who.name_of(one.to.person_id), one.to.stands_in) for one in found.parcels]


@pytest.fixture
def duty(zone: Zone) -> Iterator[None]:
    """The policy's duty list: somebody of 专班, somebody who has left, a number that nobody has."""
    policy = zone.ledger.policy
    phones = ("13800000012", "13800000007", "13900000000")
    with zone.under(replace(policy, district=replace(policy.district, duty_phones=phones))):
        yield


def sweep_critical(zone: Zone) -> None:
    zone.open(urgency=Urgency.CRITICAL)
    sweep(zone)


@pytest.mark.usefixtures("duty")
def test_reminded_duty_list(zone: Zone) -> None:
    zone.leave_office(zone.who.other_officer)
    sweep_critical(zone)

    assert reminded(zone, Audience.DUTY) == [("manager2", False)]


@pytest.mark.usefixtures("duty")
def test_reminded_duty_list_of_a_confidential_case_is_of_the_managers(zone: Zone) -> None:
    case_id = zone.open(urgency=Urgency.CRITICAL, confidential=True)
    zone.act(Action.REASSIGN, case_id, zone.who.manager, target=Target(person_id=zone.who.manager))
    sweep(zone)

    assert reminded(zone, Audience.DUTY) == [("manager2", False)]


def test_reminded_managers_without_a_duty_list(zone: Zone) -> None:
    sweep_critical(zone)

    assert reminded(zone, Audience.DUTY) == [("manager", False), ("manager2", False)]


def test_reminded_members_beside_the_handler(zone: Zone) -> None:
    sweep_critical(zone)
    walk(zone, "2026-11-24 11:00")

    assert reminded(zone, Audience.MEMBERS) == [("member", False), ("member2", False)]
    assert reminded(zone, Audience.HANDLER) == [("lead", False)]


def test_reminded_other_liaisons_of_the_department(zone: Zone) -> None:
    zone.give_to_department(zone.open(urgency=Urgency.CRITICAL))
    walk(zone, "2026-11-24 11:00")

    assert reminded(zone, Audience.MEMBERS) == [("liaison2", False)]


def test_reminded_leaders(zone: Zone) -> None:
    zone.at(State.RETURNED)
    walk(zone, "2026-11-26 09:00")

    assert reminded(zone, Audience.LEADERS) == [("leader", False)]


@pytest.mark.parametrize(
    ("state", "telephone"),
    [(State.RESOLVED, ["manager", "manager2"]), (State.NEEDS_INFO, ["lead"])],
)
def test_reminded_who_telephones_an_enterprise_of_which_nobody_has_joined(
    zone: Zone, state: State, telephone: list[str]
) -> None:
    zone.at(state)
    for name in ("reporter", "colleague"):
        zone.set_person(getattr(zone.who, name), telegram_id=None, consented_at=None)
    walk(zone, "2026-11-27 09:00")

    assert reminded(zone, Audience.CONTACTS) == [(name, True) for name in telephone]
