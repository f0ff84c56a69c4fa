"""Where the clock can be moved to; the times are those of Changchun."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.page.moving import Goal, NothingDue, time_of
from storage.database import Ledger
from tests.bot.page.conftest import open_a_case

CHANGCHUN = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHANGCHUN)


@pytest.mark.parametrize(
    ("goal", "now", "then"),
    [
        (Goal.WORKING_DAY, "2026-11-24 11:00", "2026-11-25 11:00"),
        (Goal.WORKING_DAY, "2026-11-27 11:00", "2026-11-30 11:00"),  # over a weekend
        (Goal.WORKING_DAY, "2026-09-30 23:30", "2026-10-08 23:30"),  # over the National Day holiday
        (Goal.WORKING_DAY, "2026-10-09 11:00", "2026-10-10 11:00"),  # a Saturday that is worked
        (Goal.DIGEST, "2026-11-24 08:29", "2026-11-24 08:30"),
        (Goal.DIGEST, "2026-11-24 08:30", "2026-11-25 08:30"),
        (Goal.DIGEST, "2026-11-27 18:00", "2026-11-30 08:30"),
    ],
)
def test_days_are_working_days(ledger: Ledger, goal: Goal, now: str, then: str) -> None:
    assert ledger.read_now(time_of, goal, local(now)) == local(then)


def test_deadlines_are_reached_one_after_the_other(ledger: Ledger) -> None:
    reported = local("2026-11-24 11:00")
    open_a_case(ledger, reported)

    reached = [reported]
    while len(reached) < 4:
        reached.append(ledger.read_now(time_of, Goal.DEADLINE, reached[-1]))

    assert reached[1:] == [
        local("2026-11-24 16:00"),  # 签收, 4 h W
        local("2026-11-25 17:30"),  # the first reply, 1 WD
        local("2026-12-01 17:30"),  # 办结, 5 WD
    ]
    with pytest.raises(NothingDue):
        ledger.read_now(time_of, Goal.DEADLINE, reached[-1])
