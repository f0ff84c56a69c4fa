"""Events at the other end: in reply to the card, to whom, and with what sound."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.rules.urgency import Urgency
from storage.rules.words import Action
from tests.bot.delivery.conftest import NUMBER, Post
from tests.bot.virtual_time import VirtualTime

EVENING = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 22:00 in Changchun


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
