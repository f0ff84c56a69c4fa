"""The job that makes what is due, with a clock that is moved."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.digests import Digests
from storage.database import Ledger, LedgerSession
from storage.ledger.milestones import FIRST_START, reach
from storage.tables import Digest

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Days:
    """A ledger, its job, and a clock moved by hand."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.now = datetime.now(SHANGHAI)
        self.woken = 0
        self.digests = Digests(ledger, clock=lambda: self.now, on_made=self._wake)

    def _wake(self) -> None:
        self.woken += 1

    async def run(self, at: str) -> int:
        """A run of the job; how often it woke the delivery."""
        self.now, self.woken = datetime.fromisoformat(f"2026-{at}").replace(tzinfo=SHANGHAI), 0
        await self.digests.make_due()
        return self.woken

    def start(self, at: str) -> None:
        self.ledger.write_now(
            reach, FIRST_START, datetime.fromisoformat(f"2026-{at}").replace(tzinfo=SHANGHAI)
        )

    @property
    def made(self) -> list[str]:
        def unit(session: LedgerSession) -> list[str]:
            return [f"{day:%m-%d}" for day in session.exec(select(col(Digest.day)).order_by(col(Digest.id)))]

        return self.ledger.read_now(unit)


@pytest.fixture
def days(ledger: Ledger) -> Days:
    return Days(ledger)


async def test_nothing_is_made_before_the_first_start(days: Days) -> None:
    assert await days.run("11-24 09:00") == 0
    assert days.made == []


async def test_each_working_day_is_made_once_however_often_it_runs(days: Days) -> None:
    days.start("11-20 10:00")
    woken = [await days.run(at) for at in ("11-23 08:29", "11-23 08:30", "11-23 08:31", "11-24 08:30")]

    assert woken == [0, 1, 0, 1]
    assert days.made == ["11-23", "11-24"]


async def test_days_of_standstill_are_made_in_their_order(days: Days) -> None:
    days.start("11-16 10:00")
    await days.run("11-21 12:00")

    assert days.made == ["11-17", "11-18", "11-19", "11-20"]
    assert await days.run("11-22 12:00") == 0
