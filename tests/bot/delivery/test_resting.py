"""Resting and ending: what is due later waits, and what is in hand is finished."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.sandbox import Call, Fault
from tests.bot.delivery.conftest import Post


async def test_delivery_is_idle_when_nothing_is_due_and_nothing_under_way(post: Post) -> None:
    assert await post.delivery.idle() is True
    post.everybody()
    post.zone.open()
    assert await post.delivery.idle() is False
    await post.deliver()
    assert await post.delivery.idle() is True


async def test_delivery_leaves_alone_what_is_due_later(post: Post) -> None:
    post.everybody()
    post.tell(post.who.manager, now=post.time.clock() + timedelta(hours=1))
    await post.deliver()
    assert post.sent() == []
    post.time.advance(3600)
    await post.deliver()
    assert post.sent() == [("long_stop", post.who.manager)]


async def test_delivery_that_is_stopped_ends_what_is_in_hand_and_begins_nothing(post: Post) -> None:
    post.everybody()
    for _ in range(2):
        post.zone.open()
    stops: list[asyncio.Task[None]] = []

    def stop(call: Call) -> bool:
        if not stops:
            stops.append(asyncio.create_task(post.delivery.stop(5)))
        return False

    post.sandbox.fail(Fault(method="sendMessage", when=stop))
    await post.until(lambda: bool(stops))
    await stops[0]
    taken = sorted(post.chats())
    assert len(taken) < 6
    assert post.sent() == sorted(("open", person) for person, text in taken if text.startswith("✅"))
    assert len(post.waiting()) >= 2

    await post.restart()
    await post.deliver()
    assert len(post.chats()) == 6, "nothing lost, nothing doubled"


async def test_delivery_that_is_stopped_does_not_wait_for_a_retry(post: Post) -> None:
    post.time.flies = False
    post.everybody()
    stops: list[asyncio.Task[None]] = []

    def stop(call: Call) -> bool:
        stops.append(asyncio.create_task(post.delivery.stop(60)))
        return True

    post.sandbox.fail(Fault(method="sendMessage", when=stop, cut=True))
    post.tell(post.who.manager)
    await post.until(lambda: bool(stops))
    async with asyncio.timeout(5):
        await stops[0]
    assert post.waiting() == ["long_stop"]
