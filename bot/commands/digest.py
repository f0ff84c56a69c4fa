"""`zhuqi digest`: the 日报 of a day, as text."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from bot.commands.opening import open_ledger
from bot.commands.printing import say
from bot.settings import load_settings
from storage.database import LedgerSession
from storage.errors import ZhuqiError
from storage.ledger.digest import Report, draw_up, report_so_far, stored_report
from storage.ledger.digest_hours import days_of


class NoDigest(ZhuqiError):
    """{day} 没有日报：{reason}。"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `digest` into the parser of the command line."""
    parser = subparsers.add_parser("digest", help="显示某天的日报；不写日期就是此刻的情况")
    parser.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="哪一天的日报")
    parser.set_defaults(func=_show)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应写成 2026-11-24 这样") from None


def _show(chosen: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    with open_ledger(load_settings()) as ledger:
        report, is_stored = ledger.read_now(find_report, chosen.date, now)
    # Takes a while that a wrong date should not wait for.
    from handlers.digest.wording import report_message  # noqa: PLC0415
    from handlers.render import plain  # noqa: PLC0415

    say(*plain(report_message(report).text).splitlines())
    if report.is_closed and not is_stored:
        say("", "（当天没有生成日报，以上按现在的台账补算，没有存档。）")
    return 0


def find_report(session: LedgerSession, day: date | None, now: datetime) -> tuple[Report, bool]:
    """The 日报 of a day as it was told, else drawn up now; and whether it is stored.

    Without a day, and today where none was made yet, it is the present.

    Raises:
        NoDigest: it is a day off, or yet to come.
    """
    if day is not None and (stored := stored_report(session, day)):
        return stored, True
    if day in (None, session.calendar.local_date(now)):
        return report_so_far(session, now), False
    assert day is not None
    if not session.calendar.is_working_day(day):
        raise NoDigest(day=day, reason="不是工作日")
    if days_of(session).due_at(day) > now:
        raise NoDigest(day=day, reason="还没有到那一天")
    return draw_up(session, day, now), False
