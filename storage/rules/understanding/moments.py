"""Days and hours as Chinese texts speak of them, each with the day that it means."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from storage.rules.understanding.days import NUMERAL, day_of_month, end_of_month, eve_of, number


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of text, and when it means; `is_deadline` if its own words already say so (三天内)."""

    start: int
    end: int
    day: dt.date
    hour: dt.time | None = None
    is_deadline: bool = False


_Reading = Callable[[re.Match[str], dt.date], dt.date | None]
_WEEKDAYS: Final = "一二三四五六日"
_NEAR: Final = {"今": 0, "明": 1, "后": 2, "大后": 3}
_HOUR: Final = re.compile(
    rf"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚|早)?(?:(?P<hour>{NUMERAL})(?:点|时|:)"
    rf"(?P<minute>半|[0-5][0-9])?(?!意见|要求|建议|问题|间|候))?"
)
_MORNING: Final = frozenset({"早上", "早晨", "上午", "凌晨", "早"})
_FIRST_OF_THE_DAY: Final = 7
_AFTERNOON: Final = frozenset({"下午", "傍晚", "晚上", "夜里", "晚"})


def moments(text: str, today: dt.date) -> Iterator[Moment]:
    """All days and hours in a plain text that are not past."""
    for pattern, read, is_deadline in _PATTERNS:
        for match in pattern.finditer(text):
            day = _try(read, match, today)
            if day is None or day < today:
                continue
            hour, end = _hour_at(text, match.end())
            yield Moment(match.start(), end, day, hour, is_deadline)


def _try(read: _Reading, match: re.Match[str], today: dt.date) -> dt.date | None:
    try:
        return read(match, today)
    except (ValueError, OverflowError):  # a month 13, a day that no calendar has
        return None


def _hour_at(text: str, place: int) -> tuple[dt.time | None, int]:
    match = _HOUR.match(text, place)
    if match is None:
        return None, place
    if match["hour"] is None:
        return (dt.time(12) if match["part"] == "中午" else None), match.end()
    part = match["part"] or text[max(0, place - 1) : place]  # 今晚八点
    return _hour(match, part), match.end()


def _hour(match: re.Match[str], part: str) -> dt.time | None:
    minute = match["minute"] or "0"
    try:
        hour = number(match["hour"])
    except ValueError:  # 二二点
        return None
    if hour < 12 and (part in _AFTERNOON or _is_in_the_afternoon(hour, match[0], part)):
        hour += 12
    return dt.time(hour % 24, 30 if minute == "半" else int(minute))


def _is_in_the_afternoon(hour: int, said: str, part: str) -> bool:
    """Whether an hour of which nothing more is said is one of the afternoon: 四点前, but not 04:00 or 明早六点."""
    return 1 <= hour < _FIRST_OF_THE_DAY and ":" not in said and part not in _MORNING


def _after(today: dt.date, days: int) -> dt.date:
    return today + dt.timedelta(days=days)


def _near(match: re.Match[str], today: dt.date) -> dt.date:
    return _after(today, _NEAR[match[1]])


def _today(_match: re.Match[str], today: dt.date) -> dt.date:
    return today


def _weekday(match: re.Match[str], today: dt.date) -> dt.date | None:
    which, name = match[1] or "", match[2]
    weekday = 6 if name in "天末" else _WEEKDAYS.index(name)
    of_this_week = _after(today, weekday - today.weekday())
    if which.startswith("下"):
        return _after(of_this_week, 7)
    return of_this_week if which or of_this_week >= today else _after(of_this_week, 7)


def _week(match: re.Match[str], today: dt.date) -> dt.date:
    monday = _after(today, -today.weekday())
    return _after(monday, 7) if match[1] == "下" else max(_after(monday, 4), today)


def _month_and_day(match: re.Match[str], today: dt.date) -> dt.date | None:
    month, day = number(match["month"]), number(match["day"])
    if match["year"]:
        year = today.year + 1 if match["year"].startswith("明") else int(match["year"][:4])
        return dt.date(year, month, day)
    this_year = dt.date(today.year, month, day)
    return this_year if this_year >= today else dt.date(today.year + 1, month, day)


def _day_of_month(match: re.Match[str], today: dt.date) -> dt.date | None:
    day = number(match[2])
    if (match[1] or "").startswith("下"):
        return day_of_month(today.year, today.month + 1, day)
    this_month = day_of_month(today.year, today.month, day)
    if match[1] or (this_month is not None and this_month >= today):
        return this_month
    return day_of_month(today.year, today.month + 1, day)


