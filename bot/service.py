"""The service: everything put together, started and stopped."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Final

from bot import jobs, reaching
from bot.application import Talk, build_application, the_talk
from bot.commands.opening import load_policy
from bot.delivery.delivery import Delivery
from bot.digests import Digests
from bot.files import Copier
from bot.health import Health
from bot.intake import Handling, Intake, Lanes, Me, Polling
from bot.intake.handling import App
from bot.ledger import ServedLedger
from bot.lock import PollingLock
from bot.metrics import Counted, Metrics
from bot.pacing import Pacer
from bot.patience import Patience
from bot.persistence import TalkPersistence
from bot.presence import Presence
from bot.pulse import Pulse
from bot.request import ANSWER_SECONDS
from bot.schedule import Job, Schedule
from bot.settings import Settings
from bot.signals import told_to_stop
from bot.sweep import Sweep
from bot.web import Hook, Web
from storage import migrations
from storage.ledger import inbox, milestones
from storage.ledger.overview import managers_joined
from storage.rules.understanding import prepare

# What is in hand gets so long to be finished; the whole stop stays under 10 s.
FINISH_SECONDS: Final = 6
DELIVER_SECONDS: Final = 2

_log = logging.getLogger(__name__)


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
        finish_seconds: for how long a stop waits for updates in hand.
        answer_seconds: for how long an answer of Telegram's is waited for.
        pause: waits so many seconds before what failed is tried again.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        talk: Talk | None = None,
        clock: Callable[[], datetime] = utc_now,
        patience: Patience | None = None,
        pacer: Pacer | None = None,
        finish_seconds: float = FINISH_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._talk = talk or the_talk()
        self._clock = clock
        self._patience = patience or Patience()
        self._pacer = pacer or Pacer()
        self._finish_seconds = finish_seconds
        self._answer_seconds = answer_seconds
        self._pause = pause
        self._metrics = Metrics()
        self._pulses: dict[str, Pulse] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._parts = AsyncExitStack()
        self._lanes: Lanes | None = None
        self._delivery: Delivery | None = None
        self._sweep: Sweep | None = None
        self._by_the_clock: list[Job] = []

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
        with told_to_stop() as asked:
            starting, waiting = asyncio.create_task(self.start()), asyncio.create_task(asked.wait())
            try:
                await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if starting.done():
                    starting.result()
                    # What is loaded now stays: looking through it again and again would hold up everybody for 0.1 s.
                    gc.freeze()
                    await waiting
            finally:
                _log.info("stopping")
                for task in (starting, waiting):
                    task.cancel()
                await asyncio.gather(starting, waiting, return_exceptions=True)
                await self.stop()

    async def rests(self) -> bool:
        """Wait until everything that came in is handled; whether everything due was brought out, too."""
        if self._lanes is None or self._delivery is None or self._sweep is None:
            return True
        await self._lanes.rest()
        return await self._sweep.idle() and await self._delivery.idle()

    async def follow_up(self) -> None:
        """Look at once for all that is due, as is done by the clock: cases, 日报, drafts that were left."""
        for job in self._by_the_clock:
            await job.work()

    async def _start(self) -> None:
        lock = PollingLock(self._settings.database_url)
        lock.acquire()
        self._parts.callback(lock.release)
        ledger = await self._open_ledger()
        presence = Presence(ledger, lock, clock=self._clock)
        await presence.look_back()
        persistence = TalkPersistence(ledger)
        application = build_application(
            self._settings,
            self._talk,
            persistence,
            Counted(self._pacer, self._metrics),
            answer_seconds=self._answer_seconds,
        )
        self._parts.push_async_callback(application.bot.shutdown)
        self._parts.push_async_callback(application.shutdown)
        await reaching.initialize(application, self._patience)
        delivery = self._delivery = self._deliver(application, ledger)
        sweep = self._sweep = Sweep(ledger, clock=self._clock, on_released=delivery.wake)
        self._in_background(sweep.attend(), "follow-up")

        def look_after_it() -> None:
            delivery.wake()
            sweep.wake()

        handling = Handling(
            application,
            persistence,
            ledger,
            clock=self._clock,
            on_committed=look_after_it,
            patience=self._patience,
            metrics=self._metrics,
            pause=self._pause,
        )
        lanes = self._lanes = Lanes(handling.handle, patience=self._patience, pause=self._pause)
        self._parts.push_async_callback(lanes.stop, within_seconds=self._finish_seconds)
        me = Me(id=application.bot.id, username=application.bot.username)
        intake = Intake(ledger, lanes, me, clock=self._clock, metrics=self._metrics)
        if resumed := await intake.resume():
            _log.info("going on with %s updates", resumed)
        await self._listen(application, intake, ledger, presence)
        await self._begin_jobs(application, ledger, delivery, sweep, presence)
        announcing = asyncio.create_task(reaching.announce_commands(application.bot, self._talk.commands))
        self._parts.push_async_callback(_end, announcing)
        _log.info("@%s serves", me.username)

    async def _open_ledger(self) -> ServedLedger:
        policy = load_policy(self._settings)
        # So that the first text does not wait for what thousands of examples teach.
        await asyncio.to_thread(prepare, policy)
        ledger = ServedLedger(self._settings.database_url, policy)
        self._parts.callback(ledger.close)
        migrations.upgrade(ledger.engine)
        await ledger.write(milestones.reach, milestones.FIRST_START, self._clock())
        await self._check_talks(ledger)
        return ledger

    def _deliver(self, application: App, ledger: ServedLedger) -> Delivery:
        delivery = Delivery(
            ledger=ledger,
            bot=application.bot,
            pacer=self._pacer,
            files_dir=self._settings.files_dir,
            clock=self._clock,
            pause=self._pause,
        )
        self._in_background(delivery.run(), "delivery")
        self._parts.push_async_callback(delivery.stop, timeout_seconds=DELIVER_SECONDS)
        return delivery

    async def _listen(
        self, application: App, intake: Intake, ledger: ServedLedger, presence: Presence
    ) -> None:
        """Fetch updates, or have them brought, and answer whoever asks how the service is."""
        bot, hook = application.bot, self._hook(intake)
        if hook is None:
            await reaching.take_webhook_away(bot, self._patience)
            polling = Polling(
                bot, intake.take, on_polled=presence.note, patience=self._patience, pause=self._pause
            )
            self._pulses["polling"] = polling.pulse
            self._in_background(polling.run(), "polling")
        health = Health(ledger, clock=self._clock, pulses=self._pulses, tasks=self._tasks)
        web = Web(
            self._settings.listen,
            ailments=health.ailments,
            metrics=lambda: self._metrics.exposed(ledger, self._clock()),
            hook=hook,
        )
        self._parts.push_async_callback(web.stop)
        await web.start()
        if hook:
            await reaching.set_webhook(bot, hook, self._patience)

    def _hook(self, intake: Intake) -> Hook | None:
        url, secret = self._settings.webhook_url, self._settings.webhook_secret
        if url is None or secret is None:
            return None
        return Hook(url=url, secret=secret.get_secret_value(), take=intake.take)

    async def _begin_jobs(
        self,
        application: App,
        ledger: ServedLedger,
        delivery: Delivery,
        sweep: Sweep,
        presence: Presence,
    ) -> None:
        digests = Digests(ledger, clock=self._clock, on_made=delivery.wake)
        following = jobs.FollowUp(sweep, self._metrics, clock=self._clock)
        self._pulses["scheduler"] = following.pulse
        self._by_the_clock = [
            following.job,
            jobs.reporting(digests),
            jobs.housekeeping(ledger, clock=self._clock, on_asked=delivery.wake),
        ]
        besides = [jobs.copying(Copier(application.bot, ledger, self._settings.files_dir))]
        if self._settings.webhook_url:
            besides.append(jobs.being_there(presence))
        schedule = Schedule([*self._by_the_clock, *besides])
        schedule.start()
        self._parts.push_async_callback(schedule.stop)

    async def _check_talks(self, ledger: ServedLedger) -> None:
        """Forget talks that this version does not know, and say if nobody would hear of what is in no hands."""
        known = await ledger.read(inbox.talk_states)
        unknown = sorted(set(known.values()) - self._talk.states)
        if unknown:
            dropped = await ledger.write(inbox.drop_talk_states, unknown)
            _log.warning("%s talks were dropped, in states that are no more: %s", dropped, unknown)
        if not await ledger.read(managers_joined):
            _log.warning("专班还没有人加入：没有承办人的问题和待改派的问题会一直等着")

    def _in_background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Have something run until the stop; /healthz says if it ends before."""
        task = self._tasks[name] = asyncio.create_task(work, name=name)
        self._parts.push_async_callback(_end, task)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
