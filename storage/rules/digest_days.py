"""When a 日报 is due and what it tells of (rules.md, "When it may ring" and "Rates").

Each working day has one, at the policy's hour. It tells of the days since the one before, up to midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.rules.worktime import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A stretch of time: `since` belongs to it, `until` does not."""

    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class DigestDays:
    """The days that have a 日报, in a district that works by `calendar`, and the `hour` of it there."""

    calendar: WorkCalendar
    timezone: ZoneInfo
    hour: time

    def due_at(self, day: date) -> datetime:
        """When the 日报 of that day is due, in UTC."""
        return self._at(day, self.hour)

    def midnight(self, day: date) -> datetime:
        """When that day begins, in UTC."""
        return self._at(day, time())

    def next_due(self, *, last: date | None, started_at: datetime, now: datetime) -> date | None:
        """The earliest day whose 日报 is due by `now` and was not made: after the `last` one, or the first start."""
        day = self.calendar.local_date(started_at) if last is None else last + _DAY
        while self.due_at(day) <= now:
            if self.calendar.is_working_day(day) and self.due_at(day) > started_at:
                return day
            day += _DAY
        return None

    def period(self, day: date, *, last_until: datetime | None) -> Period:
        """What the 日报 of a day tells of: since the end of the last one, or of the working day before."""
        since = last_until or self.midnight(self.working_day_before(day))
        return Period(since=since, until=self.midnight(day))

    def working_day_before(self, day: date) -> date:
        """The last working day before that day."""
        day -= _DAY
        while not self.calendar.is_working_day(day):
            day -= _DAY
        return day

    def rings(self, now: datetime) -> bool:
        """Whether it is the hour for digests: on a working day, from theirs until the office closes."""
        today = self.calendar.local_date(now)
        if not self.calendar.is_working_day(today):
            return False
        return self.due_at(today) <= now < self.calendar.closing(today)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.timezone).astimezone(UTC)
