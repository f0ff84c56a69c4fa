"""The command line. Exit status: 0 done, 1 failed with a reason, 2 wrong usage."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.metadata import version


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="zhuqi", description="万人驻（助）企服务机器人")
    parser.add_argument("--version", action="version", version=f"zhuqi {version('zhuqi')}", help="显示版本")
    parser.parse_args(arguments)
    parser.print_help()
    return 2
