"""In which order: as it happened in a chat, the urgent before all else."""

from __future__ import annotations

import asyncio

from storage.rules.urgency import Urgency
from storage.rules.words import Action
from tests.bot.delivery.conftest import Post
from tests.bot.delivery.slow import OneAtATime, one_by_one


async def test_delivery_in_a_chat_follows_the_order_of_what_happened(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    for action in (Action.ACCEPT, Action.PROGRESS, Action.RESOLVE):
        post.zone.later(minutes=1)
        post.zone.act(action, case_id, post.who.lead)
    post.time.advance(3600)

    await post.deliver()

    number = "ZQ261124-001"
    assert post.texts(post.who.reporter) == [
        f"✅ {number} 已收到",
        f"{number} 已签收",
        f"{number} 有新进展",
        f"{number} 已办结：已解决",
    ]
    assert post.waiting() == []


class TestOneAtATime(OneAtATime):
    """One message a second: the order of the slots is seen."""

    async def test_delivery_brings_what_is_urgent_before_all_else(self, post: Post) -> None:
        post.everybody()
        for _ in range(2):
            post.zone.open()
        post.zone.open(urgency=Urgency.CRITICAL)

        await one_by_one(post, messages=9)

        numbers = [text.removeprefix("✅ ").split(" ")[0] for _, text in post.chats()]
        assert numbers[:3] == ["ZQ261124-003"] * 3
        assert sorted(numbers[3:]) == ["ZQ261124-001"] * 3 + ["ZQ261124-002"] * 3

    async def test_delivery_lets_what_became_urgent_overtake_what_waits(self, post: Post) -> None:
        post.everybody()
        for _ in range(3):
            post.zone.open()
        await one_by_one(post, messages=2)
        post.zone.open(urgency=Urgency.CRITICAL)
        post.delivery.wake()
        while sum(taken.notice.urgent for taken in post.delivery._under_way.values()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)  # nothing tells when a notice has been taken up

        await one_by_one(post, messages=12)

        numbers = [text.removeprefix("✅ ").split(" ")[0] for _, text in post.chats()]
        assert "ZQ261124-004" not in numbers[:2]
        assert numbers[2:5] == ["ZQ261124-004"] * 3

    async def test_delivery_tells_who_reported_before_their_colleagues(self, post: Post) -> None:
        post.everybody()
        post.zone.open()
        await one_by_one(post, messages=3)
        people = [person for person, _ in post.chats()]
        assert people == [post.who.reporter, post.who.colleague, post.who.lead]
