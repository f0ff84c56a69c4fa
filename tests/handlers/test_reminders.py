"""The one message of all that somebody is reminded of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.case.buttons import Show
from handlers.reminders import MOST_CASES, Reminding, reminders_message
from handlers.render import TEXT_LIMIT
from storage.ledger.reminders import ReminderView
from storage.rules.colour import Colour
from storage.rules.step_names import _NAMES
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind

CHANGCHUN = ZoneInfo("Asia/Shanghai")
VIEW = ReminderView(
    notice_id=1,
    case_id=7,
    number="ZQ261124-007",
    enterprise="示例汽车零部件有限公司",
    urgency=Urgency.NORMAL,
    colour=Colour.RED,
    text="车间停电，\n生产线停了",
    handler="建设局 李示例",
    handler_phone="13800000001",
    topic="remind_accept_due",
    kind=ClockKind.ACCEPT,
    audience=Audience.HANDLER,
    since=datetime(2026, 11, 24, 10, 0, tzinfo=CHANGCHUN),
    due_at=datetime(2026, 11, 25, 17, 30, tzinfo=CHANGCHUN),
    is_late=False,
    estimated=False,
    may_open=True,
)


def text_of(*views: ReminderView, stands_in: bool = False) -> str:
    return reminders_message([Reminding(view=view, stands_in=stands_in) for view in views]).text


def line_of(kind: ClockKind, step: str, audience: Audience, *, stands_in: bool = False) -> str:
    view = replace(VIEW, kind=kind, topic=f"remind_{kind}_{step}", audience=audience)
    return text_of(view, stands_in=stands_in).splitlines()[1].partition("：")[2]


@pytest.mark.parametrize(
    ("kind", "step", "audience", "expected"),
    [
        (
            ClockKind.ACCEPT,
            "at_once",
            Audience.DUTY,
            "特急，等签收，11-25 17:30 前，承办人 建设局 李示例 13800000001：车间停电， 生产线停了",
        ),
        (ClockKind.ACCEPT, "half", Audience.HANDLER, "待签收，请在 11-25 17:30 前签收"),
        (ClockKind.ACCEPT, "half", Audience.MEMBERS, "待签收，请在 11-25 17:30 前签收"),
        (ClockKind.ACCEPT, "due", Audience.HANDLER, "待签收，11-25 17:30 已到期"),
        (
            ClockKind.ACCEPT,
            "due",
            Audience.MANAGERS,
            "待签收，11-25 17:30 已到期，承办人 建设局 李示例 13800000001",
        ),
        (
            ClockKind.ACCEPT,
            "leader",
            Audience.LEADERS,
            "逾期未签收，11-25 17:30 已到期，承办人 建设局 李示例 13800000001",
        ),
        (ClockKind.FIRST_REPLY, "half", Audience.HANDLER, "还没有回复企业，请在 11-25 17:30 前回复"),
        (ClockKind.FIRST_REPLY, "due", Audience.HANDLER, "还没有回复企业，11-25 17:30 已到期"),
        (ClockKind.RESOLVE, "quiet", Audience.HANDLER, "11-24 10:00 以来没有记进展"),
        (ClockKind.RESOLVE, "yellow", Audience.HANDLER, "办结将到期，请在 11-25 17:30 前办结"),
        (ClockKind.RESOLVE, "red", Audience.HANDLER, "办结已超期，应在 11-25 17:30 前"),
        (
            ClockKind.RESOLVE,
            "second_red",
            Audience.LEADERS,
            "办结严重超期，应在 11-25 17:30 前，承办人 建设局 李示例 13800000001",
        ),
        (ClockKind.DISPATCH, "due", Audience.MANAGERS, "待改派，11-25 17:30 已到期，请改派、自办或答复"),
        (ClockKind.DISPATCH, "leader", Audience.LEADERS, "11-24 10:00 起待改派，还没有人处理"),
    ],
)
def test_line_says_what_is_waited_for(kind: ClockKind, step: str, audience: Audience, expected: str) -> None:
    assert line_of(kind, step, audience) == expected


@pytest.mark.parametrize(
    ("kind", "stands_in", "expected"),
    [
        (ClockKind.ANSWER, False, "等企业补充，请在 11-25 17:30 前答复"),
        (ClockKind.ANSWER, True, "企业联系人联系不上，请电话转告：等企业补充，请在 11-25 17:30 前答复"),
        (ClockKind.CONFIRM, False, "已办结，请确认是否解决，11-25 17:30 没有答复将自动销号"),
        (
            ClockKind.CONFIRM,
            True,
            "企业联系人联系不上，请电话核实：已办结，请确认是否解决，11-25 17:30 没有答复将自动销号",
        ),
    ],
)
def test_line_asks_the_enterprise_or_who_telephones(kind: ClockKind, stands_in: bool, expected: str) -> None:
    shown = line_of(kind, "after", Audience.CONTACTS, stands_in=stands_in)

    assert shown.partition("，承办人")[0] == expected.partition("，承办人")[0]


def test_line_says_that_one_stands_in_for_the_handler() -> None:
    assert line_of(ClockKind.ACCEPT, "half", Audience.HANDLER, stands_in=True) == (
        "（承办人联系不上，请代为处理）待签收，请在 11-25 17:30 前签收"
    )


@pytest.mark.parametrize(("kind", "step"), list(_NAMES))
def test_every_step_has_words(kind: ClockKind, step: str) -> None:
    assert line_of(kind, step, Audience.HANDLER)


def test_message_of_one_case() -> None:
    assert reminders_message([Reminding(view=VIEW)]).text == (
        "⏰ <b>请留意</b>\n🔴<b>ZQ261124-007</b> 示例汽车零部件有限公司：待签收，11-25 17:30 已到期"
    )


def test_message_has_a_line_and_a_button_a_case() -> None:
    views = [
        replace(VIEW, notice_id=n, case_id=n, number=f"ZQ261124-{n:03}", colour=colour)
        for n, colour in enumerate((Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.SECOND_RED, Colour.GREEN))
    ]
    made = reminders_message([Reminding(view=view) for view in views])

    head, *lines = made.text.splitlines()
    assert head == "⏰ <b>请留意</b>（5 件）"
    assert [line.partition(" ")[0] for line in lines] == [
        "<b>ZQ261124-000</b>",
        "🟡<b>ZQ261124-001</b>",
        "🔴<b>ZQ261124-002</b>",
        "‼️<b>ZQ261124-003</b>",
        "<b>ZQ261124-004</b>",
    ]
    assert [[button.text for button in row] for row in made.rows] == [
        ["261124-000", "261124-001", "261124-002"],
        ["261124-003", "261124-004"],
    ]
    assert made.rows[1][1].callback_data == Show(case_id=4).pack()


def test_message_names_a_case_once_and_of_a_clock_the_latest_step() -> None:
    half = replace(VIEW, notice_id=1, topic="remind_accept_half")
    due = replace(VIEW, notice_id=2)
    reply = replace(VIEW, notice_id=3, kind=ClockKind.FIRST_REPLY, topic="remind_first_reply_half")
    made = reminders_message([Reminding(view=view) for view in (half, due, reply)])

    assert made.text.splitlines()[1].partition("：")[2] == (
        "待签收，11-25 17:30 已到期；还没有回复企业，请在 11-25 17:30 前回复"
    )
    assert [len(row) for row in made.rows] == [1]


def test_message_says_what_is_ones_own_before_what_is_anothers() -> None:
    own = replace(VIEW, notice_id=1, audience=Audience.MANAGERS)
    made = reminders_message(
        [Reminding(view=own), Reminding(view=replace(VIEW, notice_id=2), stands_in=True)]
    )

    assert "请代为处理" not in made.text


def test_message_has_no_button_for_a_case_that_is_not_theirs_to_look_at() -> None:
    assert reminders_message([Reminding(view=replace(VIEW, may_open=False))]).rows == ()


@pytest.mark.parametrize(
    ("audience", "hint"),
    [(Audience.HANDLER, "“待办”"), (Audience.LEADERS, "“超期”"), (Audience.CONTACTS, "“我的问题”")],
)
def test_message_of_more_cases_than_have_room_says_where_the_others_are(
    audience: Audience, hint: str
) -> None:
    views = [
        replace(VIEW, notice_id=n, case_id=n, number=f"ZQ261124-{n:03}", audience=audience)
        for n in range(MOST_CASES + 3)
    ]
    made = reminders_message([Reminding(view=view) for view in views])

    assert sum(len(row) for row in made.rows) == MOST_CASES
    assert made.text.splitlines()[0] == f"⏰ <b>请留意</b>（{MOST_CASES + 3} 件）"
    assert made.text.splitlines()[-1] == f"另有 3 件，请看{hint}。"
    assert len(made.text) <= TEXT_LIMIT + 8 * MOST_CASES  # tags do not count


def test_message_marks_an_estimate_and_escapes_names() -> None:
    text = text_of(replace(VIEW, estimated=True, enterprise="示例<b>&"))

    assert "11-25 17:30（预计） 已到期" in text
    assert "示例&lt;b&gt;&amp;：" in text
