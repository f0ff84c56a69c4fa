"""Following up: once a minute, and a moment after a change, the cases whose time has come."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count
from typing import Final

from sqlalchemy.exc import OperationalError

from storage.database import Ledger
from storage.ledger import follow_up
from storage.ledger.reminders import release_reminders

# A change may make something due (特急): it is looked for a moment later, and no more often than this.
PAUSE_SECONDS: Final = 0.5
# As many cases are followed up before it is looked again whether there is a 特急.
AT_A_TIME: Final = 25
# After each case it rests so many times as long as that took: it slows down, those who report meanwhile do not.
REST: Final = 2
# Where others keep it waiting it has rested already.
MOST_REST_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)


class Sweep:
    """Follows up on every case that is due, one transaction each, and then lets out all reminders at once.

    特急 come first, also those that become due meanwhile, and what rings at any hour does not wait for the others.
    It may be broken off anywhere: what was taken is not taken again, what is held the next start releases.

    Args:
        ledger: the ledger.
        clock: what time it is.
        on_released: called when there may be something to deliver.
        review: whether policy or calendar may have changed since, so that every open case is looked through first.
        at_a_time: how many cases are followed up before it looks again what is due.
        pause: waits so many seconds.
        monotonic: a clock of seconds that only goes forward.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
        on_released: Callable[[], None],
        review: bool = True,
        at_a_time: int = AT_A_TIME,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger, self._clock, self._on_released = ledger, clock, on_released
        self._at_a_time, self._pause, self._monotonic = at_a_time, pause, monotonic
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._reviewed = not review
        self._holds = True  # there may be reminders that were not released: those of a sweep that was killed
        self._failures = count(1)

    async def run(self) -> None:
        """Do all that is due. Never beside itself.

        Raises:
            OperationalError: the database cannot be written; the cases are still due.
        """
        async with self._turn:
            if not self._reviewed:
                await self._review()
            more = True
            while more:
                more = await self._follow_some()
                await self._release(only_urgent=more)

    def wake(self) -> None:
        """Something has changed: look soon."""
        self._wake.set()

    async def attend(self) -> None:
        """Look whenever it is woken, until it is cancelled."""
        while True:
            await self._wake.wait()
            # What the change itself has to tell goes out first.
            await self._pause(PAUSE_SECONDS)
            self._wake.clear()
            try:
                await self.run()
            except Exception:
                _log.exception("the cases cannot be followed up; it is tried again")

    async def idle(self) -> bool:
        """Whether nothing is due and nothing under way."""
        if self._turn.locked() or self._holds:
            return False
        return not await self._ledger.read(follow_up.due_cases, self._clock(), limit=1)

    async def _follow_some(self) -> bool:
        """Follow up on the first of what is due; whether there may be more."""
        due = await self._ledger.read(follow_up.due_cases, self._clock(), limit=self._at_a_time)
        for case_id in due:
            self._holds = True
            await self._attempt(case_id, follow_up.follow_case)
        return len(due) == self._at_a_time

    async def _release(self, *, only_urgent: bool) -> None:
        if not self._holds:
            return
        released = await self._ledger.write_behind(release_reminders, self._clock(), only_urgent=only_urgent)
        self._holds = only_urgent
        if released or not only_urgent:
            self._on_released()

    async def _review(self) -> None:
        """Note anew what is due next where policy or calendar have changed since."""
        after: int | None = 0
        try:
            while after is not None:
                found = await self._ledger.read(follow_up.review_cases, self._clock(), after=after)
                for case_id in found.stale:
                    await self._attempt(case_id, follow_up.recompute_next)
                after = found.last
        except OperationalError:
            raise
        except Exception:
            _log.exception("the open cases cannot be looked through; it is tried again")
            return
        self._reviewed = True

    async def _attempt(self, case_id: int, unit: Callable[..., None]) -> None:
        """Do something for a case, and rest; one that fails is set aside, and the others go on."""
        began = self._monotonic()
        try:
            await self._ledger.write_behind(unit, case_id, now=self._clock())
        except OperationalError:
            raise  # the disk, or a lock: nothing that this case could do about
        except Exception:
            reference = f"F{case_id:x}-{next(self._failures)}"
            _log.exception("[%s] case %s cannot be followed up: it is set aside", reference, case_id)
            await self._ledger.write_behind(
                follow_up.set_case_aside, case_id, reference=reference, now=self._clock()
            )
        await self._pause(min(REST * (self._monotonic() - began), MOST_REST_SECONDS))
