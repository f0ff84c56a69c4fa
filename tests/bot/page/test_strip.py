from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.page.strip import Notice, Outgoing, Place, Strip
from tests.bot.page.conftest import START

NUMBERS = count(1)


def notice(*, due: int = 0, done: int | None = None, dropped: bool = False) -> Notice:
    """Due and done so many seconds after the start."""
    return Notice(
        id=next(NUMBERS),
        kind="event",
        topic="accept",
        due_at=_at(due),
        done_at=None if done is None else _at(done),
        dropped=dropped,
    )


def shown(
    *notices: Notice, leap: int | None = None, now: int = 0, taken: dict[int, list[Place]] | None = None
) -> dict[str, Any]:
    strip = Strip(
        name_of=str, copies_of=lambda chat_id, message_id: 2 if (chat_id, message_id) == (6, 7) else 1
    )
    if leap is not None:
        strip.note_leap(_at(leap))
    return strip.as_json(Outgoing(notices=notices, taken=taken or {}), now=_at(now), twice=3)


def test_what_waits_may_be_due_or_wait_for_its_time() -> None:
    found = shown(notice(due=10), notice(due=0), now=5)

    assert (found["waiting"], found["due"], found["delivered"]) == (2, 1, 0)


def test_what_came_a_minute_after_it_was_due_is_late() -> None:
    found = shown(notice(done=60), notice(done=61))

    assert (found["delivered"], found["late"]) == (2, 1)
    assert [line["late_seconds"] for line in found["last"]] == [61, 0]


def test_time_that_was_skipped_is_nobodys_delay() -> None:
    assert shown(notice(done=3605), leap=3600)["late"] == 0
    assert shown(notice(done=3700), leap=3600)["late"] == 1
    assert shown(notice(done=300), leap=3600)["late"] == 1


def test_what_was_dropped_was_not_delivered() -> None:
    found = shown(notice(done=5, dropped=True))

    assert (found["delivered"], found["last"]) == (0, [])


def test_last_says_to_whom_and_how_often() -> None:
    one, other = notice(done=5), notice(done=6)
    found = shown(one, other, taken={one.id: [(5, 7)], other.id: [(5, 8), (6, 7)]})

    assert found["twice"] == 3
    assert found["last"] == [
        {
            "at": "2026-11-24T03:00:06+00:00",
            "kind": "event",
            "topic": "accept",
            "to": ["5", "6"],
            "late_seconds": 0,
            "copies": 2,
        },
        {
            "at": "2026-11-24T03:00:05+00:00",
            "kind": "event",
            "topic": "accept",
            "to": ["5"],
            "late_seconds": 0,
            "copies": 1,
        },
    ]


def _at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)
