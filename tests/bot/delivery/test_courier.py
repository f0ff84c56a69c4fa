"""Events, cards and kept prompts, as they come out at the other end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.sandbox import Call, Fault
from bot.sandbox.refusals import bad_request
from storage.database import LedgerSession
from storage.ledger import notices, outbox
from storage.rules.urgency import Urgency
from storage.rules.words import Action
from storage.tables import Card, Case, Outbox, RoleKind
from tests.bot.delivery.conftest import Post
from tests.bot.virtual_time import VirtualTime

NUMBER = "ZQ261124-001"
EVENING = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 22:00 in Changchun


def want_cards(session: LedgerSession, case_id: int, now: datetime) -> None:
    notices.want_cards(session, session.get_one(Case, case_id), now)


def cards(session: LedgerSession, case_id: int) -> list[tuple[int, int, bool]]:
    rows = session.exec(select(Card).where(Card.case_id == case_id).order_by(col(Card.chat_id)))
    return [(card.chat_id, card.message_id, card.live) for card in rows]


def forget_what_is_shown(session: LedgerSession, case_id: int) -> None:
    for card in session.exec(select(Card).where(Card.case_id == case_id)):
        card.rendered = "something else"


@pytest.fixture
async def shown(post: Post) -> int:
    """A case whose card the 负责人 has."""
    post.everybody()
    case_id = post.zone.open()
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 待签收"]
    return case_id


# Cards


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


# Events


async def test_event_replies_to_the_card_in_its_chat(post: Post, shown: int) -> None:
    card = post.last(post.who.lead)
    post.zone.act(Action.URGE, shown, post.who.reporter)
    await post.deliver()
    event = post.last(post.who.lead)
    assert event.text == f"{NUMBER} 企业催办\n示例汽车部件有限公司\n办结：12月15日（周二）17:30前"
    assert event.reply_to is card


async def test_event_whose_card_was_deleted_comes_all_the_same(post: Post, shown: int) -> None:
    post.sandbox.world.delete(post.last(post.who.lead))
    post.zone.act(Action.URGE, shown, post.who.reporter)
    await post.deliver()
    texts = post.texts(post.who.lead)
    assert sorted(texts) == sorted([f"{NUMBER} · 待签收", f"{NUMBER} 企业催办"])


async def test_event_is_not_told_to_who_did_it_but_the_enterprise_gets_its_receipt(
    post: Post, shown: int
) -> None:
    post.zone.act(Action.URGE, shown, post.who.reporter)
    post.zone.act(Action.WITHDRAW, shown, post.who.reporter)
    await post.deliver()
    assert post.texts(post.who.reporter)[-2:] == [f"{NUMBER} 已催办", f"{NUMBER} 已撤回"]
    assert post.texts(post.who.lead)[1:] == [f"{NUMBER} 企业催办", f"{NUMBER} 企业已撤回，不用再办"]


# Sound


def silence(post: Post) -> dict[int, bool]:
    """Whether the first message to each person was silent."""
    heard = {person_id: person.heard() for person_id, person in post._people.items()}
    return {person_id: messages[0].silent for person_id, messages in heard.items() if messages}


async def test_sound_in_office_hours_is_for_who_is_told_first(post: Post) -> None:
    post.everybody()
    post.zone.open()
    await post.deliver()
    assert silence(post) == {post.who.reporter: False, post.who.colleague: True, post.who.lead: False}


class TestEvening:
    @pytest.fixture
    def time(self) -> VirtualTime:
        return VirtualTime(EVENING, flies=True)

    async def test_sound_at_night_is_only_for_the_answer_to_ones_own_act(self, post: Post) -> None:
        post.everybody()
        post.zone.open()
        await post.deliver()
        assert silence(post) == {post.who.reporter: False, post.who.colleague: True, post.who.lead: True}

    async def test_sound_at_night_when_it_is_critical(self, post: Post) -> None:
        post.everybody()
        post.zone.open(urgency=Urgency.CRITICAL)
        await post.deliver()
        assert set(silence(post).values()) == {False}


# Kept prompts


def prompt_row(session: LedgerSession) -> tuple[bool, str | None]:
    row = session.exec(select(Outbox).where(col(Outbox.key).startswith("prompt:"))).one()
    return row.done_at is not None, row.dropped


def keep(post: Post, text: str, keyboard: Any = None) -> None:
    chat_id = post.person(post.who.reporter).id
    facts = {"text": text, "keyboard": keyboard}
    post.run(outbox.keep_prompt, chat_id=chat_id, facts=facts, now=post.time.clock())


async def test_prompt_that_was_kept_comes_with_its_buttons(post: Post) -> None:
    keep(post, "请看一下<b>预览</b>", {"inline_keyboard": [[{"text": "提交", "callback_data": "draft:1"}]]})
    await post.deliver()
    message = post.last(post.who.reporter)
    assert message.text == "请看一下预览"
    assert [button.text for button in post.person(post.who.reporter).buttons(message)] == ["提交"]
    assert post.run(prompt_row) == (True, None)


async def test_prompt_that_was_kept_may_bring_a_reply_keyboard(post: Post) -> None:
    keep(post, "请选择", {"keyboard": [[{"text": "上报问题"}]], "resize_keyboard": True})
    await post.deliver()
    assert [button.text for button in post.person(post.who.reporter).buttons()] == ["上报问题"]


async def test_prompt_kept_for_more_than_ten_minutes_is_dropped(post: Post) -> None:
    keep(post, "请补充")
    post.time.advance(601)
    await post.deliver()
    assert post.person(post.who.reporter).heard() == []
    assert post.run(prompt_row) == (True, "too old to be answered")


async def test_prompt_kept_later_takes_the_place_of_the_one_before(post: Post) -> None:
    keep(post, "第一步")
    keep(post, "第二步")
    await post.deliver()
    assert post.texts(post.who.reporter) == ["第二步"]


async def test_prompt_kept_while_another_is_on_its_way_comes_after_it(post: Post) -> None:
    keep(post, "第一步")
    later: list[int] = []

    def keep_meanwhile(call: Call) -> bool:
        if not later:
            later.append(1)
            keep(post, "第二步")
        return False

    post.sandbox.fail(Fault(method="sendMessage", when=keep_meanwhile))
    await post.deliver()
    assert post.texts(post.who.reporter) == ["第一步", "第二步"]
    keep(post, "第三步")
    await post.deliver()
    assert post.texts(post.who.reporter) == ["第一步", "第二步", "第三步"]


async def test_prompt_of_an_earlier_step_does_not_come(post: Post) -> None:
    keep(post, "第一步")
    post.time.advance(5)
    chat_id, later = post.person(post.who.reporter).id, post.time.clock()
    post.run(outbox.forget_prompt, chat_id=chat_id, before=later, now=later)
    await post.deliver()
    assert post.person(post.who.reporter).heard() == []
    assert post.run(prompt_row) == (True, "the talk went on")


async def test_prompt_to_who_has_blocked_is_dropped(post: Post) -> None:
    post.person(post.who.reporter).chat.blocked = True
    keep(post, "第一步")
    await post.deliver()
    chat_id = post.person(post.who.reporter).id
    assert post.dropped() == [f"{chat_id}: Forbidden: bot was blocked by the user"]
    assert len(post.calls("sendMessage")) == 1
