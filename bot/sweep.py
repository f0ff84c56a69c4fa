"""Following up: once a minute, and a moment after a change, the cases whose time has come."""

from __future__ import annotations

import asyncio
import logging
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

_log = logging.getLogger(__name__)


class Sweep:
    """Follows up on every case that is due, one transaction each, and then lets out all reminders at once.

    It may be broken off anywhere: what was taken is not taken again, what is held the next start releases.

    Args:
        ledger: the ledger.
        clock: what time it is.
        on_released: called when there may be something to deliver.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
        on_released: Callable[[], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger, self._clock, self._on_released, self._pause = ledger, clock, on_released, pause
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._reviewed = False
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
            for case_id in await self._ledger.read(follow_up.due_cases, self._clock()):
                self._holds = True
                await self._attempt(case_id, follow_up.follow_case)
            if self._holds:
                await self._ledger.write(release_reminders, self._clock())
                self._holds = False
                self._on_released()

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
        return not await self._ledger.read(follow_up.due_cases, self._clock())

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
        """Do something for a case; one that fails is set aside, and the others go on."""
        try:
            await self._ledger.write(unit, case_id, now=self._clock())
        except OperationalError:
            raise  # the disk, or a lock: nothing that this case could do about
        except Exception:
            reference = f"F{case_id:x}-{next(self._failures)}"
            _log.exception("[%s] case %s cannot be followed up: it is set aside", reference, case_id)
            await self._ledger.write(
                follow_up.set_case_aside, case_id, reference=reference, now=self._clock()
            )