def _part_of_month(match: re.Match[str], today: dt.date) -> dt.date | None:
    month = today.month + (match[1] or "").startswith("下")
    if match[2] in "底末":
        return end_of_month(today.year, month)
    day = day_of_month(today.year, month, 15 if match[2] == "中" else 1)
    return day if day is None or day >= today else day_of_month(today.year, month + 1, day.day)


def _named_month(match: re.Match[str], today: dt.date) -> dt.date | None:
    month = number(match[2])
    year = today.year + (bool(match[1]) or month < today.month)
    if match[3] in ("底", "末"):
        return end_of_month(year, month)
    return dt.date(year, month, 15 if match[3] == "中" else 1)


def _end_of_year(match: re.Match[str], today: dt.date) -> dt.date:
    return dt.date(today.year + (match[1] == "明"), 12, 31)


def _end_of_quarter(_match: re.Match[str], today: dt.date) -> dt.date:
    return end_of_month(today.year, (today.month + 2) // 3 * 3)


def _festival(match: re.Match[str], today: dt.date) -> dt.date | None:
    return eve_of(match[match.lastindex or 0], today)


def _within(match: re.Match[str], today: dt.date) -> dt.date:
    amount, unit = match["amount"], match["unit"]
    if unit in ("小时", "钟头"):
        return _after(today, (0 if amount == "半" else number(amount)) // 24)
    days = {"天": 1, "日": 1, "工作日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}[unit]
    return _after(today, days // 2 if amount == "半" else number(amount) * days)


_MONTH: Final = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})"  # 俩月 is no name of one
_SPAN: Final = rf"(?P<amount>{NUMERAL}|半)个?(?P<unit>天|日|工作日|小时|钟头|周|星期|礼拜|(?<=[个俩仨])月)"
# An hour without a day; what it is, is read as after any day.
_BARE_HOUR: Final = (
    rf"(?<![0-9.天日儿五六午晚早上])(?=(?:凌晨|上午|中午|下午|晚上|傍晚)?{NUMERAL}(?:点|:[0-5][0-9]))"
    r"(?!.{1,3}(?:意见|要求|建议|问题))"
)
_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Reading, bool], ...]] = tuple(
    (re.compile(pattern), read, is_deadline)
    for pattern, read, is_deadline in (
        (r"(今|明|大?后)(?:天|日|儿)", _near, False),
        (r"(今|明)(?:晚|早)", _near, False),
        (r"(?<![天日儿午早晚一二三四五六七八九十0-9])(?:下班|天黑|中午|晚上)(?=之?前)", _today, False),
        (_BARE_HOUR, _today, False),
        (r"(下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天末])", _weekday, False),
        (r"(这|本|下)个?(?:周|星期|礼拜)(?![一二三四五六日天末])", _week, False),
        (
            rf"(?P<year>20[0-9][0-9]年|明年)?(?P<month>{_MONTH})月份?(?P<day>{NUMERAL})[号日]?",
            _month_and_day,
            False,
        ),
        (
            r"(?<![0-9.])(?P<year>)(?P<month>1[0-2]|0?[1-9])[./](?P<day>[12][0-9]|3[01]|0?[1-9])(?=之?前|以前|截止|到期)",
            _month_and_day,
            False,
        ),
        (
            rf"(?:(这个?月|本月|当月|下个?月)|(?<![月0-9一二三四五六七八九十]))({NUMERAL})[号日](?!线|楼|门|机|车|库|厂|地)",
            _day_of_month,
            False,
        ),
        (r"(下个?|这个?|本|当)?月(?:的)?([底末初中])", _part_of_month, False),
        (rf"(明年)?({_MONTH})月份?(底|末|初|中)?(?![0-9一二三四五六七八九十])", _named_month, False),
        (r"(?<![去前])(明)?年(?:底|末)", _end_of_year, False),
        (r"(?:本|这个?)?季(?:度)?末", _end_of_quarter, False),
        (r"(?:过(年))(?=之?前|要|得)|(春节|元旦|五一|国庆|十一|中秋)节?(?=之?前|要|得)", _festival, False),
        (r"(?<![0-9零一二三四五六七八九十两几多半去今明])(年)(?=前)", _festival, False),
        (rf"{_SPAN}(?:之内|以内|内|里)(?!没|都没|连|来|已)", _within, True),
        (rf"(?:限期?|只给了?|给了?我?们?|给我们|期限|还剩|只剩|要求)(?:在)?{_SPAN}", _within, True),
        (rf"{_SPAN}(?=再?[不没][^,。!?;]{{1,6}}就)", _within, True),
        (
            rf"{_SPAN}(?:整改|期限|到期|必须|就要|太紧|太短|来不及|后(?:复查|检查|来查|验收|到期|开庭|开标|停))",
            _within,
            True,
        ),
    )
)
