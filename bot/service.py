"""The service: everything put together, started and stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Final

from telegram.error import InvalidToken, TelegramError

from bot.application import Talk, build_application, the_talk
from bot.commands.opening import load_policy
from bot.intake import Handling, Intake, Lanes, Me, Polling
from bot.intake.handling import App
from bot.ledger import ServedLedger
from bot.lock import PollingLock
from bot.pacing import Pacer
from bot.patience import Patience
from bot.persistence import TalkPersistence
from bot.settings import Settings
from storage import migrations
from storage.errors import ZhuqiError
from storage.ledger import inbox

# What is in hand gets so long to be finished; the whole stop stays under 10 s.
FINISH_SECONDS: Final = 6

_log = logging.getLogger(__name__)


class TokenRejected(ZhuqiError):
    """Telegram 不认 BOT_TOKEN；请核对 .env 里的令牌，或向 BotFather 要一个新的。"""


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)


class Service:
    """One running bot: `start` until the first poll, `stop` within 10 s, whatever is in hand finished.

    Args:
        settings: as the environment has them.
        talk: the handlers.
        clock: what time it is.
        patience: how long to wait after a failure.
        pacer: how fast the bot may speak.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        talk: Talk | None = None,
        clock: Callable[[], datetime] = utc_now,
        patience: Patience | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        self._settings = settings
        self._talk = talk or the_talk()
        self._clock = clock
        self._patience = patience or Patience()
        self._pacer = pacer or Pacer()
        self._parts = AsyncExitStack()
        self._lanes: Lanes | None = None

    async def start(self) -> None:
        """Open the ledger, reach Telegram, go on with what was left, and begin to poll.

        Raises:
            ZhuqiError: it cannot be started; says why. Nothing is left running.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop everything in the reverse order of the start; may be called twice."""
        await self._parts.aclose()

    async def run_until_stopped(self) -> None:
        """Serve until SIGTERM or SIGINT; a second one ends the process at once.

        Raises:
            ZhuqiError: as `start`.
        """
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()

        def ask(which: signal.Signals) -> None:
            loop.remove_signal_handler(which)
            _log.info("stopping")
            asked.set()

        for which in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(which, ask, which)
        starting = asyncio.create_task(self.start())
        waiting = asyncio.create_task(asked.wait())
        try:
            await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await waiting
        finally:
            for task in (starting, waiting):
                task.cancel()
            await asyncio.gather(starting, waiting, return_exceptions=True)
            await self.stop()

    async def rest(self) -> None:
        """Wait until everything that came in is handled."""
        if self._lanes:
            await self._lanes.rest()

    async def _start(self) -> None:
        lock = PollingLock(self._settings.database_url)
        lock.acquire()
        self._parts.callback(lock.release)
        ledger = ServedLedger(self._settings.database_url, load_policy(self._settings))
        self._parts.callback(ledger.close)
        migrations.upgrade(ledger.engine)
        await self._look_back(ledger, lock)
        persistence = TalkPersistence(ledger)
        application = build_application(self._settings, self._talk, persistence, self._pacer)
        await self._reach_telegram(application)
        self._lanes = Lanes(
            Handling(
                application,
                persistence,
                ledger,
                clock=self._clock,
                on_committed=lambda: None,
                patience=self._patience,
            ).handle,
            patience=self._patience,
        )
        me = Me(id=application.bot.id, username=application.bot.username)
        intake = Intake(ledger, self._lanes, me, clock=self._clock)
        self._parts.push_async_callback(self._lanes.stop, within_seconds=FINISH_SECONDS)
        if resumed := await intake.resume():
            _log.info("going on with %s updates", resumed)
        polling = Polling(
            application.bot,
            intake.take,
            on_polled=lambda: lock.note(self._clock()),
            patience=self._patience,
        )
        self._in_background(polling.run(), "polling")
        self._in_background(self._announce_commands(application), "commands")
        _log.info("@%s serves", me.username)

    async def _look_back(self, ledger: ServedLedger, lock: PollingLock) -> None:
        """Forget talks that this version does not know, and tell of a stop that was too long."""
        known = await ledger.read(inbox.talk_states)
        unknown = sorted(set(known.values()) - self._talk.states)
        if unknown:
            dropped = await ledger.write(inbox.drop_talk_states, unknown)
            _log.warning("%s talks were dropped, in states that are no more: %s", dropped, unknown)
        if await ledger.write(inbox.note_long_stop, last_seen=lock.last_seen, now=self._clock()):
            _log.warning("the stop was longer than Telegram keeps updates: some may be lost")

    async def _reach_telegram(self, application: App) -> None:
        """Load the talks and take a webhook away, however long it takes to get through."""
        self._parts.push_async_callback(application.bot.shutdown)
        self._parts.push_async_callback(application.shutdown)
        failures = 0
        while True:
            try:
                await application.initialize()
                await application.bot.delete_webhook()
            except InvalidToken:
                raise TokenRejected() from None
            except TelegramError as error:
                failures += 1
                pause = self._patience.after(failures)
                _log.warning("Telegram is not reached, next try in %s s: %s", pause, error.message)
                await asyncio.sleep(pause)
            else:
                return

    async def _announce_commands(self, application: App) -> None:
        try:
            await application.bot.set_my_commands(self._talk.commands)
        except TelegramError as error:
            _log.warning("Telegram did not take the list of commands: %s", error.message)

    def _in_background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)

        async def end() -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self._parts.push_async_callback(end)
