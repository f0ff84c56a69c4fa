"""`zhuqi migrate`: the database gets its newest shape."""

from __future__ import annotations

import argparse

from bot.commands.opening import open_ledger
from bot.commands.printing import say
from bot.settings import load_settings
from storage import migrations


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `migrate` into the parser of the command line."""
    parser = subparsers.add_parser("migrate", help="建立数据库，或把旧的升级到最新（run 也会自动升级）")
    parser.set_defaults(func=_migrate)


def _migrate(_: argparse.Namespace) -> int:
    with open_ledger(load_settings()) as ledger:
        current, newest = migrations.revisions(ledger.engine)
    assert current == newest
    say(f"数据库已是最新（{newest}）。")
    return 0
