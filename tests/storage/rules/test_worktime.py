"""The calendar against hand-counted deadlines, a walk minute by minute, and properties."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.office_hours import Calendar, DayTable, YearTable
from storage.rules.urgency import Limit
from storage.rules.worktime import Due, Session, WorkCalendar
from tests.storage.rules.naive_calendar import ZONE, is_open, local, minutes_from
from tests.storage.rules.promises import CALENDAR, POLICY


def calendar_with(
    *, overrides: DayTable | None = None, years: tuple[YearTable, ...] = POLICY.calendar.years
) -> WorkCalendar:
    own = POLICY.calendar
    return WorkCalendar(
        Calendar(
            timezone=own.timezone, seasons=own.seasons, overrides=overrides or own.overrides, years=years
        )
    )


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2026-09-30 10:00", "1 WD", "2026-10-08 17:30"),
        ("2026-09-30 10:00", "3 WD", "2026-10-10 17:30"),  # October 10 is a make-up workday
        ("2026-09-30 10:00", "15 WD", "2026-10-27 17:30"),
        ("2026-09-30 18:05", "1 WD", "2026-10-09 17:30"),
        ("2026-09-30 18:05", "3 WD", "2026-10-12 17:30"),
        ("2026-09-30 18:05", "15 WD", "2026-10-28 17:30"),
        ("2026-09-30 17:59", "4 h W", "2026-10-08 13:59"),
        ("2026-11-21 11:00", "1 WD", "2026-11-24 17:30"),  # a Saturday
        ("2026-11-24 08:00", "1 WD", "2026-11-25 17:30"),  # before the office opens
        ("2026-11-24 12:30", "4 h W", "2026-11-24 17:00"),  # in the lunch break
        ("2026-11-24 09:00", "3 h W", "2026-11-24 12:00"),  # ends with the session, not after lunch
        ("2026-11-24 09:00", "450 min W", "2026-11-24 17:30"),
        ("2026-11-24 17:30", "1 min W", "2026-11-25 09:01"),  # at the close the office is closed
        ("2026-12-31 16:30", "1 h W", "2026-12-31 17:30"),  # the last minute of the year
        ("2026-11-24 23:10", "2 h", "2026-11-25 01:10"),
        ("2026-10-01 03:00", "24 h", "2026-10-02 03:00"),
        ("2026-11-24 10:00:59", "4 h W", "2026-11-24 15:00"),  # from the minute of receipt
        ("2026-11-24 10:00:59", "2 h", "2026-11-24 12:00"),
    ],
)
def test_due_at_of_the_rules_examples(received: str, limit: str, due: str) -> None:
    expected = Due(local(due), estimated=False)
    assert CALENDAR.due_at(Limit.parse(limit), local(received)) == expected


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-04-30", ["09:00-12:00", "13:00-17:30"]),
        ("2026-05-01", []),
        ("2026-05-06", ["09:00-12:00", "13:30-18:00"]),  # the first working day after the May holiday
        ("2026-05-09", ["09:00-12:00", "13:30-18:00"]),  # a Saturday made up for
        ("2026-09-30", ["09:00-12:00", "13:30-18:00"]),
        ("2026-10-08", ["09:00-12:00", "13:00-17:30"]),
        ("2026-10-11", []),
        ("2027-01-04", ["09:00-12:00", "13:00-17:30"]),  # winter goes on into the next year
    ],
)
def test_sessions_follow_the_season(day: str, hours: list[str]) -> None:
    date = dt.date.fromisoformat(day)
    found = [
        f"{s.opens_at.astimezone(ZONE):%H:%M}-{s.closes_at.astimezone(ZONE):%H:%M}"
        for s in CALENDAR.sessions(date)
    ]
    assert found == hours
    assert CALENDAR.is_working_day(date) == bool(hours)


def test_results_are_in_utc() -> None:
    opens, closes = dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
    assert CALENDAR.sessions(dt.date(2026, 11, 24))[0] == Session(opens, closes)
    results = [
        CALENDAR.closing(dt.date(2026, 11, 24)),
        CALENDAR.next_opening(local("2026-11-24 10:00")),
        CALENDAR.add_working_days(local("2026-11-24 10:00"), 1),
        CALENDAR.add_working_minutes(local("2026-11-24 10:00"), 0),
        CALENDAR.add_working_minutes(local("2026-11-24 10:00"), 1),
        CALENDAR.due_at(Limit.parse("2 h"), local("2026-11-24 10:00")).at,
    ]
    assert [result.tzinfo for result in results] == [dt.UTC] * len(results)


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-24 08:59", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2026-11-24 11:59:59", "2026-11-24 11:59:59"),
        ("2026-11-24 12:00", "2026-11-24 13:00"),
        ("2026-11-24 17:30", "2026-11-25 09:00"),
        ("2026-12-31 17:30", "2027-01-04 09:00"),
    ],
)
def test_next_opening_is_the_instant_itself_while_open(at: str, opening: str) -> None:
    assert CALENDAR.next_opening(local(at)) == local(opening)
    assert CALENDAR.is_open(local(at)) == (at == opening)


def test_local_date_is_the_district_s() -> None:
    assert CALENDAR.local_date(dt.datetime(2026, 11, 24, 16, tzinfo=dt.UTC)) == dt.date(2026, 11, 25)


def test_closing_of_a_day_off_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-10-01"):
        CALENDAR.closing(dt.date(2026, 10, 1))


def test_naive_instants_are_refused() -> None:
    naive = local("2026-11-24 10:00").replace(tzinfo=None)
    for use in (CALENDAR.is_open, CALENDAR.next_opening, CALENDAR.local_date):
        with pytest.raises(ValueError, match="no time zone"):
            use(naive)
    for limit in ("1 WD", "4 h W", "2 h"):
        with pytest.raises(ValueError, match="no time zone"):
            CALENDAR.due_at(Limit.parse(limit), naive)


def test_amounts_that_cannot_be_added_are_refused() -> None:
    at = local("2026-11-24 10:00")
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_working_minutes(at, -1)
    with pytest.raises(ValueError, match="0"):
        CALENDAR.add_working_days(at, 0)


def test_deadline_that_reaches_an_unannounced_year_is_estimated() -> None:
    received = local("2026-12-25 10:00")
    assert [CALENDAR.is_certain(year) for year in (2026, 2027)] == [True, False]
    assert CALENDAR.due_at(Limit.parse("4 WD"), received) == Due(local("2026-12-31 17:30"), estimated=False)
    assert CALENDAR.due_at(Limit.parse("5 WD"), received) == Due(local("2027-01-04 17:30"), estimated=True)
    assert not CALENDAR.due_at(Limit.parse("999 h"), received).estimated


def test_policy_table_of_an_unannounced_year_counts_and_can_be_announced() -> None:
    table = YearTable(
        year=2027,
        announced=True,
        days_off=(dt.date(2027, 1, 4),),
        working_days=(dt.date(2027, 1, 2),),
    )
    announced = calendar_with(years=(table,))
    due = announced.due_at(Limit.parse("2 WD"), local("2026-12-31 10:00"))
    assert due == Due(local("2027-01-02 17:30"), estimated=False)  # after January 1, a Friday like any other
    assert not announced.is_working_day(dt.date(2027, 1, 4))


def test_unannounced_year_without_a_table_has_the_fixed_statutory_days() -> None:
    bare = calendar_with(years=())
    weekdays = [
        day for day in (dt.date(2029, 1, 1) + dt.timedelta(n) for n in range(365)) if day.weekday() < 5
    ]
    off = [f"{day:%m-%d}" for day in weekdays if not bare.is_working_day(day)]
    assert off == ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
    assert not bare.is_certain(2029)


def test_announced_holidays_stand_above_the_policy_table() -> None:
    table = YearTable(year=2026, days_off=(dt.date(2026, 11, 25),))
    assert calendar_with(years=(table,)).is_working_day(dt.date(2026, 11, 25))


def test_overrides_stand_above_announced_holidays() -> None:
    overrides = DayTable(days_off=(dt.date(2026, 11, 25),), working_days=(dt.date(2026, 11, 28),))
    district = calendar_with(overrides=overrides)
    assert district.due_at(Limit.parse("1 WD"), local("2026-11-24 10:00")).at == local("2026-11-26 17:30")
    assert district.due_at(Limit.parse("1 WD"), local("2026-11-27 10:00")).at == local("2026-11-28 17:30")
    assert district.is_certain(2026)


def open_minutes_2026() -> list[dt.datetime]:
    """Every minute of the year in which the office is open, found by looking at each."""
    minutes = takewhile(
        lambda minute: minute.astimezone(ZONE).year == 2026, minutes_from(local("2026-01-01"))
    )
    return [minute for minute in minutes if is_open(minute)]


@pytest.fixture(scope="module")
def walked() -> list[dt.datetime]:
    return open_minutes_2026()


CASES = [
    dt.datetime(2026, 1, 1, tzinfo=ZONE) + dt.timedelta(minutes=step * 7919 + 13, seconds=step % 60)
    for step in range(60)
]


def test_calendar_agrees_with_a_walk_minute_by_minute(walked: list[dt.datetime]) -> None:
    closings = {minute.astimezone(ZONE).date(): minute + dt.timedelta(minutes=1) for minute in walked}
    for number, at in enumerate(CASES):
        start = at.astimezone(dt.UTC).replace(second=0)
        place = bisect_left(walked, start)
        is_open = walked[place] == start
        assert CALENDAR.is_open(at) == is_open
        assert CALENDAR.next_opening(at) == (at if is_open else walked[place])

        minutes = 1 + number * 53
        assert CALENDAR.add_working_minutes(at, minutes) == walked[place + minutes - 1] + dt.timedelta(
            minutes=1
        )

        end = start + dt.timedelta(minutes=number * 997)
        assert CALENDAR.working_minutes_between(at, end) == sum(start <= minute < end for minute in walked)

        received = walked[place].astimezone(ZONE).date()
        later_days = [day for day in closings if day > received]
        assert CALENDAR.add_working_days(at, number % 20 + 1) == closings[later_days[number % 20]]


INSTANTS = st.datetimes(
    min_value=dt.datetime(2024, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
    max_value=dt.datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([ZONE, dt.UTC, ZoneInfo("America/New_York")]),
    allow_imaginary=False,
)
MINUTES = st.integers(min_value=1, max_value=150_000)


@given(INSTANTS, MINUTES)
def test_measuring_gives_back_what_was_added(at: dt.datetime, minutes: int) -> None:
    due = CALENDAR.add_working_minutes(at, minutes)
    assert CALENDAR.working_minutes_between(at, due) == minutes
    assert CALENDAR.is_open(due - dt.timedelta(minutes=1))


@given(INSTANTS, MINUTES, MINUTES)
def test_adding_twice_is_adding_the_sum(at: dt.datetime, first: int, second: int) -> None:
    halfway = CALENDAR.add_working_minutes(at, first)
    assert CALENDAR.add_working_minutes(halfway, second) == CALENDAR.add_working_minutes(at, first + second)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_parts_add_up_to_the_whole(first: dt.datetime, second: dt.datetime, third: dt.datetime) -> None:
    between = CALENDAR.working_minutes_between
    assert between(first, second) + between(second, third) == between(first, third)
    assert between(first, second) == -between(second, first)


@given(INSTANTS, st.integers(min_value=1, max_value=300))
def test_working_days_end_at_a_closing_and_do_not_count_the_day_of_receipt(
    at: dt.datetime, days: int
) -> None:
    due = CALENDAR.add_working_days(at, days)
    received, last = CALENDAR.local_date(CALENDAR.next_opening(at)), CALENDAR.local_date(due)
    passed = [received + dt.timedelta(n) for n in range(1, (last - received).days + 1)]
    assert due == CALENDAR.closing(last)
    assert sum(map(CALENDAR.is_working_day, passed)) == days


@given(INSTANTS)
def test_next_opening_is_open_and_nothing_is_open_before_it(at: dt.datetime) -> None:
    opening = CALENDAR.next_opening(at)
    assert opening >= at
    assert CALENDAR.is_open(opening)
    assert CALENDAR.working_minutes_between(at, opening) == 0
    assert CALENDAR.next_opening(opening) == opening
