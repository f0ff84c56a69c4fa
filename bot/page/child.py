"""The bot as it is, in a process of its own. Only its clock is told from outside.

The settings come from the environment, as for `zhuqi run`. Each line on standard input is the offset of the clock in
seconds; then the bot looks for what is due. When standard input ends, whoever started it is gone, and so it ends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.logs import set_up_logging
from bot.pacing import Pacer
from bot.page.clock import OFFSET, MovedClock
from bot.service import Service
from bot.settings import load_settings
from storage.errors import ZhuqiError

_log = logging.getLogger("bot.page")


async def serve() -> int:
    """Serve until SIGTERM, or until whoever started it is gone; the exit status."""
    settings = load_settings()
    set_up_logging(settings)
    clock = MovedClock(timedelta(seconds=float(os.environ.get(OFFSET, "0"))))
    service = Service(settings, clock=clock, pacer=Pacer(monotonic=clock.monotonic))
    obeying = asyncio.create_task(_obey(clock, service))
    try:
        await service.run_until_stopped()
    except ZhuqiError as error:
        _log.error("%s", error)
        return 1
    finally:
        obeying.cancel()
    return 0


async def _obey(clock: MovedClock, service: Service) -> None:
    async for line in _standard_input():
        clock.offset = timedelta(seconds=float(line))
        try:
            await service.follow_up()
        except Exception:
            _log.exception("what is due now cannot be looked for; the next minute does it")
    signal.raise_signal(signal.SIGTERM)


async def _standard_input() -> AsyncIterator[bytes]:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line


if __name__ == "__main__":
    # As the command line does it.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    os.umask(0o077)
    sys.exit(asyncio.run(serve()))
