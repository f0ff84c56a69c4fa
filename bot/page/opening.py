"""Opening the page: the ledger, the people, their Telegram, the bot, and last the door."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.lock import PollingLock
from bot.page import example
from bot.page.clock import MovedClock
from bot.page.founding import begins_at, found
from bot.page.page import Page
from bot.page.server import serve
from bot.sandbox import Sandbox
from storage import migrations
from storage.database import Ledger
from storage.ledger.known import everybody
from storage.policy import default_policy

_GREETED: Final = 30  # takes the bot a second


@asynccontextmanager
async def open_page(
    folder: Path,
    *,
    port: int,
    database: Path | None = None,
    empty: bool = False,
    start: datetime | None = None,
) -> AsyncIterator[Page]:
    """The page, served at `page.url` until the block ends; then everything has ended, the bot too.

    `page.bot.start()` starts the bot.

    Args:
        folder: for the bot's files, and for its database unless another is given.
        port: where the page is served; 0 takes a free one.
        database: is kept, and the files of cases beside it; made and filled if it is not there.
        empty: a ledger that has nobody in it stays so.
        start: what time it is in there at first; the present, unless it is given.

    Raises:
        PortTaken: something else is served there.
        AlreadyRunning: another bot uses the database.
    """
    path = database or folder / "zhuqi.db"
    ledger = _ledger(url := f"sqlite:///{path}")
    try:
        clock = _clock(ledger, start=start, empty=empty)
        # A kept database knows messages and updates of earlier runs: none of now may bear their numbers.
        first = time.time_ns() // 1_000_000
        async with Sandbox(now=clock, monotonic=clock.monotonic, next_update_id=first) as sandbox:
            sandbox.world.number_from(first)
            storing = {"DATABASE_URL": url, "FILES_DIR": str(path.with_name(f"{path.stem}-files"))}
            page = Page(sandbox, clock, ledger, folder, storing)
            _settle(page)
            async with serve(page, port) as page.url:
                attending = asyncio.create_task(page.attend())
                try:
                    yield page
                finally:
                    attending.cancel()
                    with suppress(asyncio.CancelledError):
                        await attending
                    await page.bot.stop()
    finally:
        ledger.close()


def _ledger(url: str) -> Ledger:
    """The ledger of the newest shape, if no other bot has it."""
    lock = PollingLock(url)
    lock.acquire()
    lock.release()
    ledger = Ledger(url, default_policy())
    migrations.upgrade(ledger.engine)
    return ledger


def _clock(ledger: Ledger, *, start: datetime | None, empty: bool) -> MovedClock:
    now = datetime.now(UTC)
    begin = begins_at(ledger, start or now)
    if not empty:
        found(ledger, now=begin)
    return MovedClock(begin - now)


def _settle(page: Page) -> None:
    """Everybody moves in; who has joined presses 开始, and so has their menu, of a whole district only the first."""
    town, world = page.town, page.sandbox.world
    known = page.ledger.read_now(everybody)
    town.move_in(known)
    if not known:
        town.move_in_strangers()
    if members := town.at_hand():
        town.new_group(example.GROUP, members)
    world.on_change = page.narrator.tell
    joined = [one.person for one in town.residents.values() if one.person.chat.started]
    for person in joined[:_GREETED]:
        person.start()
