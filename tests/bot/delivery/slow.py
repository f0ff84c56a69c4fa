"""One message a second, so that the order of the slots is seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from bot.pacing import Limit
from tests.bot.delivery.conftest import Post
from tests.unpaced import UNPACED

ONE_AT_A_TIME = replace(UNPACED, overall=Limit(messages=1, seconds=1, burst=1))


async def one_by_one(post: Post, *, messages: int) -> None:
    """Let a second pass whenever a message has arrived, until there are so many."""
    while len(post.chats()) < messages:
        arrived = len(post.chats())
        if arrived:
            while post.delivery._sending:  # noqa: ASYNC110
                await asyncio.sleep(
                    0
                )  # nothing tells when a message has been marked, and its lane waits again
            await post.time.until_somebody_sleeps()
            post.time.advance(1)
        await post.until(partial(has_more, post, arrived))


def has_more(post: Post, than: int) -> bool:
    return len(post.chats()) > than
