"""Office hours and working time (rules.md, "Clocks"): what is due when, and how much working time went by.

Instants are aware datetimes; a naive one is refused. Results are in UTC. Working time is counted in whole
minutes: an instant counts as the minute it lies in, so that parts of a stretch add up to the whole.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from storage.rules.holidays import WorkingDays
from storage.rules.office_hours import Calendar, OfficeSession
from storage.rules.urgency import Limit, LimitUnit

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A stretch of office time without a break: open at `opens_at`, closed at `closes_at`; both in UTC."""

    opens_at: dt.datetime
    closes_at: dt.datetime

    @property
    def minutes(self) -> int:
        """Its length."""
        return (self.closes_at - self.opens_at) // _MINUTE


@dataclass(frozen=True)
class Due:
    """Until when something is to be done, in UTC; `estimated` (预计) if it rests on unannounced holidays."""

    at: dt.datetime
    estimated: bool


class WorkCalendar:
    """The district's office time.

    A year is laid out when it is first asked for and kept; threads may share a calendar.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._zone = calendar.timezone
        self._days = WorkingDays(calendar)
        self._years: dict[int, _Year] = {}

    def is_certain(self, year: int) -> bool:
        """Whether the holidays of that year are announced."""
        return self._days.is_certain(year)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the district works on that day."""
        return self._days.is_working_day(day)

    def local_date(self, at: dt.datetime) -> dt.date:
        """The day on the district's calendars at that instant."""
        return _aware(at).astimezone(self._zone).date()

    def sessions(self, day: dt.date) -> tuple[Session, ...]:
        """The office hours of that day, in order; none on a day off."""
        return self._year(day.year).sessions_on(day)

    def closing(self, day: dt.date) -> dt.datetime:
        """When the office closes on that day.

        Raises:
            ValueError: on a day off.
        """
        sessions = self.sessions(day)
        if not sessions:
            raise ValueError(f"{day} is a day off")
        return sessions[-1].closes_at

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the office is open; at the minute of closing it is not, nor in the lunch break."""
        return self.next_opening(at) == at

    def next_opening(self, at: dt.datetime) -> dt.datetime:
        """When the office is open next: the instant itself if it is open then."""
        now = _aware(at).astimezone(dt.UTC)
        year = self.local_date(at).year
        while (session := self._year(year).session_after(now)) is None:
            year += 1
        return max(now, session.opens_at)

    def add_working_days(self, at: dt.datetime, days: int) -> dt.datetime:
        """The close of office hours of the last of so many working days after the day of receipt.

        Received outside office hours counts as received at the next opening.
        """
        if days < 1:
            raise ValueError(f"cannot add {days} working days")
        day = self.local_date(self.next_opening(at))
        year = self._year(day.year)
        place = year.working_days_until(day) + days
        while place > len(year.working_days):
            place -= len(year.working_days)
            year = self._year(year.number + 1)
        return self.closing(year.working_days[place - 1])

    def add_working_minutes(self, at: dt.datetime, minutes: int) -> dt.datetime:
        """The first instant at which so many minutes of office time have gone by; with 0 itself."""
        if minutes < 0:
            raise ValueError(f"cannot add {minutes} minutes")
        if minutes == 0:
            return _aware(at).astimezone(dt.UTC)
        now = _minute(at)
        year = self._year(self.local_date(now).year)
        place = year.minutes_until(now) + minutes
        while place > year.minutes:
            place -= year.minutes
            year = self._year(year.number + 1)
        return year.instant(place)

    def working_minutes_between(self, start: dt.datetime, end: dt.datetime) -> int:
        """The minutes of office time from `start` to `end`; negative if `end` is earlier."""
        start, end = _minute(start), _minute(end)
        if end < start:
            return -self.working_minutes_between(end, start)
        first, last = self._year(self.local_date(start).year), self._year(self.local_date(end).year)
        whole_years = sum(self._year(number).minutes for number in range(first.number, last.number))
        return whole_years + last.minutes_until(end) - first.minutes_until(start)

    def due_at(self, limit: Limit, received_at: dt.datetime) -> Due:
        """When a limit ends that began at `received_at`; one by the clock runs from the minute of receipt."""
        if limit.unit is LimitUnit.CLOCK_MINUTES:
            return Due(_minute(received_at) + limit.amount * _MINUTE, estimated=False)
        if limit.unit is LimitUnit.WORKING_DAYS:
            at = self.add_working_days(received_at, limit.amount)
        else:
            at = self.add_working_minutes(received_at, limit.amount)
        years = range(self.local_date(received_at).year, self.local_date(at).year + 1)
        return Due(at, estimated=not all(map(self.is_certain, years)))

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = _lay_out(number, self._calendar, self._days)
        return self._years[number]


class _Year:
    """The office time of one year, laid out to be searched."""

    def __init__(self, number: int, sessions: dict[dt.date, tuple[Session, ...]]) -> None:
        self.number = number
        self.working_days = list(sessions)
        self._by_day = sessions
        self._sessions = [session for day in sessions.values() for session in day]
        self._openings = [session.opens_at for session in self._sessions]
        self._closings = [session.closes_at for session in self._sessions]
        # Minutes of office time in the year before each session begins, and at last in all of it.
        self._before = [0, *accumulate(session.minutes for session in self._sessions)]

    @property
    def minutes(self) -> int:
        """All office time of the year."""
        return self._before[-1]

    def sessions_on(self, day: dt.date) -> tuple[Session, ...]:
        return self._by_day.get(day, ())

    def session_after(self, at: dt.datetime) -> Session | None:
        """The session that is open then, or the next one of this year."""
        place = bisect_right(self._closings, at)
        return self._sessions[place] if place < len(self._sessions) else None

    def working_days_until(self, day: dt.date) -> int:
        """How many working days of the year there are up to that day, itself included."""
        return bisect_right(self.working_days, day)

    def minutes_until(self, at: dt.datetime) -> int:
        """How much office time of the year has gone by."""
        place = bisect_right(self._openings, at) - 1
        if place < 0:
            return 0
        session = self._sessions[place]
        return self._before[place] + (min(at, session.closes_at) - session.opens_at) // _MINUTE

    def instant(self, minutes: int) -> dt.datetime:
        """When so many minutes of the year's office time (at least one) have gone by."""
        place = bisect_right(self._before, minutes - 1) - 1
        return self._sessions[place].opens_at + (minutes - self._before[place]) * _MINUTE


