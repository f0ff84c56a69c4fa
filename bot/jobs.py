"""What is done by the clock, and how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.digests import Digests
from bot.files import Copier
from bot.metrics import Metrics
from bot.presence import Presence
from bot.pulse import Pulse
from bot.schedule import Job
from bot.sweep import Sweep
from storage.database import Ledger
from storage.ledger import keeping
from storage.ledger.left_drafts import ask_about_drafts

EVERY_MINUTE: Final = 60
EVERY_HOUR: Final = 3600
# Following up takes seconds where thousands of cases are due at once.
SWEPT_TOO_LONG_AGO: Final = 5 * EVERY_MINUTE


class FollowUp:
    """Following up every minute, counted. `pulse` beats whenever it has gone well."""

    def __init__(
        self,
        sweep: Sweep,
        metrics: Metrics,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sweep, self._metrics, self._clock, self._monotonic = sweep, metrics, clock, monotonic
        self.pulse = Pulse(SWEPT_TOO_LONG_AGO, monotonic=monotonic)

    @property
    def job(self) -> Job:
        """For the schedule."""
        return Job(name="follow-up", every_seconds=EVERY_MINUTE, work=self._run)

    async def _run(self) -> None:
        begun = self._monotonic()
        await self._sweep.run()
        self._metrics.note_sweep(self._monotonic() - begun, self._clock())
        self.pulse.beat()


def copying(copier: Copier) -> Job:
    """Copies of attachments, since Telegram's ids of them belong to one bot."""
    return Job(name="copies of attachments", every_seconds=EVERY_MINUTE, work=copier.copy_all)


def reporting(digests: Digests) -> Job:
    """The 日报 whose hour has come."""
    return Job(name="日报", every_seconds=EVERY_MINUTE, work=digests.make_due)


def housekeeping(ledger: Ledger, *, clock: Callable[[], datetime], on_asked: Callable[[], None]) -> Job:
    """What is kept for a while only goes, and who left a draft lying is asked about it."""

    async def keep_house() -> None:
        await ledger.write(keeping.keep_house, clock())
        if await ledger.write(ask_about_drafts, clock()):
            on_asked()

    return Job(name="housekeeping", every_seconds=EVERY_HOUR, work=keep_house)


def being_there(presence: Presence) -> Job:
    """That the service is there, noted where updates are brought: nobody polls, and a quiet weekend is no stop."""

    async def note() -> None:
        await presence.note(0)

    return Job(name="presence", every_seconds=EVERY_MINUTE, work=note)
