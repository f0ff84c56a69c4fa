"""The command line. Exit status: 0 done, 1 failed with a reason, 2 wrong usage."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Final

from storage.errors import ZhuqiError

# Each module has `register(subparsers)`; the order is that of the help.
COMMANDS: Final = ("run", "demo", "migrate", "roster", "digest", "backup", "doctor")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.func is None:
        parser.print_help()
        return 2
    return _carry_out(chosen.func, chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhuqi", description="万人驻（助）企服务机器人")
    parser.add_argument("--version", action="version", version=f"zhuqi {version('zhuqi')}", help="显示版本")
    parser.set_defaults(func=None)
    subparsers = parser.add_subparsers(title="命令", metavar="命令")
    for name in COMMANDS:
        import_module(f"bot.commands.{name}").register(subparsers)
    return parser


def _carry_out(command: Callable[[argparse.Namespace], int], chosen: argparse.Namespace) -> int:
    """A failure with a known reason is told in one message, without a traceback."""
    from bot.commands.printing import complain

    try:
        return command(chosen)
    except ZhuqiError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