def _lay_out(number: int, calendar: Calendar, days: WorkingDays) -> _Year:
    first, end = dt.date(number, 1, 1), dt.date(number + 1, 1, 1)
    # The year begins in the season that the last one ended with.
    starts = [
        first,
        *(_first_working_day_after(s.begins_after.of(number), days) for s in calendar.seasons),
        end,
    ]
    seasons = [calendar.seasons[-1], *calendar.seasons]
    sessions: dict[dt.date, tuple[Session, ...]] = {}
    for season, (begins, ends) in zip(seasons, pairwise(starts), strict=True):
        for day in _dates(begins, ends):
            if days.is_working_day(day):
                sessions[day] = tuple(_session(day, hours, calendar.timezone) for hours in season.sessions)
    return _Year(number, sessions)


def _dates(begins: dt.date, ends: dt.date) -> list[dt.date]:
    return [begins + _DAY * offset for offset in range((ends - begins).days)]


def _first_working_day_after(day: dt.date, days: WorkingDays) -> dt.date:
    day += _DAY
    while not days.is_working_day(day):
        day += _DAY
    return day


def _session(day: dt.date, hours: OfficeSession, zone: ZoneInfo) -> Session:
    opens, closes = (dt.datetime.combine(day, time, zone) for time in (hours.opens, hours.closes))
    return Session(opens.astimezone(dt.UTC), closes.astimezone(dt.UTC))


def _aware(at: dt.datetime) -> dt.datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return at


def _minute(at: dt.datetime) -> dt.datetime:
    return _aware(at).astimezone(dt.UTC).replace(second=0, microsecond=0)
