"""Until when an enterprise needs it. Today is Tuesday, 2026-11-24."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.understanding import NeededBy
from storage.rules.understanding.lexicon import plain
from storage.rules.understanding.needed_by import needed_by

TODAY = dt.date(2026, 11, 24)


def read(text: str) -> str | None:
    found = needed_by(plain(text), TODAY)
    if found is None:
        return None
    return f"{found.day}{found.hour:' %H:%M'}".replace("'", "") if found.hour else f"{found.day}"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天必须开出去", "2026-11-24"),
        ("今晚就要发车", "2026-11-24"),
        ("下班前给个答复", "2026-11-24"),
        ("中午12点就断件", "2026-11-24 12:00"),
        ("今天下午5点半之前", "2026-11-24 17:30"),
        ("下午两点断电就全完了", "2026-11-24 14:00"),
        ("2小时内要是不来电", "2026-11-24"),
        ("24小时内必须恢复", "2026-11-25"),
        ("明早八点就开机", "2026-11-25 08:00"),
        ("明早六点就开机", "2026-11-25 06:00"),
        ("凌晨四点前", "2026-11-24 04:00"),
        ("四点前要断料", "2026-11-24 16:00"),
        ("主机厂两点断线", "2026-11-24 14:00"),
        ("今晚八点前", "2026-11-24 20:00"),
        ("明天下午三点前要交货", "2026-11-25 15:00"),
        ("明天中午前报上去", "2026-11-25 12:00"),
        ("最迟后天", "2026-11-26"),
        ("大后天客户来审核", "2026-11-27"),
        ("周五前给个准信", "2026-11-27"),
        ("礼拜五主机厂来验厂", "2026-11-27"),
        ("本周内必须办完", "2026-11-27"),
        ("限我们三天内搬走", "2026-11-27"),
        ("周日之前", "2026-11-29"),
        ("下周一验厂", "2026-11-30"),
        ("下周三开庭", "2026-12-02"),
        ("25号前交货", "2026-11-25"),
        ("这个月28号到期", "2026-11-28"),
        ("10号要发工资", "2026-12-10"),
        ("下月18号要投产", "2026-12-18"),
        ("月底要付", "2026-11-30"),
        ("下月底到期", "2026-12-31"),
        ("月中要交货", "2026-12-15"),
        ("限期7天整改", "2026-12-01"),
        ("半个月内要搬", "2026-12-09"),
        ("十二月十号到期", "2026-12-10"),
        ("12.10前换证", "2026-12-10"),
        ("12/5截止", "2026-12-05"),
        ("10月8日前报", "2027-10-08"),
        ("2027年1月15日前验收", "2027-01-15"),
        ("明年3月前建成", "2027-03-01"),
        ("租约明年三月到期", "2027-03-01"),
        ("三个月到期", "2027-02-22"),
        ("申报后天关门", "2026-11-26"),
        ("明天不修好就罚", "2026-11-25"),
        ("三天不恢复就立案", "2026-11-27"),
        ("整改通知贴了三天后复查", "2026-11-27"),
        ("年底前搬走", "2026-12-31"),
        ("季度末要报表", "2026-12-31"),
        ("元旦前开业", "2026-12-31"),
        ("过年前得给农民工结清", "2027-02-05"),
        ("年前结清", "2027-02-05"),
        ("中秋前完工", "2027-09-14"),
        ("by Friday", "2026-11-27"),
        ("the vessel leaves on Friday", "2026-11-27"),
        ("die Frist endet am 3. Dezember", "2026-12-03"),
        ("by 18 December", "2026-12-18"),
        ("before December 3", "2026-12-03"),
        ("within 3 days", "2026-11-27"),
        ("we must ship today", "2026-11-24"),
        ("bis Ende des Monats", "2026-11-30"),
        ("bis 3. Dezember", "2026-12-03"),
        ("innerhalb von 2 Wochen", "2026-12-08"),
        ("muss noch heute fertig werden", "2026-11-24"),
    ],
)
def test_deadline_becomes_a_day(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "外线要等明天才能来人",
        "三年前就报过",
        "去年底就申报了",
        "昨天下午三点前",
        "上周五就交了",
        "周一就报了",
        "排到下月",
        "三天没来人",
        "一个月没动静",
        "提三点要求",
        "1号楼前面的路灯坏了",
        "3号线路停电",
        "学校三点半就放学",
        "13月40日前",
        "来自 Friday 公司",
        "涨到12.10",
        "实习俩月就跑",
        "增容的事年前安排不上",
        "一到晚上八点水就没了",
    ],
)
def test_what_is_past_or_no_deadline_is_none(text: str) -> None:
    assert read(text) is None


def test_earliest_deadline_counts_and_says_what_it_was_read_from() -> None:
    assert needed_by("月底要付，最晚周五前给准信", TODAY) == NeededBy(
        day=dt.date(2026, 11, 27), hour=None, words="周五"
    )


@given(st.text(alphabet="今明后天周月年底前号日内必须要点半十二三0129:／ ", max_size=40), st.dates())
def test_no_text_and_no_day_breaks_it(text: str, today: dt.date) -> None:
    found = needed_by(plain(text), today)
    assert found is None or found.day >= today
