"""Who joins gets what waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from storage.ledger.notices import welcome
from storage.ledger.outbox import close_unaddressed, dispatch, due_notices
from storage.rules.words import Action, State
from storage.tables import RoleKind
from tests.storage.ledger.notified import MANAGERS, card_chats, card_notice, events_of, outbox, told
from tests.storage.ledger.zone import Zone, local


def waiting(zone: Zone, case_id: int) -> None:
    """Nobody could be reached: the card of the case was put off."""
    card = card_notice(zone, case_id)
    assert zone.run(dispatch, card["id"], zone.now).waits
    zone.run(close_unaddressed, card["id"], patience=local("2027-01-01 00:00") - zone.now, now=zone.now)
    assert card["id"] not in [notice.id for notice in zone.run(due_notices, zone.now)]


def everybody_unreachable(zone: Zone, but: Iterable[int] = ()) -> None:
    who = zone.who
    handling = {who.lead, who.member, who.member2, who.manager, who.manager2}
    zone.unreachable(*(handling - set(but)))


@pytest.mark.parametrize("name", ["lead", "member", "manager"])
def test_welcome_brings_the_open_cards(zone: Zone, name: str) -> None:
    person_id = getattr(zone.who, name)
    case_id = zone.open()
    everybody_unreachable(zone)
    waiting(zone, case_id)

    zone.set_person(person_id, unreachable_since=None)
    zone.run(welcome, person_id=person_id, now=zone.now, cause="inbox:99")

    assert card_notice(zone, case_id)["id"] in [notice.id for notice in zone.run(due_notices, zone.now)]
    assert card_chats(zone, case_id) == {name}


def test_welcome_brings_the_events_that_reached_nobody(zone: Zone) -> None:
    case_id = zone.acts(zone.open(), (Action.URGE, zone.who.reporter))
    everybody_unreachable(zone)
    to_handler = zone.run(events_of, case_id, Action.URGE)[-1]
    zone.run(close_unaddressed, to_handler, patience=timedelta(days=30), now=zone.now)
    assert to_handler not in [notice.id for notice in zone.run(due_notices, zone.now)]

    zone.set_person(zone.who.member, unreachable_since=None)
    zone.run(welcome, person_id=zone.who.member, now=zone.now, cause="inbox:99")

    assert to_handler in [notice.id for notice in zone.run(due_notices, zone.now)]
    assert "member" in told(zone, case_id, Action.URGE)


def test_welcome_asks_for_no_cards_of_cases_that_are_anothers_or_over(zone: Zone) -> None:
    over = zone.at(State.WITHDRAWN)
    anothers = zone.open()

    zone.run(welcome, person_id=zone.who.other_officer, now=zone.now, cause="inbox:99")
    zone.run(welcome, person_id=zone.who.lead, now=zone.now, cause="inbox:100")

    assert card_notice(zone, over)["wanted"] == 2  # 上报, 撤回
    assert card_notice(zone, anothers)["wanted"] == 2  # 上报, and that the 负责人 joined


@pytest.mark.parametrize(
    ("name", "roles"), [("manager", ["manager"]), ("leader", ["leader"]), ("lead", None), ("reporter", None)]
)
def test_welcome_tells_the_managers_of_a_colleague_or_leader(
    zone: Zone, name: str, roles: list[str] | None
) -> None:
    for _ in range(2):  # the update comes twice
        zone.run(welcome, person_id=getattr(zone.who, name), now=zone.now, cause="inbox:99")

    joined = [row for row in zone.run(outbox) if row["topic"] == "joined"]
    assert [row["facts"]["roles"] for row in joined] == ([roles] if roles else [])
    hear = {
        zone.who.name_of(parcel.to.person_id)
        for row in joined
        for parcel in zone.run(dispatch, row["id"], zone.now).parcels
    }
    assert hear == (MANAGERS - {name} if roles else set())


def test_welcome_of_somebody_new_in_the_department(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open()
    order = zone.order(Action.REASSIGN, case_id, who.manager)
    assert order.target is not None
    target = type(order.target)(person_id=who.liaison, department_id=who.department)
    zone.act(Action.REASSIGN, case_id, who.manager, target=target)
    zone.unreachable(who.liaison)
    zone.add_role(who.stranger, RoleKind.LIAISON, department_id=who.department)
    before = card_notice(zone, case_id)["wanted"]

    zone.run(welcome, person_id=who.stranger, now=zone.now, cause="inbox:99")

    assert card_notice(zone, case_id)["wanted"] == before + 1
    assert card_chats(zone, case_id) == {"liaison2", "stranger"}
