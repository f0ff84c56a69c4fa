"""People around a bot that is killed: what they do, what they were told, and when all has come to rest."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.sandbox import Call, Message, Sandbox
from tests.e2e import zone
from tests.kill.book import StoryBook
from tests.kill.process import Bot, Nursery
from tests.outside.people import bring_in
from tests.outside.settings import environment_for

PATIENCE_SECONDS: Final = 30
_LOOK_SECONDS: Final = 0.03
_BEFORE_WORDS: Final = re.compile(r"^[^\w]+")
_CHANGES_BY_ITSELF: Final = re.compile(
    r"\d+月\d+日（周.）(\d+:\d+)?|\d\d-\d\d \d\d:\d\d|\n现在不是办公时间.*?。|ZQ\d{6}|（预计）"
)


class Stuck(AssertionError):
    """What was waited for did not happen."""


class Stage:
    """A zone in which everybody has joined, and a bot that is killed as planned."""

    def __init__(self, folder: Path, sandbox: Sandbox, nursery: Nursery) -> None:
        self.sandbox = sandbox
        self.book = StoryBook(folder / "zhuqi.db")
        self.bot = Bot(nursery, environment_for(sandbox, folder), folder, on_death=self._note_death)
        self.people = bring_in(sandbox)
        self.contact = self.people[zone.CONTACT]
        self.colleague = self.people[zone.COLLEAGUE]
        self.officer = self.people[zone.OFFICER]
        self.step = 0  # of the story; what a death is noted under
        self.deaths: list[int] = []

    async def open(self, plan: Iterable[str] = ()) -> None:
        """The bot begins, and dies as planned."""
        self.bot.begin(plan)
        await self.until_polled()

    async def begin_anew(self, plan: Iterable[str]) -> None:
        """The bot is stopped as an operator would, and begins again: a plan counts from here on."""
        assert await self.bot.stop() == 0
        await self.open(plan)

    async def close(self) -> None:
        """It ends, if it has not."""
        await self.bot.stop()
        self.book.close()

    async def until_polled(self) -> None:
        """Wait until a bot is there."""
        await self.sandbox.until(lambda: self.sandbox.updates.is_polled, within_seconds=PATIENCE_SECONDS)

    async def settle(self) -> None:
        """Wait until a living bot has taken, handled and sent all that there is."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._is_at_rest():
            self.bot.check()
            if time.monotonic() > end:
                raise Stuck(f"not at rest; {self.book.left_open()}\n{self.bot.log[-3000:]}")
            await asyncio.sleep(_LOOK_SECONDS)

    def _is_at_rest(self) -> bool:
        updates = self.sandbox.updates
        return not updates.pending and updates.is_polled and self.book.is_at_rest(datetime.now(UTC))

    def _note_death(self) -> None:
        self.deaths.append(self.step)

    def words_of(self, call: Call) -> str:
        """What a call says, without what differs from run to run; "" where it says nothing."""
        return _CHANGES_BY_ITSELF.sub("", str(call.params.get("text", "")))


def labels(message: Message) -> list[str]:
    """What the buttons below a message say, without what is before the words."""
    texts = [button["text"] for row in message.inline_keyboard for button in row]
    return [_BEFORE_WORDS.sub("", text) for text in texts]
