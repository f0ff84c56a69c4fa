"""日报, 超期 and the morning's list in words; none of them has personal data but the names of who handles what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from telegram import InlineKeyboardButton

from handlers.case.buttons import show_button
from handlers.case.card import rows_of
from handlers.digest.buttons import LeafOverdue
from handlers.render import Message, message
from storage.ledger.digest import Report
from storage.ledger.standing import PromiseLine, PromisePage
from storage.rules.rates import rates_of

# So that the last moment of a period is on its last day.
_MOMENT = timedelta(microseconds=1)


def report_message(report: Report) -> Message:
    """A 日报: the figures at one glance, the worst cases with a button each, and what 专班 has to see to."""
    figures = report.figures
    return message(
        "digest",
        "report",
        report=report,
        last_day=report.period.until - _MOMENT,
        figures=figures,
        counts=figures.counts,
        rates=rates_of(figures.counts),
        rows=rows_of(_cases(figures.worst)),
    )


def overdue_message(page: PromisePage) -> Message:
    """A page of 超期."""
    leaves = [
        LeafOverdue(page=number).labelled(label)
        for number, label in ((page.page - 1, "上一页"), (page.page + 1, "下一页"))
        if 0 <= number < page.pages
    ]
    return message("digest", "overdue", page=page, rows=[*rows_of(_cases(page.lines)), leaves])


def tasks_message(lines: Sequence[PromiseLine], total: int) -> Message:
    """What somebody has in hand that is overdue or due today; `total` may be more than is shown."""
    return message("digest", "tasks", lines=lines, total=total, rows=rows_of(_cases(lines)))


def _cases(lines: Iterable[PromiseLine]) -> list[InlineKeyboardButton]:
    return [show_button(line.case_id, line.number) for line in lines]
