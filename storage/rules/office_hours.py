"""The policy's calendar: when the district works, as its policy file says."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, Strict

from storage.rules.policy_shape import Disallowed, Section, Text, unique

_MONTH_DAY: Final = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_SESSION: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day of any year."""

    month: int
    day: int

    @classmethod
    def parse(cls, text: object) -> MonthDay:
        """Read "05-01"."""
        try:
            month, day = _groups(_MONTH_DAY, text)
            dt.date(2001, month, day)  # no leap year: the day must exist in every year
        except ValueError:
            raise Disallowed("每年都有的月-日，例如 05-01") from None
        return cls(month, day)

    def of(self, year: int) -> dt.date:
        """This day in that year."""
        return dt.date(year, self.month, self.day)


@dataclass(frozen=True, order=True)
class OfficeSession:
    """Office hours without a break: from `opens` until just before `closes`, local time."""

    opens: dt.time
    closes: dt.time

    @classmethod
    def parse(cls, text: object) -> OfficeSession:
        """Read "09:00-12:00"."""
        try:
            from_hour, from_minute, to_hour, to_minute = _groups(_SESSION, text)
            session = cls(dt.time(from_hour, from_minute), dt.time(to_hour, to_minute))
        except ValueError:
            session = None
        if session is None or session.opens >= session.closes:
            raise Disallowed("开始早于结束的时段，例如 09:00-12:00")
        return session


def _groups(pattern: re.Pattern[str], text: object) -> list[int]:
    match = pattern.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(text)
    return [int(group) for group in match.groups()]


def _one_after_another(sessions: tuple[OfficeSession, ...]) -> tuple[OfficeSession, ...]:
    for earlier, later in itertools.pairwise(sessions):
        if earlier.closes >= later.opens:
            raise Disallowed("先后排列、互不重叠、中间有间隔的时段")
    return sessions


def _latest_last(seasons: tuple[Season, ...]) -> tuple[Season, ...]:
    return tuple(sorted(seasons, key=lambda season: season.begins_after))


@dataclass(frozen=True, kw_only=True)
class Season(Section):
    """Office hours from the first working day after a day of the year, until the next season begins."""

    name: Text
    begins_after: Annotated[MonthDay, BeforeValidator(MonthDay.parse)]
    sessions: Annotated[
        tuple[Annotated[OfficeSession, BeforeValidator(OfficeSession.parse)], ...],
        Field(min_length=1),
        AfterValidator(_one_after_another),
    ]


Days = Annotated[tuple[Annotated[dt.date, Strict()], ...], unique()]


@dataclass(frozen=True, kw_only=True)
class DayTable(Section):
    """Days that are not what their weekday says."""

    days_off: Days = ()
    working_days: Days = ()

    def __post_init__(self) -> None:
        if both := set(self.days_off) & set(self.working_days):
            raise Disallowed(f"休息日与工作日不重复（重复：{min(both)}）")


@dataclass(frozen=True, kw_only=True)
class YearTable(DayTable):
    """The days of a year that the holiday library does not know yet.

    Until it is `announced` by the State Council (国务院办公厅) it is a forecast, and deadlines counted by it
    are marked 预计.
    """

    year: Annotated[int, Strict(), Field(ge=2020, le=2100)]
    announced: Annotated[bool, Strict()] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if strangers := [day for day in (*self.days_off, *self.working_days) if day.year != self.year]:
            raise Disallowed(f"都在 {self.year} 年内的日期（不在的：{min(strangers)}）")


@dataclass(frozen=True, kw_only=True)
class Calendar(Section):
    """Zone, office hours, and the days that the district sets itself.

    `overrides` stand above what the State Council announced; `years` stand below it.
    """

    timezone: ZoneInfo
    seasons: Annotated[
        tuple[Season, ...], Field(min_length=1), unique("begins_after"), AfterValidator(_latest_last)
    ]
    overrides: DayTable = DayTable()
    years: Annotated[tuple[YearTable, ...], unique("year")] = ()
