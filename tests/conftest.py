"""What holds for every test: no network but loopback, a fixed present, examples that repeat; and a fresh ledger."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from storage.database import Ledger
from storage.migrations import upgrade
from storage.policy import default_policy
from storage.rules.policy import Policy

# As in the program; the library reads it at each duration, so before the first test is early enough.
os.environ["PTB_TIMEDELTA"] = "1"

settings.register_profile(
    "zhuqi",
    # A busy machine is slow, and no failure; the same examples each time, so that red means broken.
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a search with fresh examples: pytest --hypothesis-profile=explore
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("zhuqi")


_CALLS_OUT = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
_calls_beyond_loopback: list[str] = []


class NetworkUsedError(BaseException):
    """A test went beyond loopback. What catches Exception does not catch it."""


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Let nothing of this process connect, send or look a name up beyond this machine."""
    if event not in _CALLS_OUT:
        return
    match arguments:
        case (socket.socket(), str() | bytes()):  # the path of a Unix socket
            return
        case (socket.socket(), (host, *_)) | (host, *_):
            if not _is_loopback(host):
                _calls_beyond_loopback.append(f"{event} {host}")
                raise NetworkUsedError(_calls_beyond_loopback[-1])


def _is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "localhost"}:  # no name is any address of this machine
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def _only_loopback() -> Iterator[None]:
    """Fail the test that used the network, also when its code coped with being refused."""
    _calls_beyond_loopback.clear()
    yield
    if _calls_beyond_loopback:
        pytest.fail(f"no network in tests: {', '.join(_calls_beyond_loopback)}")


@pytest.fixture
def now() -> datetime:
    """Tuesday 2026-11-24 10:00 in Changchun: a working day, inside office hours, no holiday near."""
    return datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy that comes with the service."""
    return default_policy()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> Path:
    """A database with all its tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "zhuqi.db"
    ledger = Ledger(f"sqlite:///{path}", policy)
    upgrade(ledger.engine)
    ledger.close()
    return path


@pytest.fixture
def ledger(tmp_path: Path, empty_database: Path, policy: Policy) -> Iterator[Ledger]:
    """A fresh ledger in zhuqi.db; where a service runs on that file, a second door to it."""
    shutil.copy(empty_database, tmp_path / "zhuqi.db")
    ledger = Ledger(f"sqlite:///{tmp_path}/zhuqi.db", policy)
    yield ledger
    ledger.close()
