"""Which job runs when. What is due is always a stored time; a job only looks whether something is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work that is done at the start and then again and again. It may be repeated, and broken off anywhere."""

    name: str
    every_seconds: float
    work: Callable[[], Coroutine[Any, Any, object]]  # an `async def`: anything else would run in a thread


class Schedule:
    """Runs jobs in the event loop and keeps nothing of them but the time of the next run.

    A job that is late runs once, however many runs it missed, and never beside itself; what it raises is logged.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for job in jobs:
            self._scheduler.add_job(
                _kept_quiet(job),
                IntervalTrigger(seconds=job.every_seconds),
                name=job.name,
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        """Run every job now, and then at its times."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Break off what runs, and run nothing more."""
        self._scheduler.shutdown(wait=False)
        # It stops in the next round of the loop.
        await asyncio.sleep(0)


def _kept_quiet(job: Job) -> Callable[[], Coroutine[Any, Any, None]]:
    """The job's work; that the stop broke it off is no error."""

    async def run() -> None:
        try:
            await job.work()
        except asyncio.CancelledError:
            _log.info("%s is broken off", job.name)

    return run
