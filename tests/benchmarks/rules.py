"""What the rules cost that are asked for every case: microseconds, the best of many short runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from timeit import repeat

from storage.rules.follow_up import plan
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind
from storage.rules.worktime import WorkCalendar
from tests.benchmarks.table import Line, show
from tests.benchmarks.zone import OFFICE_DAY, POLICY

TIMES, RUNS = 500, 7


def measure_rules() -> None:
    """Print the cost of a due time and of a plan for one case."""
    calendar = WorkCalendar(POLICY.calendar)
    limits = POLICY.limits.of(Urgency.NORMAL)
    moments = cycle([OFFICE_DAY + timedelta(hours=13 * number) for number in range(28)])
    clocks = [
        RunningClock(
            id=place,
            kind=kind,
            urgency=Urgency.NORMAL,
            limit=limit,
            began_at=OFFICE_DAY,
            due_at=calendar.due_at(limit, OFFICE_DAY).at,
        )
        for place, (kind, limit) in enumerate(
            [
                (ClockKind.ACCEPT, limits.accept),
                (ClockKind.FIRST_REPLY, limits.first_reply),
                (ClockKind.RESOLVE, limits.resolve),
            ]
        )
    ]
    later = OFFICE_DAY + timedelta(days=10)
    show(
        "Rules",
        [
            _line("due time in working days", lambda: calendar.due_at(limits.resolve, next(moments))),
            _line("working minutes between", lambda: calendar.working_minutes_between(OFFICE_DAY, later)),
            _line("plan of a case, three clocks", lambda: plan(clocks, POLICY.ladder, calendar, later)),
        ],
    )


def _line(what: str, call: Callable[[], object]) -> Line:
    return Line(what=what, measured=f"{min(repeat(call, number=TIMES, repeat=RUNS)) / TIMES * 1e6:.1f} µs")
