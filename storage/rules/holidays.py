"""Which days are working days: the district's own, then the announced holidays, then what can be foreseen."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

import chinese_calendar

from storage.rules.office_hours import Calendar, DayTable, YearTable

# 全国年节及纪念日放假办法 (2025), article 2: those with a fixed date. 清明, the lunar ones and the days moved
# around them are named by the policy's table for that year until they are announced.
_STATUTORY: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class WorkingDays:
    """Tells working days from days off. What stands higher decides:

    1. the policy's overrides;
    2. the holidays and make-up workdays announced by the State Council, as chinesecalendar knows them;
    3. the policy's table for a year that chinesecalendar does not know yet;
    4. without a table, Monday to Friday less the statutory days with a fixed date.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._overrides = _days(calendar.overrides)
        self._tables: dict[int, YearTable] = {table.year: table for table in calendar.years}
        self._foreseen = {day: works for table in calendar.years for day, works in _days(table).items()}

    def is_certain(self, year: int) -> bool:
        """Whether the holidays of that year are announced; what is counted in another is 预计."""
        table = self._tables.get(year)
        return _is_announced(year) or (table is not None and table.announced)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the district works on that day."""
        if day in self._overrides:
            return self._overrides[day]
        if _is_announced(day.year):
            return bool(chinese_calendar.is_workday(day))
        if day in self._foreseen:
            return self._foreseen[day]
        is_statutory = day.year not in self._tables and (day.month, day.day) in _STATUTORY
        return day.weekday() < 5 and not is_statutory


def _days(table: DayTable) -> dict[dt.date, bool]:
    return dict.fromkeys(table.days_off, False) | dict.fromkeys(table.working_days, True)


@cache  # the library looks through all its days each time
def _is_announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:  # how the library says that it does not know the year
        return False
    return True
