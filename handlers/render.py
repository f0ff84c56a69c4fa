"""Turning a template's block into a message. Only HTML, escaped, and never cut in the middle of a tag."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from html import unescape
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.direction import enclosed, undirected

TEXT_LIMIT: Final = (
    4096  # characters in UTF-16, after parsing: https://core.telegram.org/bots/api#sendmessage
)
Rows = Sequence[Sequence[InlineKeyboardButton]]

_TAG: Final = re.compile("<(/?)[a-z]")  # what people wrote is escaped and has none
_WHOLE_TAG: Final = re.compile("<[^>]*>")
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it goes out: text in HTML, rows of buttons below it."""

    text: str
    rows: tuple[tuple[InlineKeyboardButton, ...], ...] = ()
    markup: Any = field(default=None)  # another keyboard than buttons below the text

    @property
    def keyboard(self) -> Any:
        """What Telegram is given as `reply_markup`."""
        return self.markup or (InlineKeyboardMarkup(self.rows) if self.rows else None)


def message(template: str, block: str, rows: Rows = (), markup: Any = None, **values: Any) -> Message:
    """Render one block of a template file (`case` is templates/case.j2) into a message."""
    return Message(
        text=words(template, block, **values), rows=tuple(tuple(row) for row in rows if row), markup=markup
    )


def words(template: str, block: str, **values: Any) -> str:
    """Render one block to text; blank lines at the ends go."""
    return fit(_template(template).render(block=block, **values).strip())


def fit(html: str) -> str:
    """Drop whole lines from the middle until the text is not too long: the head and the last line stay."""
    if _length(html) <= TEXT_LIMIT:
        return html
    lines = _lines(html)
    while len(lines) > 2 and _length("\n".join(lines)) > TEXT_LIMIT - 8:
        del lines[-2]
    return "\n".join([*lines[:-1], "……", lines[-1]])


def plain(html: str) -> str:
    """The text that a message shows, without its tags: for a terminal."""
    return unescape(_WHOLE_TAG.sub("", html))


def _lines(html: str) -> list[str]:
    """The lines; those that a pair of tags holds together are one."""
    lines: list[str] = []
    open_tags = 0
    for line in html.split("\n"):
        if open_tags:
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
        open_tags += sum(-1 if closing else 1 for closing in _TAG.findall(line))
    return lines


def _length(html: str) -> int:
    return len(plain(html).encode("utf-16-le")) // 2


@lru_cache
def _template(name: str) -> Template:
    return environment().get_template(f"{name}.j2")


def load_templates() -> None:
    """Compile every template now, so that nobody's first answer waits for it."""
    for name in environment().list_templates():
        environment().get_template(name)


@lru_cache
def environment() -> Environment:
    """Where the templates are: autoescaped, and a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("handlers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a running bot says what it said when it started
    )
    made.filters |= {"when": when, "until": until, "day_time": day_time, "short": short, "one_line": one_line}
    return made


def when(at: datetime) -> str:
    """`11月24日（周二）17:30`; the ledger gives times in the district's zone."""
    return f"{_day(at)}{at:%H:%M}"


def until(at: datetime) -> str:
    """`11月27日（周五）前` for the midnight at the end of that day, else `11月27日（周五）15:00前`."""
    if at.time() == time():
        return f"{_day(at - timedelta(days=1))}前"
    return f"{when(at)}前"


def _day(at: datetime) -> str:
    return f"{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）"


def day_time(at: datetime) -> str:
    """`11-24 17:30`: for a line of a list."""
    return f"{at:%m-%d %H:%M}"


def short(text: str, limit: int) -> str:
    """The first `limit` characters, with an ellipsis if there are more."""
    return enclosed(text if len(text) <= limit else text[:limit].rstrip() + "…")


def one_line(text: str) -> str:
    """Line breaks become spaces, and nothing turns the direction: for a list or a button."""
    return " ".join(undirected(text).split())
