"""Days as English and German texts give them for a deadline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from storage.rules.understanding.days import end_of_month
from storage.rules.understanding.moments import Moment

_WEEKDAYS: Final = {
    name: place
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    )
    for place, name in enumerate(names.split())
}
_MONTHS: Final = {
    name: place
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
    )
    for place, name in enumerate(names.split(), 1)
}
_NEAR: Final = {"today": 0, "tonight": 0, "heute": 0, "noon": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2}
_DAYS_OF: Final = {
    "hour": 0,
    "stunde": 0,
    "day": 1,
    "tag": 1,
    "week": 7,
    "woche": 7,
    "month": 30,
    "monat": 30,
}

_UNTIL: Final = (
    r"\b(?:by|before|until|no later than|not later than|bis|vor)\s"
    r"(?:the\s|next\s|this\s|zum\s|spätestens\s|nächsten\s|kommenden\s)?"
)
_ENDS_ON: Final = (
    r"\b(?:due|expires?|ends?|closes?|leaves?|sails?|ships?|departs?|läuft|fällig|endet|schließt|fährt|kommt|muss|müssen)\s"
    r"(?:on\s|am\s|zum\s|next\s|this\s|kommenden\s|nächsten\s|diesen\s)*"
)
_DEADLINE: Final = re.compile(
    rf"""
      {_UNTIL} (?P<near> {"|".join(_NEAR)} )\b
    | \b(?:need|must|have\sto|has\sto|only)\b [^.!?;\n]{{0,30}} \b(?P<must> today|tonight|tomorrow )\b
    | \b(?:noch|muss|müssen|brauchen|nur)\b [^.!?;\n]{{0,30}} \b(?P<muss> heute|morgen )\b
    | (?:{_UNTIL}|{_ENDS_ON}) (?P<weekday> {"|".join(_WEEKDAYS)} )\b
    | {_UNTIL} (?P<end> end\sof\s(?:the\s|this\s)?(?:month|year|week) | ende\s(?:des|der)\s(?:monats|jahres|woche)
                | monatsende | jahresende | wochenende )
    | (?:{_UNTIL}|{_ENDS_ON}) (?P<day> \d{{1,2}} )(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<month> {"|".join(_MONTHS)} )\b
    | (?:{_UNTIL}|{_ENDS_ON}) (?P<month_first> {"|".join(_MONTHS)} )\s(?P<day_last> \d{{1,2}} )
    | \b(?:within|in|innerhalb\svon|binnen)\s(?P<amount> \d{{1,3}} )\s
      (?P<unit> hour|day|week|month|stunde|tag|woche|monat )
      (?:s|e|n|en)?\b
    """,
    re.VERBOSE,
)


def western_moments(text: str, today: dt.date) -> Iterator[Moment]:
    """All deadlines in a plain text that are written in English or German and not past."""
    for match in _DEADLINE.finditer(text):
        day = _day(match, today)
        if day is not None and day >= today:
            yield Moment(match.start(), match.end(), day, is_deadline=True)


def _day(match: re.Match[str], today: dt.date) -> dt.date | None:
    found = match.groupdict()
    near = found["near"] or found["must"] or found["muss"]
    if near:
        return today + dt.timedelta(days=_NEAR[near])
    if found["weekday"]:
        return today + dt.timedelta(days=(_WEEKDAYS[found["weekday"]] - today.weekday()) % 7)
    if found["end"]:
        return _end(found["end"], today)
    if found["amount"]:
        return today + dt.timedelta(days=int(found["amount"]) * _DAYS_OF[found["unit"]])
    month = _MONTHS[found["month"] or found["month_first"]]
    return _coming(month, int(found["day"] or found["day_last"]), today)


def _end(words: str, today: dt.date) -> dt.date:
    if "year" in words or "jahr" in words:
        return dt.date(today.year, 12, 31)
    if "month" in words or "monat" in words:
        return end_of_month(today.year, today.month)
    return today + dt.timedelta(days=(4 - today.weekday()) % 7)


def _coming(month: int, day: int, today: dt.date) -> dt.date | None:
    for year in (today.year, today.year + 1):
        try:
            date = dt.date(year, month, day)
        except ValueError:
            return None
        if date >= today:
            return date
    return None
