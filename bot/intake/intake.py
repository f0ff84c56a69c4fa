"""Updates: stored, then acknowledged, then handled in each person's order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.checkpoints import Checkpoint, passed
from bot.intake.lanes import Lanes
from bot.intake.sorting import Me, sort_update
from bot.metrics import Metrics
from storage.database import Ledger
from storage.ledger import inbox


class Intake:
    """What polling and the webhook have in common: `take` commits updates, and the lanes handle them."""

    def __init__(
        self, ledger: Ledger, lanes: Lanes, me: Me, *, clock: Callable[[], datetime], metrics: Metrics
    ) -> None:
        self._ledger = ledger
        self._lanes = lanes
        self._me = me
        self._clock = clock
        self._metrics = metrics

    async def resume(self) -> int:
        """Go on with what was stored and not done when the process ended; how much that was."""
        waiting = await self._ledger.read(inbox.waiting_updates)
        for update in waiting:
            self._lanes.add(update)
        return len(waiting)

    async def take(self, raw: Sequence[dict[str, Any]]) -> None:
        """Store updates. Once this returns they may be acknowledged; if it raises they must not be."""
        wanted = [update for update in (sort_update(one, self._me) for one in raw) if update is not None]
        if not wanted:
            return
        stored = await self._ledger.write(inbox.store_updates, self._me.id, wanted, self._clock())
        passed(Checkpoint.UPDATE_STORED)
        self._metrics.count_updates("stored", len(stored))
        for update in stored:
            self._lanes.add(update)
