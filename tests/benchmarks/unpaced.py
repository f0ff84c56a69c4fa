"""`zhuqi run` in all but its pace: `python -m tests.benchmarks.unpaced`, as a process of its own."""

from __future__ import annotations

import asyncio

from bot.logs import set_up_logging
from bot.pacing import Limit, Limits, Pacer
from bot.service import Service
from bot.settings import load_settings

_FAST = Limit(messages=1_000_000, seconds=1, burst=1_000_000)


def main() -> None:
    """Serve until stopped."""
    settings = load_settings()
    set_up_logging(settings)
    pacer = Pacer(Limits(overall=_FAST, private=_FAST, group=_FAST))
    asyncio.run(Service(settings, pacer=pacer).run_until_stopped())


if __name__ == "__main__":
    main()
