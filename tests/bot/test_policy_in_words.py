"""The policy as the check-up says it in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.checkup import Finding, Mark, check_policy
from bot.policy_in_words import digest_in_words, ladder_in_words, limits_in_words, office_hours_in_words
from storage.policy import default_policy, default_policy_text, default_vocabulary
from storage.rules.office_hours import YearTable
from storage.rules.policy import Policy, parse_policy

DEFAULT = default_policy_text()
POLICY = default_policy()
NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SUMMER, WINTER = "夏季作息 09:00–12:00、13:30–18:00", "冬季作息 09:00–12:00、13:00–17:30"


@pytest.mark.parametrize(
    ("today", "now", "following"),
    [
        ("2026-01-01", WINTER, f"2026-05-06 起是{SUMMER}"),
        ("2026-05-05", WINTER, f"2026-05-06 起是{SUMMER}"),
        ("2026-05-06", SUMMER, f"2026-10-08 起是{WINTER}"),
        ("2026-10-07", SUMMER, f"2026-10-08 起是{WINTER}"),
        ("2026-11-24", WINTER, f"预计 2027-05-05 起是{SUMMER}"),
    ],
)
def test_office_hours_name_this_season_and_the_next(today: str, now: str, following: str) -> None:
    assert office_hours_in_words(POLICY, date.fromisoformat(today)) == (f"现在是{now}", following)


def test_limits() -> None:
    assert list(limits_in_words(POLICY)) == [
        "特急：2 小时内签收，24 小时内首次回复，3 个工作日内办结",
        "紧急：4 个工作小时内签收，1 个工作日内首次回复，5 个工作日内办结",
        "一般：1 个工作日内签收，3 个工作日内首次回复，15 个工作日内办结",
        "咨询：1 个工作日内签收，1 个工作日内首次回复，1 个工作日内办结",
        (
            "重办 5 个工作日（本身更短的按短的），待改派 4 个工作小时，待补充 10 个工作日，待确认 10 个工作日，"
            "评价 10 个工作日，销号后 30 天内可以重办"
        ),
    ]


def test_ladder() -> None:
    assert list(ladder_in_words(POLICY)) == [
        "签收：过 50% 提醒承办人；到期提醒承办人和专班；再过 450 个工作分钟报分管领导",
        (
            "特急签收：立即通知专班（没有设值班人员）；过 50% 提醒承办人和成员；到期提醒专班全体；"
            "用时到 200% 报分管领导"
        ),
        "首次回复：过 50% 提醒承办人；到期提醒承办人和专班",
        (
            "办结：3 个工作日没有进展提醒承办人；时限剩 20% 或一个工作日（短时限剩一半）变黄，提醒承办人；"
            "超期变红，提醒承办人和专班，以后每 450 个工作分钟提醒承办人；用时到时限的 3 倍报专班和分管领导"
        ),
        "待补充：2 个工作日、5 个工作日提醒企业；10 个工作日没有补充，退回承办人",
        "待确认：2 个工作日、5 个工作日提醒企业；10 个工作日没有答复，按“未确认”销号",
        "待改派：4 个工作小时提醒专班；1 个工作日报分管领导",
        "以上只在办公时间发出（午休不发）；特急按钟点计的，随时发出",
    ]


def test_ladder_of_another_policy() -> None:
    text = (
        DEFAULT.replace("duty_phones = []", 'duty_phones = ["138 0000 0001", "138 0000 0002"]')
        .replace('answer_reminders = ["2 WD", "5 WD"]', "answer_reminders = []")
        .replace("red_repeat_minutes = 450", "red_repeat_minutes = 120")
    )
    words = list(ladder_in_words(parse_policy(text, source="own.toml", vocabulary=default_vocabulary())))
    assert words[1].startswith("特急签收：立即通知值班（2 人）；")
    assert "每 2 个工作小时提醒承办人" in words[3]
    assert words[4] == "待补充：10 个工作日没有补充，退回承办人"


def test_digest_of_another_hour_is_named_by_the_check_up() -> None:
    policy = parse_policy(
        DEFAULT.replace('hour = "08:30"', 'hour = "07:45"'),
        source="own.toml",
        vocabulary=default_vocabulary(),
    )
    words = "每个工作日 07:45 发：日报给专班和分管领导，当天要办的事给服务员和联络员"
    assert digest_in_words(policy) == words
    assert Finding(mark=Mark.GOOD, what="日报：", details=(words,)) in list(check_policy(policy, NOW))


def holidays(policy: Policy, day: str) -> Finding:
    now = datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    (found,) = [finding for finding in check_policy(policy, now) if "放假安排" in finding.what]
    return found


def with_years(*years: YearTable) -> Policy:
    return replace(POLICY, calendar=replace(POLICY.calendar, years=years))


def test_coming_year_that_is_not_announced_is_noted_sixty_days_before_it() -> None:
    known = "放假安排：2026 年已公布，2027 年还没有公布，涉及它的时限标“预计”"
    assert holidays(POLICY, "2026-11-01") == Finding(mark=Mark.GOOD, what=known)
    late = holidays(POLICY, "2026-11-02")
    assert (late.mark, late.what) == (Mark.NOTE, known)
    assert "announced = true" in late.details[0]


def test_year_that_is_announced_is_well() -> None:
    announced = with_years(YearTable(year=2027, announced=True))
    assert holidays(announced, "2026-12-31") == Finding(mark=Mark.GOOD, what="放假安排：2026、2027 年已公布")


def test_year_that_began_without_being_announced_is_noted() -> None:
    found = holidays(with_years(), "2035-03-01")
    assert found.mark is Mark.NOTE
    assert found.what == "放假安排：2035 年还没有公布，涉及它的时限标“预计”"
