"""`zhuqi run` in all but its pace: Telegram's limits would make every story take half a minute."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.logs import set_up_logging
from bot.pacing import Limit, Limits, Pacer
from bot.service import Service
from bot.settings import load_settings

_FAST: Final = Limit(messages=10_000, seconds=1, burst=10_000)


def serve() -> int:
    """Serve until stopped or killed; the exit status."""
    settings = load_settings()
    set_up_logging(settings)
    pacer = Pacer(Limits(overall=_FAST, private=_FAST, group=_FAST))
    asyncio.run(Service(settings, pacer=pacer).run_until_stopped())
    return 0
