"""What is marked, when Telegram took it; and what a death in between does."""

from __future__ import annotations

import asyncio

import pytest

from bot.checkpoints import Checkpoint
from storage.rules.words import Action
from tests.bot.delivery.conftest import Post


async def test_delivery_marks_each_chat_when_telegram_took_it(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    post.zone.act(Action.ACCEPT, case_id, post.who.lead)
    await post.deliver()
    assert post.sent() == [
        ("open", post.who.reporter),
        ("open", post.who.colleague),
        ("accept", post.who.reporter),
        ("accept", post.who.colleague),
    ]
    assert post.waiting() == []


async def test_delivery_passes_the_named_points_in_order(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    points: list[tuple[Checkpoint, int]] = []
    monkeypatch.setattr(
        "bot.delivery.delivery.passed", lambda point: points.append((point, len(post.sent())))
    )
    post.everybody()
    post.tell(post.who.manager)
    await post.deliver()
    assert points == [(Checkpoint.NOTICE_TAKEN, 0), (Checkpoint.NOTICE_MARKED, 1)]


async def test_delivery_begun_anew_sends_only_what_was_not_marked(post: Post) -> None:
    post.everybody()
    post.zone.open()
    await post.deliver()
    before = post.chats()
    await post.restart()
    await post.deliver()
    assert post.chats() == before


async def test_delivery_killed_before_the_mark_sends_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.everybody()
    post.tell(post.who.manager)

    def die(point: Checkpoint) -> None:
        if point is Checkpoint.NOTICE_TAKEN:
            raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr("bot.delivery.delivery.passed", die)
        await post.until(lambda: bool(post.person(post.who.manager).heard()))
        await post.stop()
    assert post.sent() == []
    await post.restart()
    await post.deliver()
    assert len(post.texts(post.who.manager)) == 2, "doubled, and not lost"
    assert post.sent() == [("long_stop", post.who.manager)]
