"""Whom a part means when a notice is sent: the handler, else 成员, else 专班; nobody: it waits."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.outbox import Dispatch, dispatch
from storage.ledger.values import Target
from storage.rules.telling import Audience
from storage.rules.words import Action, State
from storage.tables import NoticeKind, Outbox
from tests.storage.ledger.zone import Zone

OUT_OF_REACH: dict[str, dict[str, Any]] = {
    "has not joined": {"telegram_id": None, "joined_at": None, "consented_at": None},
    "has not agreed": {"consented_at": None, "consent_version": None},
    "has blocked the bot": {"unreachable_since": "now"},
}
how = pytest.mark.parametrize("how", list(OUT_OF_REACH))


def cut_off(zone: Zone, how: str, *names: str) -> None:
    for name in names:
        values = {key: zone.now if value == "now" else value for key, value in OUT_OF_REACH[how].items()}
        zone.set_person(getattr(zone.who, name), **values)


def latest(session: LedgerSession, case_id: int, audience: Audience, kind: NoticeKind) -> int:
    query = select(Outbox.id).where(
        Outbox.case_id == case_id, Outbox.audience == audience, Outbox.kind == kind
    )
    return session.exec(query.order_by(col(Outbox.id).desc())).first() or 0


def sent_to(
    zone: Zone, case_id: int, audience: Audience, kind: NoticeKind = NoticeKind.EVENT
) -> list[tuple[str, bool]]:
    """Who gets the latest such notice, and whether in place of another."""
    parcels = dispatched(zone, case_id, audience, kind).parcels
    return [(zone.who.name_of(one.to.person_id), one.to.stands_in) for one in parcels]


def dispatched(zone: Zone, case_id: int, audience: Audience, kind: NoticeKind = NoticeKind.EVENT) -> Dispatch:
    return zone.run(dispatch, zone.run(latest, case_id, audience, kind), zone.now)


def urged(zone: Zone, case_id: int) -> int:
    """Something that the handler should hear."""
    return zone.acts(case_id, (Action.URGE, zone.who.reporter))


# An officer's case


def test_handler_hears_alone(zone: Zone) -> None:
    assert sent_to(zone, urged(zone, zone.open()), Audience.HANDLER) == [("lead", False)]


@how
def test_members_hear_for_a_handler_out_of_reach(zone: Zone, how: str) -> None:
    case_id = urged(zone, zone.open())
    cut_off(zone, how, "lead")

    assert sent_to(zone, case_id, Audience.HANDLER) == [("member", True), ("member2", True)]
    assert sent_to(zone, case_id, Audience.HANDLER, NoticeKind.CARD) == [("member", True), ("member2", True)]


@how
def test_managers_hear_when_members_are_out_of_reach_too(zone: Zone, how: str) -> None:
    case_id = urged(zone, zone.open())
    cut_off(zone, how, "lead", "member", "member2")

    assert sent_to(zone, case_id, Audience.HANDLER) == [("manager", True), ("manager2", True)]


@how
def test_notice_waits_when_nobody_can_be_reached(zone: Zone, how: str) -> None:
    case_id = urged(zone, zone.open())
    cut_off(zone, how, "lead", "member", "member2", "manager", "manager2")

    for kind in (NoticeKind.EVENT, NoticeKind.CARD):
        assert dispatched(zone, case_id, Audience.HANDLER, kind) == Dispatch(parcels=(), waits=True)


def test_notice_finds_who_is_reachable_when_it_is_sent(zone: Zone) -> None:
    case_id = urged(zone, zone.open())
    cut_off(zone, "has blocked the bot", "lead")
    zone.set_person(zone.who.lead, unreachable_since=None)

    assert sent_to(zone, case_id, Audience.HANDLER) == [("lead", False)]


def test_notice_follows_the_case_to_its_next_handler(zone: Zone) -> None:
    case_id = urged(zone, zone.open())
    zone.act(Action.REASSIGN, case_id, zone.who.manager)

    assert sent_to(zone, case_id, Audience.HANDLER) == [("other_officer", False)]
    assert sent_to(zone, case_id, Audience.FORMER) == [("lead", False)]


@pytest.mark.parametrize("ended", [False, True])
def test_handler_who_has_left_hears_nothing_more(zone: Zone, ended: bool) -> None:
    case_id = zone.at(State.RESOLVED)
    zone.act(Action.CONFIRM if ended else Action.ANSWER, case_id, zone.who.reporter)
    zone.leave_office(zone.who.lead)

    assert sent_to(zone, case_id, Audience.HANDLER) == [("member", True), ("member2", True)]


# A department's case


def test_other_liaisons_hear_for_a_liaison_out_of_reach(zone: Zone) -> None:
    case_id = urged(zone, zone.give_to_department(zone.open()))
    assert sent_to(zone, case_id, Audience.HANDLER) == [("liaison", False)]

    cut_off(zone, "has not joined", "liaison")

    # not the officers of the enterprise: it is the department's
    assert sent_to(zone, case_id, Audience.HANDLER) == [("liaison2", True)]


def test_managers_hear_for_a_department_out_of_reach(zone: Zone) -> None:
    case_id = urged(zone, zone.give_to_department(zone.open()))
    cut_off(zone, "has not joined", "liaison", "liaison2")

    assert sent_to(zone, case_id, Audience.HANDLER) == [("manager", True), ("manager2", True)]


# In nobody's hands; confidential


def test_managers_hear_of_what_is_in_nobodys_hands(zone: Zone) -> None:
    case_id = urged(zone, zone.at(State.RETURNED))

    assert sent_to(zone, case_id, Audience.HANDLER) == [("manager", False), ("manager2", False)]


def test_confidential_case_never_falls_to_who_looks_after_the_enterprise(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(
        zone.open(confidential=True), (Action.TAKE, who.manager), (Action.ANSWER, who.reporter)
    )
    assert sent_to(zone, case_id, Audience.HANDLER) == [("manager", False)]

    cut_off(zone, "has blocked the bot", "manager")

    assert sent_to(zone, case_id, Audience.HANDLER) == [("manager2", True)]
    assert sent_to(zone, case_id, Audience.HANDLER, NoticeKind.CARD) == [("manager2", True)]
    cut_off(zone, "has blocked the bot", "manager2")
    assert dispatched(zone, case_id, Audience.HANDLER) == Dispatch(parcels=(), waits=True)


# The enterprise


def test_enterprise_hears_reporter_first(zone: Zone) -> None:
    case_id = zone.open(opened_by_id=zone.who.lead, reporter_id=zone.who.colleague)

    assert sent_to(zone, case_id, Audience.CONTACTS) == [("colleague", False), ("reporter", False)]


@how
def test_enterprise_hears_by_whoever_can_be_reached(zone: Zone, how: str) -> None:
    case_id = zone.open(opened_by_id=zone.who.lead)
    cut_off(zone, how, "reporter")

    (parcel,) = dispatched(zone, case_id, Audience.CONTACTS).parcels

    assert (zone.who.name_of(parcel.to.person_id), parcel.to.first) == ("colleague", True)


@pytest.mark.parametrize(
    ("cut", "telephone"),
    [
        ((), ["lead"]),
        (("lead",), ["member", "member2"]),
        (("lead", "member", "member2"), ["manager", "manager2"]),
    ],
)
def test_handler_telephones_an_enterprise_out_of_reach(
    zone: Zone, cut: tuple[str, ...], telephone: list[str]
) -> None:
    case_id = zone.at(State.RESOLVED)
    cut_off(zone, "has not joined", "reporter", "colleague", *cut)

    assert sent_to(zone, case_id, Audience.CONTACTS) == [(name, True) for name in telephone]


def test_enterprise_of_a_confidential_case_is_its_reporter(zone: Zone) -> None:
    case_id = zone.acts(zone.open(confidential=True), (Action.TAKE, zone.who.manager))
    assert sent_to(zone, case_id, Audience.CONTACTS) == [("reporter", False)]

    cut_off(zone, "has blocked the bot", "reporter")

    assert sent_to(zone, case_id, Audience.CONTACTS) == [("manager", True)]


def test_contact_whose_role_has_ended_is_no_contact(zone: Zone) -> None:
    case_id = zone.open()
    zone.leave_office(zone.who.reporter)

    assert sent_to(zone, case_id, Audience.CONTACTS) == [("colleague", False)]


# 专班


def test_managers_hear_all_of_them_but_who_did_it(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(zone.at(State.RETURNED), (Action.REASSIGN, who.manager))
    zone.act(Action.RETURN, case_id, who.other_officer)
    assert sent_to(zone, case_id, Audience.MANAGERS) == [("manager", False), ("manager2", False)]

    zone.acts(case_id, (Action.REASSIGN, who.manager2))
    zone.act(Action.REASSIGN, case_id, who.manager2, target=Target(person_id=who.manager))
    zone.act(Action.RETURN, case_id, who.manager)
    assert sent_to(zone, case_id, Audience.MANAGERS) == [("manager2", False)]


def test_notice_to_a_former_handler_out_of_reach_is_moot(zone: Zone) -> None:
    case_id = zone.acts(zone.open(), (Action.ACCEPT, zone.who.member))
    assert sent_to(zone, case_id, Audience.FORMER) == [("lead", False)]

    cut_off(zone, "has blocked the bot", "lead")

    assert dispatched(zone, case_id, Audience.FORMER) == Dispatch(parcels=(), moot="nobody is meant")
