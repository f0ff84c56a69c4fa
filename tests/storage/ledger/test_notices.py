"""Who hears of what, person by person, and for whom it rings."""

from __future__ import annotations

import pytest

from storage.ledger.notices import notify
from storage.ledger.outbox import dispatch, due_notices
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from tests.storage.ledger.notified import CONTACTS, MANAGERS, card_chats, outbox, parcels_of, told
from tests.storage.ledger.zone import Zone, local

# Who did it hears nothing, unless for the enterprise: that is the receipt


@pytest.mark.parametrize(
    ("state", "action", "by", "hear"),
    [
        (State.SUBMITTED, Action.ACCEPT, "lead", CONTACTS),
        (State.SUBMITTED, Action.ACCEPT, "member", CONTACTS | {"lead"}),
        (State.SUBMITTED, Action.RETURN, "lead", MANAGERS),
        (State.SUBMITTED, Action.REASSIGN, "manager", CONTACTS | {"lead"}),
        (State.SUBMITTED, Action.DECLINE, "manager", CONTACTS | {"lead"}),
        (State.SUBMITTED, Action.WITHDRAW, "reporter", CONTACTS | {"lead"}),
        (State.SUBMITTED, Action.ANSWER, "reporter", CONTACTS | {"lead"}),
        (State.SUBMITTED, Action.URGE, "reporter", CONTACTS | {"lead"}),
        (State.RETURNED, Action.REASSIGN, "manager", CONTACTS),
        (State.RETURNED, Action.TAKE, "manager", CONTACTS),
        (State.RETURNED, Action.DECLINE, "manager", CONTACTS | {"manager2"}),
        (State.RETURNED, Action.URGE, "reporter", CONTACTS | MANAGERS),
        (State.RETURNED, Action.ANSWER, "colleague", CONTACTS | MANAGERS),
        (State.RETURNED, Action.WITHDRAW, "reporter", CONTACTS | MANAGERS),
        (State.IN_PROGRESS, Action.PROGRESS, "lead", CONTACTS),
        (State.IN_PROGRESS, Action.ASK, "lead", CONTACTS),
        (State.IN_PROGRESS, Action.RESOLVE, "lead", CONTACTS),
        (State.IN_PROGRESS, Action.REASSIGN, "manager", CONTACTS | {"lead"}),
        (State.NEEDS_INFO, Action.ANSWER, "reporter", CONTACTS | {"lead"}),
        (State.NEEDS_INFO, Action.UNASK, "lead", CONTACTS),
        (State.NEEDS_INFO, Action.ANSWER_OVERDUE, None, CONTACTS | {"lead"}),
        (State.RESOLVED, Action.CONFIRM, "reporter", CONTACTS | {"lead"}),
        (State.RESOLVED, Action.CONFIRM_FOR, "manager", CONTACTS | {"lead"}),
        (State.RESOLVED, Action.DENY, "reporter", CONTACTS | {"lead"}),
        (State.RESOLVED, Action.DENY, "manager", CONTACTS | {"lead"}),
        (State.RESOLVED, Action.UNRESOLVE, "lead", CONTACTS),
        (State.RESOLVED, Action.CLOSE_UNCONFIRMED, None, CONTACTS | {"lead"}),
        (State.CLOSED, Action.RATE, "reporter", {"lead"}),
        (State.CLOSED, Action.REOPEN, "reporter", CONTACTS | {"lead"}),
    ],
)
def test_told_of_an_act(zone: Zone, state: State, action: Action, by: str | None, hear: set[str]) -> None:
    case_id = zone.at(state)

    zone.act(action, case_id, getattr(zone.who, by) if by else None)

    assert told(zone, case_id, action) == sorted(hear)


def test_told_of_the_opening(zone: Zone) -> None:
    case_id = zone.open()

    assert told(zone, case_id, Action.OPEN) == sorted(CONTACTS)
    assert card_chats(zone, case_id) == {"lead"}


