"""The feed of what happened: told once, in order, to whoever asks from a number on."""

from __future__ import annotations

import asyncio
import json

from bot.page.feed import Feed


def kinds(feed: Feed, after: int) -> list[str] | None:
    events = feed.after(after)
    return None if events is None else [json.loads(event.text)["type"] for event in events]


def test_what_came_after_a_number_is_told_once_in_order() -> None:
    feed = Feed()
    start = feed.last
    for kind in ("message", "edited", "toast"):
        feed.publish(kind)

    assert kinds(feed, start) == ["message", "edited", "toast"]
    assert kinds(feed, start + 2) == ["toast"]
    assert kinds(feed, feed.last) == []
    assert [event.seq for event in feed.after(start) or []] == [start + 1, start + 2, start + 3]


def test_what_is_too_old_or_never_was_is_not_known() -> None:
    feed = Feed(kept=2)
    start = feed.last
    for _ in range(3):
        feed.publish("message")

    assert kinds(feed, start) is None
    assert kinds(feed, start + 1) == ["message", "message"]
    assert kinds(feed, feed.last + 1) is None
    assert kinds(feed, -1) is None


def test_fields_are_told_as_they_are() -> None:
    feed = Feed()

    feed.publish("deleted", chat=5, id=7)

    [event] = feed.after(feed.last - 1) or []
    assert json.loads(event.text) == {"seq": feed.last, "type": "deleted", "chat": 5, "id": 7}


async def test_who_waits_is_woken_by_what_happens() -> None:
    feed = Feed()
    waiting = [asyncio.create_task(feed.next()) for _ in range(2)]
    await asyncio.sleep(0)

    feed.publish("message")

    await asyncio.wait_for(asyncio.gather(*waiting), 1)
