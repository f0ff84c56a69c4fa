"""`zhuqi run`: the bot serves until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio

from bot.logs import set_up_logging
from bot.settings import load_settings


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `run` into the parser of the command line."""
    parser = subparsers.add_parser("run", help="运行机器人，直到收到停止信号（Ctrl+C）")
    parser.set_defaults(func=_run)


def _run(_: argparse.Namespace) -> int:
    settings = load_settings()
    settings.require_token()
    set_up_logging(settings)
    # Takes half a second that wrong settings should not wait for.
    from bot.service import Service  # noqa: PLC0415

    asyncio.run(Service(settings).run_until_stopped())
    return 0
