"""日报, 超期 and the morning's list as they are read on a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.digest.wording import overdue_message, report_message, tasks_message
from handlers.render import TEXT_LIMIT, Message, plain
from storage.ledger.digest import Figures, Report
from storage.ledger.obstacles import Obstacles, RoleCount
from storage.ledger.standing import PromiseLine, PromisePage, StateCount
from storage.rules.colour import Colour
from storage.rules.digest_days import Period
from storage.rules.rates import Counts
from storage.rules.urgency import Urgency
from storage.rules.words import OPEN_STATES, ClockKind, State
from storage.tables import RoleKind

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


LATE = PromiseLine(
    case_id=7,
    number="ZQ261118-002",
    enterprise="示例<i>汽车</i>零部件有限公司第一分公司",
    handler="李示例",
    urgency=Urgency.NORMAL,
    kind=ClockKind.RESOLVE,
    due_at=local("11-20 17:30"),
    colour=Colour.SECOND_RED,
)
UNTAKEN = replace(
    LATE, case_id=8, number="ZQ261123-001", handler=None, kind=ClockKind.DISPATCH, colour=Colour.RED
)
FIGURES = Figures(
    counts=Counts(
        opened=12,
        accepted=10,
        accepted_in_time=9,
        acceptances_missed=1,
        replies_due=3,
        replied_in_time=3,
        resolutions_due=3,
        resolved_in_time=2,
        resolved=8,
        answered=0,
        confirmed=0,
        redone=1,
        rated=5,
        content=5,
    ),
    states=tuple(
        StateCount(state=state, cases=4 if state is State.SUBMITTED else 0) for state in OPEN_STATES
    ),
    overdue=2,
    yellow=5,
    worst=(LATE, UNTAKEN),
    obstacles=Obstacles(
        waiting_notices=3,
        dropped_notices=1,
        not_joined=(
            RoleCount(role=RoleKind.CONTACT, people=12),
            RoleCount(role=RoleKind.MANAGER, people=1),
        ),
        managers_joined=0,
    ),
)
REPORT = Report(
    day=date(2026, 11, 24),
    period=Period(since=local("11-23 00:00"), until=local("11-24 00:00")),
    figures=FIGURES,
)


def shown(message: Message) -> list[str]:
    return plain(message.text).splitlines()


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.rows]


def width(line: str) -> int:
    """In columns of half a Chinese character; a phone shows about 44."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in line)


def test_report_shows_where_things_stand_at_one_glance() -> None:
    message = report_message(REPORT)

    assert shown(message) == [
        "日报 · 11月24日（11月23日数据）",
        "",
        "新增 12 · 签收 10（及时 9）· 办结 8",
        "🔴 超期 2 · 🟡 将到期 5",
        "",
        "在办 4",
        "待改派 0 · 待签收 4 · 办理中 0 · 待补充 0 · 待确认 0",
        "",
        "及时签收率 81.8%（9/11）",
        "响应率 100%（3/3）",
        "按时办结率 66.7%（2/3）",
        "解决率 —（0/0）",
        "满意率 100%（5/5）",
        "重办率 12.5%（1/8）",
        "",
        "超期最久",
        "‼️ ZQ261118-002 办结 11-20 17:30 前",
        "示例<i>汽车</i>零部件… · 李示例",
        "🔴 ZQ261123-001 改派 11-20 17:30 前",
        "示例<i>汽车</i>零部件… · 专班",
        "",
        "需要处理",
        "· 专班没有人能收到消息",
        "· 通知未送达 3 条",
        "· 通知无法送达 1 条",
        "· 未加入：企业联系人 12、专班 1 人",
    ]
    assert labels(message) == [["261118-002", "261123-001"]]


def test_report_fits_a_phone() -> None:
    lines = shown(report_message(REPORT))
    assert [line for line in lines if width(line) > 56] == []
    assert len(lines) < 30


def test_report_after_a_weekend_names_its_days() -> None:
    since = replace(REPORT.period, since=local("11-20 00:00"))
    assert (
        shown(report_message(replace(REPORT, period=since)))[0] == "日报 · 11月24日（11月20日–11月23日数据）"
    )


def test_report_so_far_says_until_when() -> None:
    period = Period(since=local("11-24 00:00"), until=local("11-24 10:05"))
    present = shown(report_message(replace(REPORT, period=period, is_closed=False)))
    assert present[:2] == ["日报 · 截至 11月24日（周二）10:05", "（11月24日 0 时起）"]


def test_report_without_trouble_is_silent_about_it() -> None:
    well = Obstacles(waiting_notices=0, dropped_notices=0, not_joined=(), managers_joined=2)
    figures = replace(FIGURES, overdue=0, worst=(), obstacles=well)
    message = report_message(replace(REPORT, figures=figures))

    assert shown(message)[-1] == "重办率 12.5%（1/8）"
    assert message.rows == ()


def overdue(**changes: Any) -> Message:
    page = PromisePage(lines=(LATE, UNTAKEN), page=0, pages=1, total=2)
    return overdue_message(replace(page, **changes))


def test_overdue_lists_the_worst_first_with_buttons() -> None:
    assert shown(overdue()) == [
        "超期（2 件）",
        "",
        "‼️ ZQ261118-002 办结 11-20 17:30 前",
        "示例<i>汽车</i>零部件… · 李示例",
        "",
        "🔴 ZQ261123-001 改派 11-20 17:30 前",
        "示例<i>汽车</i>零部件… · 专班",
    ]
    assert labels(overdue()) == [["261118-002", "261123-001"]]


def test_overdue_has_pages() -> None:
    message = overdue(page=1, pages=3, total=14)
    assert shown(message)[0] == "超期（第 2/3 页，共 14 件）"
    assert labels(message)[-1] == ["上一页", "下一页"]


def test_nothing_overdue_is_said() -> None:
    assert shown(overdue(lines=(), total=0)) == ["超期（0 件）", "没有超期的问题。"]


def test_tasks_name_what_is_left_out() -> None:
    soon = replace(LATE, colour=Colour.GREEN, due_at=local("11-24 17:30"))
    assert shown(tasks_message([LATE, soon], 5)) == [
        "今日待办：超期或今天到期 5 件",
        "",
        "‼️ ZQ261118-002 办结 11-20 17:30 前",
        "示例<i>汽车</i>零部件…",
        "",
        "⏱ ZQ261118-002 办结 11-24 17:30 前",
        "示例<i>汽车</i>零部件…",
        "",
        "其余 3 件请看“待办”。",
    ]
    assert len(tasks_message([LATE] * 12, 12).text) < TEXT_LIMIT
