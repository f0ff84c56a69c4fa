"""What the sweep costs: by how many cases there are, with nothing due, and for those who report meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median

from sqlmodel import select

from bot.sweep import Sweep
from storage.database import Ledger, LedgerSession
from storage.ledger import drafts, submitting
from storage.ledger.drafts import NewDraft, Said
from storage.ledger.follow_up import due_cases
from storage.rules.words import Action
from storage.tables import Role, RoleKind
from tests.benchmarks.filling import Filled, fill
from tests.benchmarks.table import Line, percentile, show
from tests.benchmarks.zone import OFFICE_DAY

NOW = OFFICE_DAY + timedelta(days=1)
BEFORE = OFFICE_DAY - timedelta(days=1)  # nothing is due then
LOOKS = 300
MOST_REPORTS_PER_SECOND = 50
LOAD = 0.5  # of what the ledger takes, on a machine that is too slow or too busy for so many


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much of everything."""

    many: int = 1_000_000
    few: int = 10_000
    due: int = 1_000
    rounds: int = 3
    due_beside_reports: int = 10_000
    slices: int = 15
    slice_seconds: int = 2


QUICK = Sizes(many=100_000, due=200, due_beside_reports=1_000, slices=5, slice_seconds=2)


def sweep_of(ledger: Ledger, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Sweep:
    """The sweep as the bot has it; no case but those made due is looked at."""
    return Sweep(ledger, clock=lambda: NOW, on_released=lambda: None, review=False, pause=pause)


async def _without_rest(_: float) -> None:
    """So that only the work is measured."""


async def measure_sweep(folder: Path, sizes: Sizes) -> None:
    """Print all of it."""
    began = time.perf_counter()
    ripe = sizes.rounds * sizes.due
    many = fill(folder / "many", cases=sizes.many, ripe=ripe + sizes.due_beside_reports)
    few = fill(folder / "few", cases=max(sizes.few, ripe), ripe=ripe)
    filled_seconds = time.perf_counter() - began
    lines = [
        await _by_size(many, few, sizes),
        _with_nothing_due(many),
        *await _beside_reports(many, sizes, ripe),
    ]
    show(f"Sweep: {sizes.many:,} open cases, filled in {filled_seconds:.0f} s", lines, beside="compared with")


async def _by_size(many: Filled, few: Filled, sizes: Sizes) -> Line:
    """The same number of due cases in a big and a small ledger, in turn."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for number in range(sizes.rounds):
        for place, filled in enumerate((many, few)):
            filled.make_due(number * sizes.due, sizes.due, NOW)
            ledger = filled.open()
            began = time.perf_counter()
            await sweep_of(ledger, _without_rest).run()
            taken[place].append(time.perf_counter() - began)
            assert ledger.read_now(due_cases, NOW) == []
            ledger.close()
    return Line(
        what=f"{sizes.due:,} due among {sizes.many:,} cases, beside {max(sizes.few, 1):,}",
        measured=f"{median(taken[0]):.2f} s",
        beside=f"{median(taken[1]):.2f} s",
        ratio=median(big / small for big, small in zip(taken[0], taken[1], strict=True)),
        goal="≤ 1.20",
    )


def _with_nothing_due(filled: Filled) -> Line:
    """What a sweep with nothing to do asks."""
    ledger = filled.open()
    taken = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        assert ledger.read_now(due_cases, BEFORE) == []
        taken.append(time.perf_counter() - began)
    ledger.close()
    return Line(what="nothing due", measured=f"{median(taken) * 1000:.3f} ms", goal="< 1 ms")


async def _beside_reports(filled: Filled, sizes: Sizes, start: int) -> list[Line]:
    """Reports at an even rate, by themselves and while a sweep goes on, in turn."""
    ledger = filled.open()
    reporting = _Reporting(ledger)
    await reporting.choose_rate()
    filled.make_due(start, sizes.due_beside_reports, NOW)
    idle, busy, swept = list[list[float]](), list[list[float]](), 0
    for _ in range(sizes.slices):
        idle.append(await reporting.during(asyncio.sleep(sizes.slice_seconds)))
        left = _still_due(ledger)
        busy.append(await reporting.during(_broken_off(sweep_of(ledger).run(), sizes.slice_seconds)))
        swept += left - _still_due(ledger)
    ledger.close()
    what = f"of {reporting.rate:.0f} reports/s in a sweep of {sizes.due_beside_reports:,}, beside idle"
    return [
        *(_waits(f"p{percent} {what}", busy, idle, percent) for percent in (50, 99)),
        Line(what="that sweep", measured=f"{swept / sizes.slices / sizes.slice_seconds:.0f} cases/s"),
    ]


def _still_due(ledger: Ledger) -> int:
    return len(ledger.read_now(due_cases, NOW, limit=1_000_000))


async def _broken_off(work: Awaitable[object], after_seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(work, after_seconds)


def _waits(what: str, busy: list[list[float]], idle: list[list[float]], percent: int) -> Line:
    """The medians of both, and of the ratio of neighbours."""
    pairs = [
        (percentile(one, percent), percentile(other, percent)) for one, other in zip(busy, idle, strict=True)
    ]
    return Line(
        what=what,
        measured=f"{median(high for high, _ in pairs) * 1000:.0f} ms",
        beside=f"{median(low for _, low in pairs) * 1000:.0f} ms",
        ratio=median(high / low for high, low in pairs),
        goal="≤ 2.00" if percent == 99 else "",
    )


class _Reporting:
    """People who report whether or not the ledger keeps up; a wait counts from when the report was to begin."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._numbers = count(1_000_000)
        self._contacts = ledger.read_now(_contacts)
        self.rate = 0.0  # reports a second

    async def choose_rate(self) -> None:
        """Find out what the ledger takes, and stay well below."""
        began, at_once, waits = time.perf_counter(), 100, list[float]()
        await asyncio.gather(*(self._report(began, waits) for _ in range(at_once)))
        most = at_once / (time.perf_counter() - began)
        self.rate = min(MOST_REPORTS_PER_SECOND, LOAD * most)

    async def during(self, work: Awaitable[object]) -> list[float]:
        """The seconds that each report took which began while this went on."""
        going_on = asyncio.ensure_future(work)
        began, waits, tasks = time.perf_counter(), list[float](), list[asyncio.Task[None]]()
        while not going_on.done():
            due = began + len(tasks) / self.rate
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            tasks.append(asyncio.create_task(self._report(due, waits)))
        await asyncio.gather(going_on, *tasks)
        return waits

    async def _report(self, due: float, waits: list[float]) -> None:
        """What a report is to the ledger, three transactions: a draft, its words, 提交."""
        number = next(self._numbers)
        person, enterprise = self._contacts[number % len(self._contacts)]
        new = NewDraft(id=number, person_id=person, action=Action.OPEN, now=NOW, enterprise_id=enterprise)
        draft = await self._ledger.write(drafts.begin_draft, new)
        await self._ledger.write(
            drafts.take_in, draft.id, person, Said(message_id=1, text="想申请变压器增容"), now=NOW
        )
        await self._ledger.write(submitting.submit_report, draft.id, person, now=NOW)
        waits.append(time.perf_counter() - due)


def _contacts(session: LedgerSession) -> list[tuple[int, int]]:
    rows = session.exec(select(Role).where(Role.kind == RoleKind.CONTACT))
    return [(row.person_id, row.enterprise_id) for row in rows if row.enterprise_id is not None]
