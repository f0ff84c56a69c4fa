"""Being told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_STOPPING: Final = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """An event that SIGTERM or SIGINT sets; the second of them ends the process at once."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {which: signal.getsignal(which) for which in _STOPPING}

    def ask() -> None:
        for which in _STOPPING:
            loop.remove_signal_handler(which)
            signal.signal(which, signal.SIG_DFL)
        asked.set()

    for which in _STOPPING:
        loop.add_signal_handler(which, ask)
    try:
        yield asked
    finally:
        for which, handler in before.items():
            loop.remove_signal_handler(which)
            signal.signal(which, handler)
