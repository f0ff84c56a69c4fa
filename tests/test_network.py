"""The guard of conftest.py over the network holds: nothing else would tell if it did not."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Addresses set aside for documentation: were the guard broken, nobody would be called.
CALLS_OUT = """
import asyncio, socket
from contextlib import suppress

def test_connect():
    with suppress(BaseException), socket.socket() as sock:
        sock.settimeout(0.01)
        sock.connect(("192.0.2.1", 9))

def test_datagram():
    with suppress(BaseException), socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.sendto(b"", ("192.0.2.1", 9))

def test_name():
    with suppress(BaseException):
        socket.getaddrinfo("zhuqi.invalid", 80)

async def test_asyncio():
    with suppress(BaseException):
        await asyncio.wait_for(asyncio.open_connection("192.0.2.1", 9), 0.01)

def test_nothing():
    pass
"""


def test_what_calls_out_fails_even_if_it_copes(tmp_path: Path) -> None:
    file = tmp_path / "test_calls.py"
    file.write_text(CALLS_OUT)

    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-c", ROOT / "pyproject.toml", "--rootdir", tmp_path, file),
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    errors = re.findall(
        r"ERROR at teardown of (\w+) .*?^E .*?Failed: (.*?)$", run.stdout, re.DOTALL | re.MULTILINE
    )
    assert errors == [
        ("test_connect", "no network in tests: socket.connect 192.0.2.1"),
        ("test_datagram", "no network in tests: socket.sendto 192.0.2.1"),
        ("test_name", "no network in tests: socket.getaddrinfo zhuqi.invalid"),
        ("test_asyncio", "no network in tests: socket.connect 192.0.2.1"),
    ], run.stdout + run.stderr
    assert "5 passed, 4 errors" in run.stdout


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with socket.create_connection(address) as client, server.accept()[0] as accepted:
            client.sendall(b"x")
            assert accepted.recv(1) == b"x"
