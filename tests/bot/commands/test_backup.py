"""`zhuqi backup`: all rows, verified, and nothing half done left behind."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.backup import BackupFailed, back_up


@pytest.fixture
def source(home: Path) -> Path:
    """A fresh ledger with a few rows."""
    assert main(["migrate"]) == 0
    path = home / "data" / "zhuqi.db"
    with closing(sqlite3.connect(path)) as database, database:
        for number in range(50):
            add(database, number)
    return path


def add(database: sqlite3.Connection, number: int) -> None:
    database.execute("INSERT INTO counter (day, last) VALUES (?, ?)", (f"day {number}", number))


def days(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM counter").fetchone()[0])


def left_behind(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"data"}


def test_backup_has_all_rows_and_nothing_else_is_left(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "copy.db"]) == 0

    assert days(tmp_path / "copy.db") == 50
    assert left_behind(tmp_path) == {"copy.db"}
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert "已备份到 copy.db" in capsys.readouterr().out


def test_what_is_in_the_log_only_is_in_the_backup(source: Path, tmp_path: Path) -> None:
    """A copy of the file alone would miss it."""
    with closing(sqlite3.connect(source)) as running:
        running.execute("PRAGMA journal_mode=WAL")
        with running:
            add(running, 1000)
        assert back_up(source, tmp_path / "copy.db")["counter"] == 51


def test_backup_while_others_write_is_one_moment_of_the_ledger(source: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(source, timeout=30)) as writer:
            for number in range(1000, 100_000):
                if stop.is_set():
                    return
                with writer:  # always two together
                    add(writer, 2 * number)
                    add(writer, 2 * number + 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            rows = back_up(source, tmp_path / f"copy {number}.db")
            assert rows["counter"] % 2 == 0
            assert days(tmp_path / f"copy {number}.db") == rows["counter"]
    finally:
        stop.set()
        writer.join()


def test_backup_overwrites_nothing(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "copy.db").write_text("precious")

    assert main(["backup", "copy.db"]) == 1

    assert (tmp_path / "copy.db").read_text() == "precious"
    assert "没有覆盖" in capsys.readouterr().err


def test_without_a_database_there_is_no_backup(source: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="还没有数据库"):
        back_up(tmp_path / "none.db", tmp_path / "copy.db")

    assert left_behind(tmp_path) == set()


def test_folder_that_is_not_there_is_told(source: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="写不出"):
        back_up(source, tmp_path / "nowhere" / "copy.db")


@pytest.mark.parametrize("damage", ["text", "page"])
def test_damaged_database_is_not_passed_off_as_a_backup(source: Path, tmp_path: Path, damage: str) -> None:
    content = bytearray(source.read_bytes())
    if damage == "text":
        content[:16] = b"no database, not"
    else:
        content[8192:8292] = b"\xff" * 100
    source.write_bytes(content)

    with pytest.raises(BackupFailed):
        back_up(source, tmp_path / "copy.db")

    assert left_behind(tmp_path) == set()
