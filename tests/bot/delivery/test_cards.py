"""Cards at the other end: edited in place, sent anew where they are gone, and given up by who has no part any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.sandbox import Call, Fault
from bot.sandbox.refusals import bad_request
from storage.database import LedgerSession
from storage.ledger import notices
from storage.rules.words import Action
from storage.tables import Card, Case, RoleKind
from tests.bot.delivery.conftest import NUMBER, Post


def want_cards(session: LedgerSession, case_id: int, now: datetime) -> None:
    notices.want_cards(session, session.get_one(Case, case_id), now)


def cards(session: LedgerSession, case_id: int) -> list[tuple[int, int, bool]]:
    rows = session.exec(select(Card).where(Card.case_id == case_id).order_by(col(Card.chat_id)))
    return [(card.chat_id, card.message_id, card.live) for card in rows]


def forget_what_is_shown(session: LedgerSession, case_id: int) -> None:
    for card in session.exec(select(Card).where(Card.case_id == case_id)):
        card.rendered = "something else"


async def test_card_is_edited_in_place(post: Post, shown: int) -> None:
    card = post.last(post.who.lead)
    post.zone.act(Action.ACCEPT, shown, post.who.lead)
    await post.deliver()
    assert (card.text.split("\n")[0], card.edits) == (f"{NUMBER} · 办理中", 1)
    assert post.person(post.who.lead).heard() == [card]
    assert [button.text for button in post.person(post.who.lead).buttons(card)][:2] == [
        "记进展",
        "请企业补充",
    ]


async def test_card_that_shows_the_present_already_is_left_alone(post: Post, shown: int) -> None:
    calls = len(post.sandbox.calls)
    post.run(want_cards, shown, post.zone.now)
    await post.deliver()
    assert len(post.sandbox.calls) == calls
    assert post.waiting() == []


async def test_card_not_modified_is_done(post: Post, shown: int) -> None:
    post.run(forget_what_is_shown, shown)
    post.run(want_cards, shown, post.zone.now)
    await post.deliver()
    refused = post.calls("editMessageText")[-1].refusal
    assert refused is not None
    assert "not modified" in refused.description
    assert len(post.texts(post.who.lead)) == 1
    assert post.waiting() == post.dropped() == []


@pytest.mark.parametrize("words", ["message to edit not found", "message can't be edited"])
async def test_card_that_is_gone_comes_anew_and_lives_on(post: Post, shown: int, words: str) -> None:
    lead = post.person(post.who.lead)
    post.sandbox.fail(Fault(method="editMessageText", chat_id=lead.id, refusal=bad_request(words)))
    post.zone.act(Action.ACCEPT, shown, post.who.lead)
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 待签收", f"{NUMBER} · 办理中"]
    assert post.run(cards, shown) == [(lead.id, post.last(post.who.lead).id, True)]

    post.zone.act(Action.RESOLVE, shown, post.who.lead)
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 待签收", f"{NUMBER} · 待确认"]


async def test_card_whose_edit_was_taken_with_a_lost_answer(post: Post, shown: int) -> None:
    post.sandbox.fail(Fault(method="editMessageText", lose_answer=True))
    post.zone.act(Action.ACCEPT, shown, post.who.lead)
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 办理中"]
    assert post.last(post.who.lead).edits == 1


async def test_card_sent_with_a_lost_answer_is_doubled_and_the_later_one_lives(post: Post) -> None:
    post.everybody()
    lead = post.person(post.who.lead)
    post.sandbox.fail(Fault(method="sendMessage", chat_id=lead.id, lose_answer=True))
    case_id = post.zone.open()
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 待签收"] * 2
    post.zone.act(Action.ACCEPT, case_id, post.who.lead)
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 待签收", f"{NUMBER} · 办理中"]


async def test_card_asked_for_again_while_it_is_on_its_way_goes_round_again(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    acted: list[Any] = []

    def act_meanwhile(call: Call) -> bool:
        if not acted:
            acted.append(post.zone.act(Action.ACCEPT, case_id, post.who.lead))
        return False

    post.sandbox.fail(Fault(method="sendMessage", chat_id=post.person(post.who.lead).id, when=act_meanwhile))
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 办理中"]
    assert post.last(post.who.lead).edits == 1
    assert post.waiting() == []


async def test_card_of_who_has_no_part_any_more_says_so_and_comes_back_with_them(
    post: Post, shown: int
) -> None:
    who = post.who
    post.zone.act(Action.RETURN, shown, who.lead)
    await post.deliver()
    card, _ = post.person(who.manager2).heard()
    assert card.text.split("\n")[0] == f"{NUMBER} · 待改派"

    post.zone.leave_office(who.manager2)
    post.run(want_cards, shown, post.zone.now)
    await post.deliver()
    assert card.text == f"{NUMBER}\n此件已不由您办理，后续不再在这里更新。"
    assert card.inline_keyboard == []
    calls = len(post.sandbox.calls)
    post.zone.act(Action.TAKE, shown, who.manager)
    await post.deliver()
    assert not [call for call in post.sandbox.calls[calls:] if call.chat_id == post.person(who.manager2).id]

    post.zone.add_role(who.manager2, RoleKind.MANAGER)
    post.run(want_cards, shown, post.zone.now)
    await post.deliver()
    assert post.last(who.manager2).text.split("\n")[0] == f"{NUMBER} · 办理中"
    assert post.last(who.manager2) is not card
