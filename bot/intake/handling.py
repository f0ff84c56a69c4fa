"""One stored update through the handlers, and what becomes of it: done, tried again, or set aside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from itertools import count
from sqlite3 import SQLITE_BUSY, SQLITE_LOCKED
from typing import Any, Final

from sqlalchemy.exc import OperationalError
from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationHandlerStop, ExtBot

from bot.checkpoints import Checkpoint, passed
from bot.intake.lanes import Lane
from bot.intake.sorting import sender_of
from bot.metrics import Metrics
from bot.pacing import seconds_of
from bot.patience import Patience
from bot.persistence import TalkPersistence
from handlers.context import Arrival, Context, arrival
from storage.database import Ledger
from storage.ledger import inbox
from storage.ledger.inbox import Failure, Prompted, StoredUpdate

MOST_TRIES: Final = 3

App = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]

_log = logging.getLogger(__name__)


class NotHandled(Exception):
    """No handler said that the update is done, and none failed: the library hid something, or nobody wanted it."""


class Handling:
    """Takes a stored update through the application, then commits its done mark with where the talk stands.

    Effects are never repeated for the sake of a commit: the commit is.
    """

    def __init__(
        self,
        application: App,
        persistence: TalkPersistence,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
        on_committed: Callable[[], None],
        patience: Patience,
        metrics: Metrics,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._application = application
        self._persistence = persistence
        self._ledger = ledger
        self._clock = clock
        self._on_committed = on_committed
        self._patience = patience
        self._metrics = metrics
        self._pause = pause
        application.add_error_handler(_note_failure)

    async def handle(self, update: StoredUpdate, lane: Lane) -> float | None:
        """Handle an update: None when it is done or set aside; else it is to be tried after so many seconds."""
        sender = sender_of(update.payload)
        here = Arrival(
            ledger=self._ledger,
            inbox_id=update.id,
            received_at=update.received_at,
            telegram_id=sender,
            more_waiting=lane.has_more,
            floods=lane.floods,
        )
        try:
            await self._process(update, here)
        except Exception as error:
            here.failure = here.failure or error
        if here.failure is None and not here.handled:
            here.failure = NotHandled()
        if here.failure is None:
            await self._finish(update, sender, here.prompted)
            return None
        self._persistence.put_back(self._application, sender)
        if (pause := _passes_by_itself(here.failure)) is not None:
            _log.warning("update %s waits: %s", update.id, here.failure)
            return pause
        return await self._count(update, sender, here.failure)

    async def _process(self, update: StoredUpdate, here: Arrival) -> None:
        token = arrival.set(here)
        try:
            parsed = Update.de_json(update.payload, self._application.bot)
            await self._application.process_update(parsed)
            await self._application.update_persistence()
        finally:
            arrival.reset(token)

    async def _finish(self, update: StoredUpdate, sender: int | None, prompted: Prompted | None) -> None:
        talk = self._persistence.staged(sender)
        await self._commit(inbox.finish_update, update, talk, self._clock(), prompted=prompted)
        self._persistence.committed(talk)
        self._metrics.count_updates("handled")
        passed(Checkpoint.STATE_COMMITTED)

    async def _count(self, update: StoredUpdate, sender: int | None, failure: Exception) -> float | None:
        reference = f"{update.id:08x}"
        _log.error("[%s] update %s failed", reference, update.id, exc_info=failure)
        set_aside = await self._commit(
            inbox.fail_update,
            Failure(inbox_id=update.id, sender=sender, reference=reference),
            most_tries=MOST_TRIES,
            now=self._clock(),
        )
        self._metrics.count_updates("failed")
        if set_aside:
            self._metrics.count_updates("set_aside")
            _log.error("[%s] update %s is set aside after %s tries", reference, update.id, MOST_TRIES)
        return None if set_aside else 0

    async def _commit(self, unit: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Commit, however often it takes; the units of the inbox may be repeated."""
        for failures in count(1):
            try:
                result = await self._ledger.write(unit, *args, **kwargs)
            except Exception:
                _log.exception("the ledger did not take %s, it is asked again", unit.__name__)
                await self._pause(self._patience.after(failures))
            else:
                self._on_committed()
                return result
        raise AssertionError("unreachable")


async def _note_failure(_: object, context: Context) -> None:
    """The library's error handler: what a handler raised ends the update, and is remembered."""
    with suppress(LookupError):
        context.arrival.failure = context.arrival.failure or context.error
    raise ApplicationHandlerStop


def _passes_by_itself(failure: Exception) -> float | None:
    """For how many seconds at least to wait when the failure is the network's or a lock's; None for a real one."""
    match failure:
        case RetryAfter():
            return seconds_of(failure)
        case BadRequest():  # a network error to the library only
            return None
        case NetworkError() | InvalidToken():  # a token may be on its way to be exchanged
            return 0
        case OperationalError() if _is_locked(failure):
            return 0
    return None


def _is_locked(error: OperationalError) -> bool:
    # The low byte is the primary code: https://www.sqlite.org/rescode.html
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return error.connection_invalidated or code in {SQLITE_BUSY, SQLITE_LOCKED}
