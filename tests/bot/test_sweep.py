"""The sweep in the process: woken, broken off, failing, and alone at its work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select, update

from bot.sweep import AT_A_TIME, MOST_REST_SECONDS, PAUSE_SECONDS, Sweep
from storage.database import LedgerSession
from storage.ledger import follow_up
from storage.ledger.cases import open_case
from storage.ledger.notices import HELD, HELD_URGENT
from storage.rules.urgency import Urgency
from storage.tables import Case, Clock, NoticeKind, Outbox, Setback
from tests.storage.ledger.zone import Zone, local

OPENING = local("2026-11-26 09:00")


@pytest.fixture
def zone(zone: Zone) -> Zone:
    """Three cases that nobody signs for, and the opening at which that is overdue."""
    for _ in range(3):
        zone.open()
    zone.now = OPENING
    return zone


class Process:
    """A process that sweeps, in which each case takes so many seconds: what it released, how often, its pauses."""

    def __init__(self, zone: Zone, *, at_a_time: int = AT_A_TIME, seconds_a_case: float = 0.01) -> None:
        self.zone = zone
        self.released = 0
        self.held_at_release: list[list[tuple[int | None, bool]]] = []
        self.pauses: list[float] = []
        ticks = count(0, seconds_a_case)
        self.sweep = Sweep(
            zone.ledger,
            clock=lambda: zone.now,
            on_released=self._note,
            at_a_time=at_a_time,
            pause=self._pause,
            monotonic=lambda: next(ticks),
        )

    def _note(self) -> None:
        self.released += 1
        self.held_at_release.append(self.zone.run(held))

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


def held(session: LedgerSession) -> list[tuple[int | None, bool]]:
    """Of every reminder: its case, and whether it is held."""
    query = select(Outbox).where(Outbox.kind == NoticeKind.REMINDER).order_by(col(Outbox.id))
    return [(row.case_id, row.not_before in (HELD, HELD_URGENT)) for row in session.exec(query)]


def setbacks(session: LedgerSession) -> list[tuple[int, int]]:
    return [(row.case_id, row.times) for row in session.exec(select(Setback))]


def next_looks(session: LedgerSession) -> list[datetime | None]:
    return list(session.exec(select(Case.next_action_at).order_by(col(Case.id))))


def spoil(session: LedgerSession, case_id: int) -> None:
    """A clock of the case holds what no version has ever written."""
    session.exec(update(Clock).where(col(Clock.case_id) == case_id).values(limit="soon"))


def topics(session: LedgerSession) -> list[str]:
    return list(session.exec(select(Outbox.topic).where(Outbox.topic == "setback")))


async def test_sweep_follows_every_case_and_releases_once(zone: Zone) -> None:
    process = Process(zone)
    await process.sweep.run()

    assert zone.run(held) == [(case_id, False) for case_id in (1, 1, 2, 2, 3, 3)]
    assert process.released == 1
    assert await process.sweep.idle()

    await process.sweep.run()
    assert process.released == 1


async def test_sweep_broken_off_between_two_cases_goes_on_in_the_next_process(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at = 2

    def follow(session: LedgerSession, case_id: int, *, now: datetime) -> None:
        if case_id == killed_at:
            raise asyncio.CancelledError
        real(session, case_id, now=now)

    real = follow_up.follow_case
    monkeypatch.setattr(follow_up, "follow_case", follow)
    with pytest.raises(asyncio.CancelledError):
        await Process(zone).sweep.run()
    assert zone.run(held) == [(1, True), (1, True)]

    killed_at = 0
    await Process(zone).sweep.run()
    assert zone.run(held) == [(case_id, False) for case_id in (1, 1, 2, 2, 3, 3)]


async def test_sweep_broken_off_before_the_release_is_released_by_the_next_process(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: Any, **__: Any) -> int:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr("bot.sweep.release_reminders", break_off)
        with pytest.raises(asyncio.CancelledError):
            await Process(zone).sweep.run()
    assert {is_held for _, is_held in zone.run(held)} == {True}

    process = Process(zone)
    assert not await process.sweep.idle()
    await process.sweep.run()
    assert [is_held for _, is_held in zone.run(held)] == [False] * 6
    assert process.released == 1


async def test_sweep_sets_a_failing_case_aside_and_the_others_go_on(
    zone: Zone, caplog: pytest.LogCaptureFixture
) -> None:
    process = Process(zone)
    await process.sweep.run()
    zone.run(spoil, 2)
    zone.now = local("2026-11-27 09:00")
    await process.sweep.run()

    assert [case_id for case_id, _ in zone.run(held)[6:]] == [1, 1, 3, 3]
    assert zone.run(setbacks) == [(2, 1)]
    assert zone.run(next_looks)[1] == local("2026-11-27 09:05")
    assert zone.run(topics) == ["setback"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "case 2 cannot be followed up" in caplog.text


async def test_sweep_rests_after_each_case_twice_as_long_as_it_took(zone: Zone) -> None:
    process = Process(zone)
    await process.sweep.run()

    assert process.pauses == pytest.approx([0.02, 0.02, 0.02])


async def test_sweep_that_others_keep_waiting_does_not_rest_long_besides(zone: Zone) -> None:
    process = Process(zone, seconds_a_case=30)
    await process.sweep.run()

    assert process.pauses == [MOST_REST_SECONDS] * 3


async def test_sweep_asks_for_the_writer_behind_everybody_else(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone.ledger, "write", None)
    await Process(zone).sweep.run()

    assert [is_held for _, is_held in zone.run(held)] == [False] * 6


async def test_sweep_of_little_begins_with_the_critical_and_lets_all_out_together(zone: Zone) -> None:
    critical = zone.open(urgency=Urgency.CRITICAL)
    process = Process(zone)
    await process.sweep.run()

    assert process.held_at_release == [[(critical, False), *reminders_of(1, 2, 3)]]


async def test_long_sweep_lets_the_critical_out_while_the_others_are_held(zone: Zone) -> None:
    critical = zone.open(urgency=Urgency.CRITICAL)
    process = Process(zone, at_a_time=2)
    await process.sweep.run()

    assert process.held_at_release == [
        [(critical, False), *reminders_of(1, held=True)],
        [(critical, False), *reminders_of(1, 2, 3)],
    ]


async def test_long_sweep_lets_out_the_critical_that_is_opened_meanwhile(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def follow(session: LedgerSession, case_id: int, *, now: datetime) -> None:
        real(session, case_id, now=now)
        if case_id == 1:
            open_case(session, new)

    real, new = follow_up.follow_case, zone.new_case(urgency=Urgency.CRITICAL)
    monkeypatch.setattr(follow_up, "follow_case", follow)
    process = Process(zone, at_a_time=1)
    await process.sweep.run()

    assert process.held_at_release == [
        [*reminders_of(1, held=True), (4, False)],
        [*reminders_of(1), (4, False), *reminders_of(2, 3)],
    ]


def reminders_of(*case_ids: int, held: bool = False) -> list[tuple[int, bool]]:
    """The two of 签收 that are overdue in each."""
    return [(case_id, held) for case_id in case_ids for _ in range(2)]


async def test_start_sets_a_case_aside_that_cannot_be_looked_through(zone: Zone) -> None:
    zone.run(spoil, 1)
    await Process(zone).sweep.run()

    assert zone.run(setbacks) == [(1, 1)]
    assert [case_id for case_id, _ in zone.run(held)] == [2, 2, 3, 3]


async def test_sweep_puts_no_case_aside_for_a_locked_database(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    process = Process(zone)
    with monkeypatch.context() as patched:
        patched.setattr(follow_up, "follow_case", locked)
        with pytest.raises(OperationalError):
            await process.sweep.run()
    assert zone.run(setbacks) == []

    await process.sweep.run()
    assert len(zone.run(held)) == 6


async def test_start_notes_anew_what_is_due_next_under_a_changed_policy(zone: Zone) -> None:
    zone.now = local("2026-11-24 12:00")
    await Process(zone).sweep.run()
    assert set(zone.run(next_looks)) == {local("2026-11-25 09:30")}

    policy = zone.ledger.policy
    with zone.under(replace(policy, ladder=replace(policy.ladder, half_percent=25))):
        await Process(zone).sweep.run()
    assert set(zone.run(next_looks)) == {local("2026-11-24 14:30")}


async def test_two_sweeps_at_a_time_are_one_after_the_other(zone: Zone) -> None:
    process = Process(zone)
    await asyncio.gather(process.sweep.run(), process.sweep.run())

    assert len(zone.run(held)) == 6


async def test_sweep_that_is_woken_looks_at_once_and_survives_what_goes_wrong(
    zone: Zone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    process = Process(zone)
    await process.sweep.run()
    attending = asyncio.create_task(process.sweep.attend())
    try:
        with monkeypatch.context() as patched:
            patched.setattr(follow_up, "due_cases", lambda *_: 1 / 0)
            process.sweep.wake()
            await until(lambda: PAUSE_SECONDS in process.pauses)
        zone.open(urgency=Urgency.CRITICAL, now=zone.now)
        process.sweep.wake()
        await until(lambda: process.released == 2)
    finally:
        attending.cancel()
        await asyncio.gather(attending, return_exceptions=True)

    assert zone.run(held)[-1] == (4, False)
    assert "the cases cannot be followed up; it is tried again" in caplog.text


async def until(condition: Callable[[], bool]) -> None:
    """Let the others go on until something is so."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)
