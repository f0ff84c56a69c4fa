"""What a handler may do: fail, or take its time."""

from __future__ import annotations

import asyncio

from handlers.context import Context
from tests.bot.small_talk import Hook


def failing(*errors: Exception) -> Hook:
    """Raises these one after the other, then no more."""
    left = list(errors)

    async def fail(_: Context) -> None:
        if left:
            raise left.pop(0)

    return fail


def always(error: Exception) -> Hook:
    """Raises it each time."""

    async def fail(_: Context) -> None:
        raise error

    return fail


class Lingering:
    """Has begun, and does not end before it is let go on."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, _: Context) -> None:
        self.begun.set()
        await self.go_on.wait()
