"""What is done by the clock: counted, and a sign of life only where it went well."""

from __future__ import annotations

from typing import cast

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot.jobs import SWEPT_TOO_LONG_AGO, FollowUp, housekeeping
from bot.metrics import Metrics
from bot.sweep import Sweep
from storage.database import Ledger, LedgerSession
from storage.ledger.drafts import NewDraft, Said, begin_draft, take_in
from storage.rules.words import Action
from storage.tables import Outbox, Person
from tests.bot.virtual_time import VirtualTime

DAY = 24 * 3600


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


class Sweeping:
    """Takes two seconds; fails while it is told to."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        self.fails = False

    async def run(self) -> None:
        self._time.advance(2)
        if self.fails:
            raise OperationalError("BEGIN", None, Exception("database is locked"))


async def test_following_up_is_counted_and_beats_when_it_went_well(ledger: Ledger, time: VirtualTime) -> None:
    metrics, sweep = Metrics(), Sweeping(time)
    following = FollowUp(cast(Sweep, sweep), metrics, clock=time.clock, monotonic=time.monotonic)
    await following.job.work()
    assert following.pulse.silent_seconds == 0

    sweep.fails = True
    time.advance(SWEPT_TOO_LONG_AGO)
    with pytest.raises(OperationalError):
        await following.job.work()
    assert following.pulse.is_lost
    told = (await metrics.exposed(ledger, time.clock())).decode()
    assert "zhuqi_sweep_seconds_count 1.0\nzhuqi_sweep_seconds_sum 2.0\n" in told


async def test_housekeeping_says_when_it_has_asked_somebody(ledger: Ledger, time: VirtualTime) -> None:
    def leave_draft(session: LedgerSession) -> int:
        person = Person(name="示例甲", phone="+8613800000501", telegram_id=501)
        session.add(person)
        session.flush()
        now = time.clock()
        begin_draft(session, NewDraft(id=1, person_id=person.id, action=Action.OPEN, now=now))
        take_in(session, 1, person.id, Said(message_id=1, text="路灯坏了"), now=now)
        return person.id

    asked: list[bool] = []
    person_id = ledger.write_now(leave_draft)
    job = housekeeping(ledger, clock=time.clock, on_asked=lambda: asked.append(True))
    await job.work()
    assert asked == []

    time.advance(DAY)
    for _ in range(2):
        await job.work()
    assert asked == [True]
    assert ledger.read_now(lambda session: session.exec(select(Outbox.person_id)).all()) == [person_id]
