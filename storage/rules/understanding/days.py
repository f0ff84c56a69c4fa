"""Days that are spoken of without a date: numerals, ends of months, festivals."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

_DIGITS: Final = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "仨": 3,
}
NUMERAL: Final = "(?:[0-9]{1,3}|[零一二三四五六七八九十两俩仨]{1,3})"

# The lunar ones; those with a fixed date need no table. A year that is not here has none.
_SPRING_FESTIVAL: Final = {
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
}
_MID_AUTUMN: Final = {
    2026: (9, 25),
    2027: (9, 15),
    2028: (10, 3),
    2029: (9, 22),
    2030: (9, 12),
    2031: (10, 1),
    2032: (9, 19),
    2033: (9, 8),
    2034: (9, 27),
    2035: (9, 16),
}
_FIXED: Final = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "十一": (10, 1)}


def number(text: str) -> int:
    """What a numeral says: 18, 十八, 二十五, 两.

    Raises:
        ValueError: it is none.
    """
    if text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _digit(tens)
    return (_digit(tens) if tens else 1) * 10 + (_digit(ones) if ones else 0)


def end_of_month(year: int, month: int) -> dt.date:
    """The last day of a month; a thirteenth month is the first of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def day_of_month(year: int, month: int, day: int) -> dt.date | None:
    """A day of a month, or None if the month has no such day."""
    last = end_of_month(year, month)
    return last.replace(day=day) if 1 <= day <= last.day else None


def eve_of(festival: str, today: dt.date) -> dt.date | None:
    """The last day before a festival that is to come; None for one that is not known."""
    days = [_festival(festival, year) for year in (today.year, today.year + 1)]
    return next((day - dt.timedelta(days=1) for day in days if day is not None and day > today), None)


def _festival(name: str, year: int) -> dt.date | None:
    lunar = _MID_AUTUMN if name == "中秋" else _SPRING_FESTIVAL
    found = _FIXED.get(name) or lunar.get(year)
    return dt.date(year, *found) if found else None


def _digit(text: str) -> int:
    if text not in _DIGITS:
        raise ValueError(text)
    return _DIGITS[text]
