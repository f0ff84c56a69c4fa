"""`zhuqi run` in all but its pace: Telegram's limits would make every story take half a minute."""

from __future__ import annotations

import asyncio

from bot.logs import set_up_logging
from bot.pacing import Pacer
from bot.service import Service
from bot.settings import load_settings
from tests.unpaced import UNPACED


def serve() -> int:
    """Serve until stopped or killed; the exit status."""
    settings = load_settings()
    set_up_logging(settings)
    asyncio.run(Service(settings, pacer=Pacer(UNPACED)).run_until_stopped())
    return 0
