"""What holds for every test: no network but loopback, a fixed present, examples that repeat."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

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


class NetworkUsedError(BaseException):
    """A test went beyond loopback. No code under test may catch it by catching Exception."""


def _refuse_beyond_loopback(family: int, address: Any) -> None:
    if family == getattr(socket, "AF_UNIX", None):
        return
    host = address[0]
    try:
        if host == "localhost" or ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkUsedError(f"no network in tests: {host}")


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test that connects, sends or looks a name up beyond this machine, even if the code copes."""
    attempts: list[NetworkUsedError] = []

    def guard(family: int, address: Any) -> None:
        try:
            _refuse_beyond_loopback(family, address)
        except NetworkUsedError as error:
            attempts.append(error)
            raise

    class LoopbackSocket(socket.socket):
        def connect(self, address: Any, /) -> None:
            guard(self.family, address)
            super().connect(address)

        def connect_ex(self, address: Any, /) -> int:
            guard(self.family, address)
            return super().connect_ex(address)

        def sendto(self, *args: Any) -> int:
            guard(self.family, args[-1])
            return super().sendto(*args)

    look_up = socket.getaddrinfo

    def loopback_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None:
            guard(socket.AF_INET, (host.decode() if isinstance(host, bytes) else host,))
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "socket", LoopbackSocket)
    monkeypatch.setattr(socket, "getaddrinfo", loopback_getaddrinfo)
    yield
    if attempts:
        pytest.fail(str(attempts[0]))


@pytest.fixture
def now() -> datetime:
    """Tuesday 2026-11-24 10:00 in Changchun: a working day, inside office hours, no holiday near."""
    return datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
