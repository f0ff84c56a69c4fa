"""From the outbox to Telegram: what is due is taken up, waits in the lane of its chat, is sent and marked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from telegram.ext import ExtBot

from bot.checkpoints import Checkpoint, passed
from bot.delivery.books import RETRIES, Books
from bot.delivery.composing import Letter, Moot, compose, compose_reminders
from bot.delivery.courier import Courier
from bot.delivery.lane import Errand, Lane, Round
from bot.delivery.looking import FRESH, Found, address, look
from bot.delivery.outcomes import Fate, Outcome, outcome_of
from bot.pacing import Pacer
from storage.database import Ledger
from storage.ledger import outbox
from storage.ledger.outbox import Notice
from storage.tables import NoticeKind

P = ParamSpec("P")
R = TypeVar("R")

LOOK_SECONDS: Final = 1.0  # between two looks at the outbox when nobody wakes it
BATCH: Final = 500
NOBODY: Final = timedelta(minutes=10)  # whoever joins makes it due at once

_log = logging.getLogger(__name__)


class Delivery:
    """The loop that empties the outbox. Nothing that goes wrong ends it.

    A notice is marked sent only after Telegram took it: a lost answer, or a death in between, means that it is sent
    again.

    Args:
        ledger: where the outbox is.
        bot: with `pacer` as its rate limiter.
        pacer: gives the slots.
        files_dir: copies of attachments.
        clock: what time it is, aware.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        bot: ExtBot[None],
        pacer: Pacer,
        files_dir: Path,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._pacer = pacer
        self._courier = Courier(bot, files_dir)
        self._books = Books(ledger, clock=clock, pause=pause)
        self._clock = clock
        self._pause = pause
        self._wake = asyncio.Event()
        self._stopping = False
        self._under_way: dict[int, Round] = {}
        self._lanes: dict[int, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something may have come into the outbox: look at once."""
        self._wake.set()

    async def idle(self) -> bool:
        """Whether nothing is due and nothing under way."""
        due = await self._ledger.read(outbox.due_notices, self._clock(), limit=1)
        return not due and not self._under_way

    async def run(self) -> None:
        """Deliver until `stop` is called."""
        while not self._stopping:
            self._wake.clear()
            try:
                await self._take_up_what_is_due()
            except Exception:
                _log.exception("the outbox cannot be read; it is tried again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)

    async def stop(self, timeout_seconds: float) -> None:
        """Take up nothing more and end what is in hand; what is not sent by then stays due."""
        self._stopping = True
        self.wake()
        for task in self._tasks - self._sending:
            task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=timeout_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # From the outbox into the lanes

    async def _take_up_what_is_due(self) -> None:
        found = await self._look()
        # All at once, and reminders last: what somebody is reminded of is one message.
        for one in sorted(found, key=lambda one: one.notice.kind is NoticeKind.REMINDER):
            if one.chats and not self._stopping:
                self._fill_lanes(one)
        if len(found) >= BATCH:
            self.wake()
        for one in found:
            if not one.chats:
                await self._ledger.write(
                    outbox.close_unaddressed, one.notice.id, patience=NOBODY, now=one.composed_at
                )

    async def _look(self) -> list[Found]:
        """What is due and whom it means now; where one of them cannot be addressed, each is looked at by itself."""
        # What is under way when the read begins is left out by the read itself: a mark that comes in meanwhile,
        # and that the read does not see yet, sends nothing twice.
        under_way, busy = tuple(self._under_way), tuple(self._lanes)
        try:
            return await self._ledger.read(look, self._clock(), besides=under_way, busy=busy, limit=BATCH)
        except Exception as error:
            if outcome_of(error).fate is Fate.RETRY:
                raise
        due = await self._ledger.read(outbox.due_notices, self._clock(), besides=under_way, limit=BATCH)
        return [found for notice in due if (found := await self._address(notice))]

    async def _address(self, notice: Notice) -> Found | None:
        try:
            return await self._ledger.read(address, notice, self._clock())
        except Exception as error:
            if outcome_of(error).fate is Fate.RETRY:
                raise
            _log.exception("notice %s cannot be addressed", notice.id)
            await self._books.put_off_broken(notice)
            return None

    def _fill_lanes(self, found: Found) -> None:
        on_its_way = Round(found=found)
        self._under_way[on_its_way.notice.id] = on_its_way
        for chat_id in on_its_way.chats:
            self._add(Errand(round=on_its_way, chat_id=chat_id))

    def _add(self, errand: Errand) -> None:
        lane = self._lanes.get(errand.chat_id)
        if lane is None:
            lane = self._lanes[errand.chat_id] = Lane(errand.chat_id)
            task = asyncio.create_task(self._serve(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(self._sending.discard)
        lane.add(errand)

    # From a lane to Telegram

    async def _serve(self, lane: Lane) -> None:
        """Bring what is in a lane, one after the other, until it is empty."""
        task = asyncio.current_task()
        assert task is not None
        while lane and not self._stopping:
            async with self._pacer.slot(lane):
                errands = lane.take()
                self._sending.add(task)
                delay = await self._bring(errands)
                self._sending.discard(task)
            if delay is not None:
                for errand in errands:
                    lane.add(errand)
            if delay and not self._stopping:
                await self._pause(delay)
        del self._lanes[lane.chat_id]

    async def _bring(self, errands: list[Errand]) -> float | None:
        """Send to one chat what goes in one message; after how many seconds to try again, None if that is done with."""
        try:
            await self._send(errands)
        except Exception as error:
            outcome = outcome_of(error)
            if outcome.fate is Fate.HELD:
                return 0
            if outcome.fate is Fate.RETRY:
                return self._try_again(errands, outcome)
            if len(errands) > 1 and outcome.fate in (Fate.BROKEN, Fate.REFUSED):
                for errand in errands:
                    errand.alone = True
                return 0
            for errand in errands:
                await self._books.meet(errand, outcome, error)
        for errand in errands:
            on_its_way = errand.round
            on_its_way.chats.discard(errand.chat_id)
            if not on_its_way.chats:
                done = await self._books.end(on_its_way)
                del self._under_way[on_its_way.notice.id]
                if not done:
                    self.wake()
        return None

    def _try_again(self, errands: list[Errand], outcome: Outcome) -> float:
        for errand in errands:
            errand.failures += 1
            _log.warning("notice %s to %s: %s", errand.round.notice.id, errand.chat_id, outcome.reason)
        return RETRIES.after(max(errand.failures for errand in errands))

    async def _send(self, errands: list[Errand]) -> None:
        first = errands[0]
        if first.round.notice.kind is NoticeKind.REMINDER:
            await self._remind(errands)
            return
        letter = await self._letter(first)
        if isinstance(letter, Moot):
            first.round.given_up.append(letter.reason)
        elif letter:
            await self._carry(letter, errands)

    async def _letter(self, errand: Errand) -> Letter | Moot | None:
        """What was composed when the notice was found, if that was just now; else how things stand."""
        found, chat_id, now = errand.round.found, errand.chat_id, self._clock()
        if chat_id in found.letters:
            letter = found.letters.pop(chat_id)
            if now - found.composed_at <= FRESH:
                return letter
        return await self._ledger.read(compose, found.notice.id, chat_id, now)

    async def _remind(self, errands: list[Errand]) -> None:
        rounds = {errand.round.notice.id: errand.round for errand in errands}
        found = await self._ledger.read(compose_reminders, tuple(rounds), errands[0].chat_id, self._clock())
        for notice_id, why in found.left_out.items():
            if isinstance(why, Moot):
                rounds[notice_id].given_up.append(why.reason)
            else:
                rounds[notice_id].later = why.until
        if found.letter:
            await self._carry(found.letter, errands)

    async def _carry(self, letter: Letter, errands: Sequence[Errand]) -> None:
        """Send a letter and mark it sent; whatever was left of these errands' notices is done with it."""
        commit = await self._courier.carry(letter)
        passed(Checkpoint.NOTICE_TAKEN)
        brought_more = await self._books.mark(commit, [one.round for one in errands if one.is_last])
        passed(Checkpoint.NOTICE_MARKED)
        if brought_more:
            self.wake()
