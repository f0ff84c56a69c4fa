"""Who hears of what, person by person; cards that are pending once; who joins gets what waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.notices import notify, want_cards, welcome
from storage.ledger.outbox import (
    Parcel,
    ShownCard,
    close_unaddressed,
    dispatch,
    due_notices,
    keep_card,
    mark_done,
)
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import Case, Entry, NoticeKind, Outbox, RoleKind
from tests.storage.ledger.zone import Zone, chat_of, local

CONTACTS = {"reporter", "colleague"}
MANAGERS = {"manager", "manager2"}


def events_of(session: LedgerSession, case_id: int, action: Action) -> list[int]:
    last = select(Entry.id).where(Entry.case_id == case_id, Entry.action == action)
    entry_id = session.exec(last.order_by(col(Entry.id).desc())).first()
    return list(session.exec(select(Outbox.id).where(Outbox.entry_id == entry_id).order_by(col(Outbox.id))))


def parcels_of(zone: Zone, case_id: int, action: Action) -> list[Parcel]:
    """What the last such act sends to whom."""
    notices = zone.run(events_of, case_id, action)
    return [parcel for id_ in notices for parcel in zone.run(dispatch, id_, zone.now).parcels]


def told(zone: Zone, case_id: int, action: Action) -> list[str]:
    return sorted(zone.who.name_of(parcel.to.person_id) for parcel in parcels_of(zone, case_id, action))


def outbox(session: LedgerSession) -> list[dict[str, Any]]:
    return [row.model_dump() for row in session.exec(select(Outbox).order_by(col(Outbox.id)))]


def card_notice(zone: Zone, case_id: int) -> dict[str, Any]:
    (card,) = [row for row in zone.run(outbox) if row["key"] == f"card:{case_id}"]
    return card


def card_chats(zone: Zone, case_id: int) -> set[str]:
    parcels = zone.run(dispatch, card_notice(zone, case_id)["id"], zone.now).parcels
    return {zone.who.name_of(parcel.to.person_id) for parcel in parcels}


# Who hears of what. Who did it hears nothing, unless for the enterprise: that is the receipt.


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


# Cards


def test_card_is_pending_once_however_much_happens(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)

    card = card_notice(zone, case_id)
    assert (card["kind"], card["wanted"], card["done_at"]) == (NoticeKind.CARD, 3, None)


def test_card_asked_for_during_its_delivery_is_not_lost(zone: Zone) -> None:
    case_id = zone.open()
    card = card_notice(zone, case_id)
    zone.act(Action.ACCEPT, case_id, zone.who.lead)

    assert not zone.run(mark_done, card["id"], wanted=card["wanted"], now=zone.now)
    assert card_notice(zone, case_id)["done_at"] is None
    assert zone.run(mark_done, card["id"], wanted=card["wanted"] + 1, now=zone.now)


def test_card_asked_for_after_its_delivery_is_due_again(zone: Zone) -> None:
    case_id = zone.open()
    card = card_notice(zone, case_id)
    zone.run(mark_done, card["id"], wanted=card["wanted"], now=zone.now)
    zone.later(hours=1)

    zone.act(Action.ACCEPT, case_id, zone.who.lead)

    again = card_notice(zone, case_id)
    assert (again["id"], again["done_at"], again["wanted"]) == (card["id"], None, 2)
    assert again["created_at"] == again["not_before"] == zone.now
    assert card_chats(zone, case_id) == {"lead"}


def test_card_goes_to_who_must_have_it_and_to_every_chat_that_has_one(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open()
    shown = ShownCard(message_id=1, rendered="x", live=True)
    zone.run(keep_card, case_id, chat_of(who.lead), shown)
    zone.act(Action.REASSIGN, case_id, who.manager)

    assert card_chats(zone, case_id) == {"lead", "other_officer"}
    zone.run(keep_card, case_id, chat_of(who.manager), shown)
    zone.act(Action.WITHDRAW, case_id, who.reporter)
    assert card_chats(zone, case_id) == {"lead", "manager"}  # shown as over; nobody gets a new one


def test_card_of_a_case_in_nobodys_hands_goes_to_the_managers(zone: Zone) -> None:
    assert card_chats(zone, zone.at(State.RETURNED)) == MANAGERS


def test_want_cards_is_asked_for_by_every_change(zone: Zone) -> None:
    case_id = zone.open()
    zone.run(lambda session: want_cards(session, session.get_one(Case, case_id), zone.now))

    assert card_notice(zone, case_id)["wanted"] == 2


# Who joins gets what waits for them


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
