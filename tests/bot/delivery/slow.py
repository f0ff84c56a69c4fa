"""One message a second, so that the order of the slots is seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from bot.pacing import Limit, Limits
from tests.bot.delivery.conftest import Post
from tests.bot.virtual_time import VirtualTime
from tests.unpaced import UNPACED

ONE_AT_A_TIME = replace(UNPACED, overall=Limit(messages=1, seconds=1, burst=1))


async def one_by_one(post: Post, *, messages: int) -> None:
    """Let a second pass whenever a message has arrived, until there are so many."""
    while len(post.chats()) < messages:
        arrived = len(post.chats())
        if arrived:
            # Nothing tells when a message has been marked, and its lane waits again.
            while post.delivery._sending:  # noqa: ASYNC110
                await asyncio.sleep(0)
            await post.time.until_somebody_sleeps()
            post.time.advance(1)
        await post.until(partial(has_more, post, arrived))


def has_more(post: Post, than: int) -> bool:
    return len(post.chats()) > than


class OneAtATime:
    """For tests in which one message a second goes out, and time is moved by hand."""

    @pytest.fixture
    def limits(self) -> Limits:
        return ONE_AT_A_TIME

    @pytest.fixture
    def time(self) -> VirtualTime:
        return VirtualTime()
