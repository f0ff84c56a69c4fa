"""The ledger as the running service has it."""

from __future__ import annotations

from bot.checkpoints import Checkpoint, passed
from handlers.context import arrival
from storage.database import Ledger, P, R, Unit


class ServedLedger(Ledger):
    """A ledger that says when a unit of a handler's is committed, before its update is done."""

    async def write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `Ledger.write`."""
        result = await super().write(unit, *args, **kwargs)
        if arrival.get(None) is not None:
            passed(Checkpoint.CHANGE_COMMITTED)
        return result
