"""A process that has loaded the libraries and from which the bot is forked: a start takes a third of the time.

`python -m tests.kill.nursery` reads orders, a JSON object a line, and answers each with two lines: the number of the
process that it started, and what it ended with. What is forked imports all code of ours itself, with its own
environment, and is killed like any other process.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

LIBRARIES: Final = (
    "aiohttp.web",
    "alembic.command",
    "apscheduler.schedulers.asyncio",
    "chinese_calendar",
    "jinja2",
    "pydantic_settings",
    "sqlmodel",
    "telegram.ext",
)
_LOOK_SECONDS: Final = 0.005


def main() -> None:
    """Serve orders until there are no more."""
    for name in LIBRARIES:
        import_module(name)
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            _become_a_bot(order["environment"], Path(order["folder"]))
        _say(str(process))
        _say(str(_wait_for(process)))


def _wait_for(process: int) -> int:
    """How it ended. It does not outlive whoever ordered it: these say nothing meanwhile, unless they are gone."""
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        gone, _, _ = select.select([sys.stdin], [], [], _LOOK_SECONDS)
        if gone:
            os.kill(process, signal.SIGKILL)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - that is how it answers


def _become_a_bot(environment: Mapping[str, str], folder: Path) -> None:
    """Serve as `zhuqi run` does; does not return."""
    code = 1
    try:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        _write_to(folder / "log.txt")
        code = import_module("tests.kill.unpaced").serve()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _write_to(log: Path) -> None:
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, file in enumerate((nothing, written, written)):
        os.dup2(file, stream)


if __name__ == "__main__":
    main()
