"""A clock that is looked at whenever the last look said so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from storage.rules.follow_up import FollowUp, plan
from storage.rules.running_clock import RunningClock
from tests.storage.rules.naive_calendar import local, shown
from tests.storage.rules.promises import CALENDAR, LADDER


def taking(clock: RunningClock, due: tuple[FollowUp, ...]) -> RunningClock:
    """The clock once these steps are in the history."""
    return replace(clock, taken=clock.taken | {follow_up.step.code for follow_up in due})


def climb(clock: RunningClock, until: dt.datetime) -> Iterator[tuple[dt.datetime, FollowUp]]:
    """Look whenever the last look said so, and take what is due."""
    now = clock.began_at
    while now <= until:
        found = plan([clock], LADDER, CALENDAR, now)
        yield from ((now, follow_up) for follow_up in found.due)
        clock = taking(clock, found.due)
        if found.next_at is None:
            return
        assert found.next_at > now
        now = found.next_at


def told(follow_up: FollowUp) -> str:
    """The step, and who hears of it: “due 承办人 专班”."""
    act = [follow_up.step.act.label] if follow_up.step.act else []
    return " ".join([follow_up.step.code.split(":")[0], *(a.label for a in follow_up.audiences), *act])


def ladder_of(clock: RunningClock, until: str = "2027-12-31") -> list[str]:
    return [f"{shown(at)} {told(follow_up)}" for at, follow_up in climb(clock, local(until))]
