"""The tables of moments: when the bot is started, what is reported then, and all that comes of it.

A table is a text. Each of its paragraphs begins with the time in Changchun at which the bot is started:

    2026-09-30 17:59
    王示例 上报 紧急：车间停电     somebody reports a problem
    → 李驻企 🔕 ⏰                 somebody is told something, here a reminder without a sound, of these cases:
        0929-002 待签收，请在 09-30 18:00 前签收
    → 陈专班 日报 · 9月30日        of everything but a reminder only the first line
    ✎ 0929-002 accept half         a step is recorded: its case, clock and code, and `overtaken` if it was

What begins with # is for the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.sandbox import Message
from storage.tables import Case, Clock, Entry
from tests.e2e import zone
from tests.e2e.zone import Enlisted

TOLD, RECORDED = "→", "✎"
_REMINDER, _SILENT = "⏰", "🔕"
_PEOPLE: Final = {one.name: one for one in zone.ROSTERED}
_REPORT: Final = re.compile(r"^(?P<who>\S+) 上报 (?P<urgency>..)：(?P<text>.*)$")
_CASE: Final = re.compile(r"^\W*ZQ\d\d(?P<number>\d{4}-\d{3}) [^：]*：(?P<steps>.*)$")
_WHOSE: Final = re.compile(r"，承办人 \S+ \d+")
_OVERTAKEN: Final = "（已过，不再发送）"


@dataclass(frozen=True, kw_only=True)
class Report:
    """Somebody reports a problem."""

    by: Enlisted
    urgency: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One life of the bot. `outcome`: all that somebody else was told and that was recorded, sorted."""

    at: str
    reports: tuple[Report, ...]
    outcome: tuple[str, ...]

    @property
    def text(self) -> str:
        """The time and the outcome, as a table has them."""
        return "\n".join([self.at, *self.outcome])


def read_table(path: Path) -> list[Moment]:
    """The moments of a table, in their order."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    paragraphs = re.split(r"\n\n+", "\n".join(lines).strip())
    return [_moment(paragraph) for paragraph in paragraphs]


def _moment(paragraph: str) -> Moment:
    head, *outcome = re.split(rf"\n(?=[{TOLD}{RECORDED}])", paragraph)
    at, *reports = head.splitlines()
    return Moment(at=at, reports=tuple(map(_report, reports)), outcome=tuple(sorted(outcome)))


def _report(line: str) -> Report:
    found = _REPORT.match(line)
    assert found, line
    return Report(by=_PEOPLE[found["who"]], urgency=found["urgency"], text=found["text"])


def told(who: Enlisted, message: Message) -> str:
    """What a table says of a message."""
    head, _, body = message.text.partition("\n")
    lines = [head]
    if head.startswith(_REMINDER):
        reminders = (step for line in body.strip().splitlines() for step in _reminders(line))
        lines = [_REMINDER, *(f"    {step}" for step in sorted(reminders))]
    silent = [_SILENT] if message.silent else []
    return " ".join([TOLD, who.name, *silent, "\n".join(lines)])


def _reminders(line: str) -> list[str]:
    """What a line reminds of, without the enterprise and who has the case."""
    found = _CASE.match(line)
    assert found, line
    return [f"{found['number']} {step}" for step in _WHOSE.sub("", found["steps"]).split("；")]


def recorded(entry: Entry, case: Case, clock: Clock) -> str:
    """What a table says of a step in the history."""
    _, _, code = entry.cause.split(":", 2)
    # A silence is numbered by the second in which it began.
    step = "quiet" if code.startswith("quiet:") else code
    overtaken = " overtaken" if entry.text.endswith(_OVERTAKEN) else ""
    return f"{RECORDED} {case.number.removeprefix('ZQ26')} {clock.kind} {step}{overtaken}"
