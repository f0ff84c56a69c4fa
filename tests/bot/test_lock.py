"""Who polls: one process for each database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.lock import AlreadyRunning, PollingLock


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/zhuqi.db"


@pytest.fixture
def lock(url: str) -> Iterator[PollingLock]:
    lock = PollingLock(url)
    lock.acquire()
    yield lock
    lock.release()


def test_lock_lies_beside_the_database(lock: PollingLock, tmp_path: Path) -> None:
    assert lock.path == tmp_path / "data" / "zhuqi.db.lock"


def test_second_one_does_not_get_it_until_it_is_given_back(lock: PollingLock, url: str) -> None:
    with pytest.raises(AlreadyRunning, match=r"zhuqi\.db\.lock"):
        PollingLock(url).acquire()

    lock.release()
    lock.release()
    second = PollingLock(url)
    second.acquire()
    second.release()


def test_other_database_has_another_lock(lock: PollingLock, tmp_path: Path) -> None:
    other = PollingLock(f"sqlite:///{tmp_path}/data/other.db")
    other.acquire()
    other.release()


def test_lock_remembers_beyond_its_release_when_polling_went_well(
    lock: PollingLock, url: str, now: datetime
) -> None:
    assert lock.last_seen is None
    lock.note(datetime(2026, 11, 24, 1, 59, 59, 999999, tzinfo=UTC))
    lock.note(now)
    lock.release()

    later = PollingLock(url)
    later.acquire()
    assert later.last_seen == now
    later.release()


def test_file_of_something_else_means_nothing(lock: PollingLock) -> None:
    lock.path.write_bytes(b"\x00half a line")

    assert lock.last_seen is None
