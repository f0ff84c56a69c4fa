"""What a report costs: the bot against the floor, a round of each in turn, on a Telegram that costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.request import CONNECTIONS
from tests.benchmarks.children import Child, running
from tests.benchmarks.floor import write_plan
from tests.benchmarks.table import Line, percentile, show
from tests.benchmarks.telegram import STEPS, Call, Telegram
from tests.benchmarks.zone import make_zone


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one round."""

    updates_per_second: float
    cpu_ms_per_update: float
    p50_ms: float  # from an update to the first answer
    p99_ms: float


@dataclass(frozen=True, kw_only=True)
class Side:
    """The bot or the floor, with a Telegram of its own."""

    telegram: Telegram
    child: Child

    async def round(self) -> Figures:
        """Everybody reports once."""
        before = self.child.cpu_seconds
        done = await self.telegram.round()
        return Figures(
            updates_per_second=done.updates / done.seconds,
            cpu_ms_per_update=(self.child.cpu_seconds - before) / done.updates * 1000,
            p50_ms=percentile(done.waits, 50) * 1000,
            p99_ms=percentile(done.waits, 99) * 1000,
        )


async def measure_reports(folder: Path, *, people: int, rounds: int) -> None:
    """Print updates per second and waits of the bot, of the floor, and their ratio round by round."""
    async with AsyncExitStack() as stack:
        bot = await _begin(stack, "tests.benchmarks.unpaced", _zone(folder / "bot", people), people)
        steps = await bot.telegram.one_report()
        floor = await _begin(stack, "tests.benchmarks.floor", _plan(folder / "floor", steps), people)
        await floor.telegram.one_report()
        # The first round of both fills pools and caches.
        done = [(await bot.round(), await floor.round()) for _ in range(rounds + 1)][1:]
    calls = sum(map(len, steps))
    show(
        f"Reports: {people} people at once, {calls} calls in {len(STEPS)} updates, {rounds} rounds in turn",
        [
            _line("updates per second", done, lambda one: one.updates_per_second, goal="≥ 0.70"),
            _line("processor ms per update", done, lambda one: one.cpu_ms_per_update),
            _line("p50 ms to first answer", done, lambda one: one.p50_ms),
            _line("p99 ms to first answer", done, lambda one: one.p99_ms),
        ],
        beside="floor",
    )


async def _begin(stack: AsyncExitStack, module: str, folder: Path, people: int) -> Side:
    telegram = await stack.enter_async_context(Telegram(people))
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
