"""The library's durations are those of its next version, in tests and in the program."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from telegram.error import RetryAfter


def test_library_gives_durations_in_tests() -> None:
    assert RetryAfter(5).retry_after == timedelta(seconds=5)


def test_library_gives_durations_in_the_program(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['zhuqi', '--version']\n"
        "from bot.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "from telegram.error import RetryAfter\n"
        "print(type(RetryAfter(5).retry_after).__name__)\n"
    )

    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        check=False,
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
    )

    assert (run.stdout, run.stderr) == (f"zhuqi {version('zhuqi')}\ntimedelta\n", "")
