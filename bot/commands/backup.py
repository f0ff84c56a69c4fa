"""`zhuqi backup FILE`: a copy of the ledger, made while the bot runs, and verified by opening it."""

from __future__ import annotations

import argparse
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from bot.commands.printing import say
from bot.settings import load_settings
from storage.errors import ZhuqiError

WAIT_SECONDS: Final = 30


class BackupFailed(ZhuqiError):
    """没有备份：{reason}"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `backup` into the parser of the command line."""
    parser = subparsers.add_parser("backup", help="备份数据库（机器人运行时也可以）")
    parser.add_argument("file", type=Path, metavar="FILE", help="要写出的文件；已有的不会覆盖")
    parser.set_defaults(func=_back_up)


def _back_up(arguments: argparse.Namespace) -> int:
    source = Path(make_url(load_settings().database_url).database or "")
    rows = back_up(source, arguments.file)
    size = arguments.file.stat().st_size
    say(f"已备份到 {arguments.file}（{size / 1024 / 1024:.1f} MB，{sum(rows.values())} 行，已核对）。")
    say("附件副本不在其中，请另行备份 FILES_DIR 文件夹。")
    return 0


def back_up(source: Path, target: Path) -> dict[str, int]:
    """Copy a SQLite database that may be in use; how many rows each table of the copy has.

    The copy appears under its name only when it is whole: it was opened, SQLite found it sound, and shape and number
    of rows are those of the source.

    Raises:
        BackupFailed: the source is not there, the target is, or the copy is not sound. Nothing is left behind.
    """
    if not source.is_file():
        raise BackupFailed(reason=f"还没有数据库 {source}，请核对 DATABASE_URL")
    if target.exists():
        raise BackupFailed(reason=f"已有 {target}，没有覆盖；请换一个文件名")
    try:
        with _unfinished(target) as unfinished:
            rows = _copy(source, unfinished)
            # Unlike a rename it does not replace what has come there meanwhile.
            os.link(unfinished, target)
    except sqlite3.Error as error:
        raise BackupFailed(reason=f"数据库出错（{error}）") from error
    except OSError as error:
        raise BackupFailed(reason=f"{target} 写不出（{error.strerror}）") from error
    return rows


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A file of ours beside the target, for its owner's eyes; gone at the end."""
    path = target.with_name(f".{target.name}.{os.getpid()}")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> dict[str, int]:
    with (
        closing(_open(source, "ro")) as live,
        closing(_open(target, "rw")) as copy,
    ):
        # What is counted and what is copied is one state of the ledger, whatever is written meanwhile.
        live.execute("BEGIN")
        expected = _shape(live), _count(live)
        live.backup(copy)
        # A copy of its own needs no log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    with closing(_open(target, "ro")) as opened:
        problems = [line for (line,) in opened.execute("PRAGMA integrity_check") if line != "ok"]
        rows = _count(opened)
        if problems or (_shape(opened), rows) != expected:
            raise BackupFailed(reason=f"副本没有通过核对（{'；'.join(problems) or '结构或行数不同'}）")
    return rows


def _open(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)


def _shape(database: sqlite3.Connection) -> tuple[list[str], list[str]]:
    tables = [
        sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name")
    ]
    return [version for (version,) in database.execute("SELECT version_num FROM alembic_version")], tables


def _count(database: sqlite3.Connection) -> dict[str, int]:
    names = [
        name
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - the schema's names
        for name in names
    }
