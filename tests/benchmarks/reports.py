"""What a report costs: the bot beside two floors, a round of each in turn, on a Telegram that costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

from bot.request import CONNECTIONS
from tests.benchmarks.children import Child, running
from tests.benchmarks.floor import write_plan
from tests.benchmarks.table import Line, percentile, show
from tests.benchmarks.telegram import STEPS, Call, Telegram
from tests.benchmarks.zone import make_zone

_FLOOR: Final = "tests.benchmarks.floor"
_SAYING: Final = ("sendMessage", "editMessageText")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one round."""

    updates_per_second: float
    cpu_ms_per_update: float
    p50_ms: float  # from an update to the first answer
    p99_ms: float


@dataclass(frozen=True, kw_only=True)
class Side:
    """The bot or a floor, with a Telegram of its own."""

    telegram: Telegram
    child: Child

    async def round(self) -> Figures:
        """Everybody reports once."""
        before = self.child.cpu_seconds
        done = await self.telegram.round()
        updates = len(STEPS) * done.reports
        return Figures(
            updates_per_second=updates / done.seconds,
            cpu_ms_per_update=(self.child.cpu_seconds - before) / updates * 1000,
            p50_ms=percentile(done.waits, 50) * 1000,
            p99_ms=percentile(done.waits, 99) * 1000,
        )


async def measure_reports(folder: Path, *, people: int, rounds: int) -> None:
    """Print updates per second and waits of the bot beside two floors, and the ratios round by round.

    One floor makes the very calls of the bot; the bare one makes do with a reply an update.
    """
    async with AsyncExitStack() as stack:
        bot = await _begin(stack, "tests.benchmarks.unpaced", _zone(folder / "bot", people), Telegram(people))
        calls = await bot.telegram.one_report()
        floor = await _begin(stack, _FLOOR, _plan(folder / "floor", calls), Telegram(people))
        bare = await _begin(stack, _FLOOR, _plan(folder / "bare", _replies(calls)), Telegram(people))
        for side in (floor, bare):
            await side.telegram.one_report()
        # The first round of each fills pools and caches.
        done = [[await side.round() for side in (bot, floor, bare)] for _ in range(rounds + 1)][1:]
    title = f"{people} people at once, {rounds} rounds in turn, {len(STEPS)} updates a report"
    _show(f"Reports beside the same {sum(map(len, calls))} calls: {title}", done, beside=1, goal="≥ 0.70")
    _show(f"Reports beside a bare reply an update: {title}", done, beside=2, goal="≥ 0.50")


async def _begin(stack: AsyncExitStack, module: str, folder: Path, telegram: Telegram) -> Side:
    await stack.enter_async_context(telegram)
    child = await stack.enter_async_context(running(module, folder=folder, telegram=telegram))
    return Side(telegram=telegram, child=child)


def _zone(folder: Path, people: int) -> Path:
    folder.mkdir()
    make_zone(folder, people)
    return folder


def _plan(folder: Path, steps: list[list[Call]]) -> Path:
    folder.mkdir()
    write_plan(folder, steps, connections=CONNECTIONS)
    return folder


def _replies(steps: list[list[Call]]) -> list[list[Call]]:
    """What the bot says first in each step, and nothing else."""
    said = (
        next(call for call in calls if call.text and call.own and call.method in _SAYING) for calls in steps
    )
    return [[replace(call, method="sendMessage")] for call in said]


def _show(title: str, done: list[list[Figures]], *, beside: int, goal: str) -> None:
    pairs = [(sides[0], sides[beside]) for sides in done]
    show(
        title,
        [
            _line("updates per second", pairs, lambda one: one.updates_per_second, goal=goal),
            _line("processor ms per update", pairs, lambda one: one.cpu_ms_per_update),
            _line("p50 ms to first answer", pairs, lambda one: one.p50_ms),
            _line("p99 ms to first answer", pairs, lambda one: one.p99_ms),
        ],
        beside="floor",
    )


def _line(
    what: str, done: list[tuple[Figures, Figures]], of: Callable[[Figures], float], goal: str = ""
) -> Line:
    """The medians of both, and of the ratio within each round."""
    return Line(
        what=what,
        measured=f"{median(of(bot) for bot, _ in done):.1f}",
        beside=f"{median(of(floor) for _, floor in done):.1f}",
        ratio=median(of(bot) / of(floor) for bot, floor in done),
        goal=goal,
    )
