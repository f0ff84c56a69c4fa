"""Which day's 日报 is due, and what period it tells of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from storage.policy import default_policy
from storage.rules.digest_days import DigestDays, Period
from storage.rules.worktime import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = DigestDays(
    calendar=WorkCalendar(default_policy().calendar),
    timezone=SHANGHAI,
    hour=time(8, 30),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def due(now: str, *, last: str | None = None, started: str = "11-02 10:00") -> date | None:
    return DAYS.next_due(last=day(last) if last else None, started_at=local(started), now=local(now))


def test_none_for_a_day_whose_hour_was_before_the_first_start() -> None:
    assert due("11-02 18:00") is None
    assert due("11-03 08:29") is None
    assert due("11-03 08:30") == day("11-03")


def test_first_start_before_the_hour_brings_that_days() -> None:
    assert due("11-02 08:30", started="11-02 08:29") == day("11-02")
    assert due("11-02 08:30", started="11-02 08:30") is None


def test_each_day_is_due_once_and_none_is_left_out() -> None:
    assert due("11-05 12:00", last="11-02") == day("11-03")
    assert due("11-05 12:00", last="11-03") == day("11-04")
    assert due("11-05 12:00", last="11-05") is None


def test_days_off_have_none_and_make_up_days_have_one() -> None:
    """National Day lasts to 10-07; Saturday 10-10 is worked."""
    assert due("10-07 23:59", last="09-30", started="09-01 10:00") is None
    assert due("10-08 08:30", last="09-30", started="09-01 10:00") == day("10-08")
    assert due("10-10 08:30", last="10-09", started="09-01 10:00") == day("10-10")
    assert due("10-11 23:00", last="10-10", started="09-01 10:00") is None


def test_period_is_the_working_day_before_with_the_days_off_after_it() -> None:
    assert DAYS.period(day("11-24"), last_until=None) == Period(
        since=local("11-23 00:00"), until=local("11-24 00:00")
    )
    assert DAYS.period(day("11-23"), last_until=None) == Period(
        since=local("11-20 00:00"), until=local("11-23 00:00")
    )
    assert DAYS.period(day("10-08"), last_until=None).since == local("09-30 00:00")


def test_period_begins_where_the_last_one_ended() -> None:
    assert DAYS.period(day("11-24"), last_until=local("11-20 00:00")) == Period(
        since=local("11-20 00:00"), until=local("11-24 00:00")
    )


@pytest.mark.parametrize(
    ("now", "rings"),
    [
        ("11-24 08:29", False),
        ("11-24 08:30", True),
        ("11-24 12:30", True),
        ("11-24 17:29", True),
        ("11-24 17:30", False),
        ("11-21 10:00", False),
        ("10-10 08:30", True),
    ],
)
def test_rings_from_its_hour_until_the_office_closes(now: str, rings: bool) -> None:
    assert DAYS.rings(local(now)) is rings
