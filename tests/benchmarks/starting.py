"""How long it takes from the start of `zhuqi run` to its first answer, and what it holds in memory when idle."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median

from bot.request import CONNECTIONS
from tests.benchmarks.children import running
from tests.benchmarks.floor import write_plan
from tests.benchmarks.table import Line, show
from tests.benchmarks.telegram import Call, Telegram
from tests.benchmarks.zone import make_zone

IDLE_SECONDS = 3


async def measure_starting(folder: Path, *, starts: int) -> None:
    """Print seconds to the first answer and idle memory, of the bot beside the floor."""
    sides = {"bot": ("bot", "run"), "floor": ("tests.benchmarks.floor",)}
    for name in sides:
        (folder / name).mkdir()
    make_zone(folder / "bot", 50)
    write_plan(
        folder / "floor", [[Call(method="sendMessage", own=True, text="收到")]], connections=CONNECTIONS
    )
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    memory: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(starts):
        for name, command in sides.items():
            async with (
                Telegram(1) as telegram,
                running(*command, folder=folder / name, telegram=telegram) as child,
            ):
                seconds[name].append(await telegram.answer_to_first_words() - child.began)
                await asyncio.sleep(IDLE_SECONDS)
                memory[name].append(child.memory_mb)
    lines = [
        Line(
            what=what,
            measured=f"{median(of['bot']):.2f}",
            beside=f"{median(of['floor']):.2f}",
            ratio=median(bot / floor for bot, floor in zip(of["bot"], of["floor"], strict=True)),
            goal=goal,
        )
        for what, of, goal in (
            ("seconds to the first answer", seconds, "< 3"),
            ("MB in memory, idle", memory, "< 150"),
        )
    ]
    show(f"Start: {starts} in turn", lines, beside="floor")
