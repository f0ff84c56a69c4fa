"""Cards: pending at most once, and for whom."""

from __future__ import annotations

from storage.ledger.notices import want_cards
from storage.ledger.outbox import ShownCard, keep_card, mark_done
from storage.rules.words import Action, State
from storage.tables import Case, NoticeKind
from tests.storage.ledger.notified import MANAGERS, card_chats, card_notice
from tests.storage.ledger.zone import Zone, chat_of


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
