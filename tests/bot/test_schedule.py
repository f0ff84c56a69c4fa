"""Jobs by the clock: none beside itself, none held up by another, none ended by a failure."""

from __future__ import annotations

import asyncio

import pytest

from bot.schedule import Job, Schedule


class Work:
    """Work that waits until it is let go, and may fail."""

    def __init__(self) -> None:
        self.runs = 0
        self.side_by_side = 0
        self.most_side_by_side = 0
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> None:
        self.runs += 1
        self.begun.set()
        self.side_by_side += 1
        self.most_side_by_side = max(self.side_by_side, self.most_side_by_side)
        try:
            await self.gate.wait()
        finally:
            self.side_by_side -= 1
        if self.error:
            raise self.error


async def has_run(work: Work, times: int) -> None:
    async with asyncio.timeout(5):
        while work.runs < times:
            work.begun.clear()
            await work.begun.wait()


async def test_job_runs_at_the_start_and_again() -> None:
    work = Work()
    work.gate.set()
    schedule = Schedule([Job(name="work", every_seconds=0.02, work=work.__call__)])
    schedule.start()
    await has_run(work, 3)
    await schedule.stop()

    assert work.most_side_by_side == 1


async def test_job_that_is_late_never_runs_beside_itself_and_delays_no_other() -> None:
    late, other = Work(), Work()
    other.gate.set()
    schedule = Schedule(
        [
            Job(name="late", every_seconds=0.01, work=late.__call__),
            Job(name="other", every_seconds=0.01, work=other.__call__),
        ]
    )
    schedule.start()
    await has_run(other, 5)
    await schedule.stop()

    assert late.runs == 1


async def test_job_that_fails_is_told_of_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()
    work.gate.set()
    work.error = ValueError("the reason")
    schedule = Schedule([Job(name="work", every_seconds=0.02, work=work.__call__)])
    schedule.start()
    await has_run(work, 2)
    await schedule.stop()

    assert "the reason" in caplog.text


async def test_stop_breaks_off_what_runs_and_that_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()
    schedule = Schedule([Job(name="work", every_seconds=60, work=work.__call__)])
    schedule.start()
    await has_run(work, 1)
    await schedule.stop()
    await asyncio.sleep(0)

    assert work.side_by_side == 0
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
