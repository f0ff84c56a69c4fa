"""The points at which a process may be told to die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from bot.checkpoints import VARIABLE, Checkpoint, Checkpoints


def test_nothing_happens_at_any_point_unless_asked_for() -> None:
    kills: list[None] = []
    points = Checkpoints({}, lambda: kills.append(None))
    for point in Checkpoint:
        points.passed(point)
    assert kills == []


@pytest.mark.parametrize(("wanted", "passings"), [("notice_taken", 1), ("notice_taken:3", 3)])
def test_it_kills_at_the_passing_that_was_asked_for_and_at_no_other(wanted: str, passings: int) -> None:
    kills: list[int] = []
    points = Checkpoints({VARIABLE: wanted}, lambda: kills.append(1))
    killed = []
    for _ in range(5):
        points.passed(Checkpoint.NOTICE_MARKED)
        points.passed(Checkpoint.NOTICE_TAKEN)
        killed.append(len(kills))
    assert killed == [int(passing >= passings) for passing in range(1, 6)]


def test_a_point_that_does_not_exist_ends_the_start() -> None:
    with pytest.raises(ValueError, match="notice_lost"):
        Checkpoints({VARIABLE: "notice_lost"})


def test_the_process_is_killed_and_does_not_end_by_itself() -> None:
    program = (
        "from bot.checkpoints import Checkpoint, passed; passed(Checkpoint.UPDATE_STORED); print('alive')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {VARIABLE: "update_stored"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")