def test_told_of_an_emergency_are_the_managers_too(zone: Zone) -> None:
    case_id = zone.open(urgency=Urgency.CRITICAL, emergency=True)

    assert told(zone, case_id, Action.OPEN) == sorted(CONTACTS | MANAGERS)
    assert card_chats(zone, case_id) == {"lead"}


def test_told_of_a_case_opened_for_the_enterprise(zone: Zone) -> None:
    case_id = zone.open(opened_by_id=zone.who.lead)

    assert told(zone, case_id, Action.OPEN) == sorted(CONTACTS)
    assert card_chats(zone, case_id) == {"lead"}


@pytest.mark.parametrize(
    ("times", "hear"),
    [(1, CONTACTS | {"lead"}), (2, CONTACTS | {"lead"} | MANAGERS), (3, CONTACTS | {"lead"} | MANAGERS)],
)
def test_told_of_the_second_denial_are_the_managers_too(zone: Zone, times: int, hear: set[str]) -> None:
    assert told(zone, zone.denied(times), Action.DENY) == sorted(hear)


def test_told_nobody_of_an_internal_note(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)

    zone.act(Action.PROGRESS, case_id, zone.who.lead, visible=False)

    assert told(zone, case_id, Action.PROGRESS) == []


def test_told_of_a_handler_who_is_gone(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.leave_office(zone.who.lead)
    zone.act(Action.HANDLER_GONE, case_id, None)

    assert told(zone, case_id, Action.HANDLER_GONE) == sorted(MANAGERS)
    assert card_chats(zone, case_id) == MANAGERS


# Loud and silent


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        ("2026-11-24 15:00", {"reporter": True, "colleague": False}),  # the reporter first
        ("2026-11-24 12:30", {"reporter": False, "colleague": False}),  # in the lunch break
        ("2026-11-24 22:00", {"reporter": False, "colleague": False}),
    ],
)
def test_rings_for_the_reporter_in_office_hours(zone: Zone, at: str, rings: dict[str, bool]) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    zone.now = local(at)
    zone.act(Action.RESOLVE, case_id, zone.who.lead)

    parcels = parcels_of(zone, case_id, Action.RESOLVE)
    assert {zone.who.name_of(parcel.to.person_id): parcel.rings for parcel in parcels} == rings


def test_rings_for_who_acted_at_any_hour_and_comes_to_them_first(zone: Zone) -> None:
    zone.now = local("2026-11-24 22:00")
    case_id = zone.open(opened_by_id=zone.who.colleague)

    parcels = parcels_of(zone, case_id, Action.OPEN)
    assert [(zone.who.name_of(one.to.person_id), one.to.first, one.rings) for one in parcels] == [
        ("colleague", True, True),
        ("reporter", False, False),
    ]


def test_rings_for_everybody_at_night_when_it_is_critical(zone: Zone) -> None:
    zone.now = local("2026-11-28 03:00")
    case_id = zone.open(urgency=Urgency.CRITICAL)

    notices = zone.run(due_notices, zone.now)

    assert [notice.urgent for notice in notices] == [True, True]
    rings = [parcel.rings for notice in notices for parcel in zone.run(dispatch, notice.id, zone.now).parcels]
    assert (rings, card_chats(zone, case_id)) == ([True] * 3, {"lead"})


# Keys


def test_keys_tell_entry_and_audience(zone: Zone) -> None:
    case_id = zone.at(State.SUBMITTED)
    zone.act(Action.ACCEPT, case_id, zone.who.member)
    opening, accepting = (entry.id for entry in zone.entries(case_id))

    assert [row["key"] for row in zone.run(outbox)] == [
        f"entry:{opening}:contacts",
        f"card:{case_id}",
        f"entry:{accepting}:contacts",
        f"entry:{accepting}:former",
    ]


def test_notify_the_same_key_twice_is_one_notice(zone: Zone) -> None:
    for facts in ({"name": "示例"}, {"name": "别人"}):
        zone.run(
            notify, key="joined:x", topic="joined", audience=Audience.MANAGERS, now=zone.now, facts=facts
        )

    assert [row["facts"] for row in zone.run(outbox)] == [{"name": "示例"}]
