from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from storage.policy import default_examples, default_policy, default_policy_text, default_vocabulary
from storage.rules.office_hours import MonthDay, OfficeSession, YearTable
from storage.rules.policy import Policy, UrgencyLimits, parse_policy
from storage.rules.policy_shape import PolicyError, PolicyProblem
from storage.rules.urgency import Limit, Urgency

DEFAULT = default_policy_text()


def parsed(text: str) -> Policy:
    return parse_policy(text, source="own.toml", vocabulary=default_vocabulary(), examples=default_examples())


def problems(*changes: tuple[str, str]) -> list[PolicyProblem]:
    """What is wrong with the default policy once these texts are replaced."""
    text = DEFAULT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(PolicyError) as caught:
        parsed(text)
    assert caught.value.source == "own.toml"
    return list(caught.value.problems)


def test_default_policy_says_what_the_rules_say() -> None:
    policy = default_policy()
    limits = {
        urgency: tuple(map(str, (of.accept, of.first_reply, of.resolve)))
        for urgency in Urgency
        for of in [policy.limits.of(urgency)]
    }
    course = policy.course
    assert limits == {
        Urgency.CRITICAL: ("2 h", "24 h", "3 WD"),
        Urgency.URGENT: ("4 h W", "1 WD", "5 WD"),
        Urgency.NORMAL: ("1 WD", "3 WD", "15 WD"),
        Urgency.INQUIRY: ("1 WD", "1 WD", "1 WD"),
    }
    assert list(map(str, (course.redo, course.returned, policy.ladder.returned_to_leader))) == [
        "5 WD",
        "4 h W",
        "1 WD",
    ]
    assert list(map(str, (course.answer, course.confirm, course.rate))) == ["10 WD"] * 3
    assert (course.reopen_days, course.asks_per_round) == (30, 2)
    assert policy.timezone == ZoneInfo("Asia/Shanghai")
    assert [category.label for category in policy.categories] == [
        *("融资金融", "用工人才", "用地厂房", "要素保障", "物流交通", "审批证照", "税费", "政策兑现"),
        *("市场配套", "科技创新", "项目建设", "环保安全", "法律知识产权", "账款拖欠", "生活配套", "其他"),
    ]
    assert len(policy.decline_reasons) == 6
    assert (policy.attachments.max_per_case, policy.attachments.copy_max_bytes) == (20, 20 * 1024 * 1024)
    keeping = policy.keeping
    assert (keeping.draft_ask_days, keeping.draft_gone_days, keeping.payload_days, keeping.invite_days) == (
        1,
        7,
        7,
        7,
    )


def test_default_seasons_are_sorted_and_read() -> None:
    seasons = default_policy().calendar.seasons
    assert [(season.name, season.begins_after) for season in seasons] == [
        ("夏季", MonthDay(5, 1)),
        ("冬季", MonthDay(10, 1)),
    ]
    assert seasons[1].sessions == (
        OfficeSession(dt.time(9), dt.time(12)),
        OfficeSession(dt.time(13), dt.time(17, 30)),
    )


def test_default_notice_names_what_the_law_asks_for() -> None:
    text = default_policy().privacy_notice.text
    for topic in ("谁处理", "电话", "处理什么", "为什么", "保存多久", "查阅", "删除", "撤回同意", "境外"):
        assert topic in text


def test_duty_phones_are_brought_to_one_form() -> None:
    text = DEFAULT.replace("duty_phones = []", 'duty_phones = ["+86 138 0013 8000"]')
    assert parsed(text).district.duty_phones == ("13800138000",)


def test_category_that_is_no_longer_known_is_other() -> None:
    policy = default_policy()
    assert policy.category("taxes").label == "税费"
    assert policy.category("abolished").label == "其他"


def test_decline_reason_is_found_by_its_code_or_not_at_all() -> None:
    policy = default_policy()
    reason = policy.decline_reason("repeated")
    assert reason is not None
    assert reason.label == "同一事实重复提出"
    assert policy.decline_reason("whim") is None


@pytest.mark.parametrize(
    ("old", "new", "key", "found", "allowed"),
    [
        ("reopen_days = 30", "reopen_days = 0", "course.reopen_days", "0", "不小于 1 的整数"),
        ("reopen_days = 30", 'reopen_days = "30"', "course.reopen_days", "“30”", "整数"),
        ("reopen_days = 30", "reopen_days = true", "course.reopen_days", "true", "整数"),
        ("copy_max_mb = 20", "copy_max_mb = 50", "attachments.copy_max_mb", "50", "不大于 20 的整数"),
        (
            '"Asia/Shanghai"',
            '"Asia/Changchun"',
            "calendar.timezone",
            "“Asia/Changchun”",
            "时区名，例如 Asia/Shanghai",
        ),
        (
            'after = "05-01"',
            'after = "02-29"',
            "calendar.seasons[1].begins_after",
            "“02-29”",
            "每年都有的月-日，例如 05-01",
        ),
        (
            '"13:30-18:00"',
            '"18:00-13:30"',
            "calendar.seasons[1].sessions[2]",
            "“18:00-13:30”",
            "开始早于结束的时段，例如 09:00-12:00",
        ),
        (
            '"13:30-18:00"',
            '"11:30-18:00"',
            "calendar.seasons[1].sessions",
            "2 项的列表",
            "先后排列、互不重叠、中间有间隔的时段",
        ),
        ("announced = false", "announced = 0", "calendar.years[1].announced", "0", "true 或 false"),
        (
            "2027-09-15",
            "2028-09-15",
            "calendar.years[1]",
            "一个表",
            "都在 2027 年内的日期（不在的：2028-09-15）",
        ),
        (
            "2027-09-15",
            '"2027-09-15"',
            "calendar.years[1].days_off[10]",
            "“2027-09-15”",
            "不带引号的日期，例如 2026-10-01",
        ),
        (
            "2027-09-15",
            "2027-06-09",
            "calendar.years[1].days_off",
            "13 项的列表",
            "互不相同的值（重复：2027-06-09）",
        ),
        (
            'code = "staffing"',
            'code = "finance"',
            "categories",
            "16 项的列表",
            "互不相同的值（重复：finance）",
        ),
        (
            'code = "staffing"',
            'code = "用工"',
            "categories[2].code",
            "“用工”",
            "小写英文字母和下划线，不超过 24 个字符",
        ),
        ('code = "other"', 'code = "others"', "categories", "16 项的列表", "含有 code 为 other 的类别"),
        ('label = "税费"', 'label = " "', "categories[7].label", "“ ”", "不为空的文字"),
        (
            'code = "finance"',
            'code = "finance"\nkeywords = ["长贷", 3]',
            "categories[1].keywords[2]",
            "3",
            "文字",
        ),
        (
            'code = "finance"',
            'code = "finance"\nhints = ["…贷"]',
            "categories[1].hints[1]",
            "“…贷”",
            "… 只写在字与字之间，一次一个",
        ),
        (
            'code = "finance"',
            'code = "money"',
            "categories[1].keywords",
            "没有词",
            "至少一个词：词库里没有 code 为 money 的",
        ),
        (
            "urgent_within_days = 10",
            "urgent_within_days = 0",
            "urgency_words.urgent_within_days",
            "0",
            "不小于 1 的整数",
        ),
        (
            "[keeping]",
            "[kind_words.thanks]\nword = []\n[keeping]",
            "kind_words.thanks.word",
            "不认识的键",
            "words、alone、together、against、decoys",
        ),
        ("[district]", "vocabulary = 3\n[district]", "vocabulary", "3", "文字"),
        (
            "duty_phones = []",
            'duty_phones = ["12345"]',
            "district.duty_phones[1]",
            "“12345”",
            "11 位手机号，例如 138 0013 8000，前面可以有 +86",
        ),
        (
            "draft_gone_days = 7",
            "draft_gone_days = 1",
            "keeping",
            "一个表",
            "draft_ask_days 小于 draft_gone_days",
        ),
        (
            "[keeping]",
            "keeping = 3\n[keepin]",
            "attachments.keeping",
            "不认识的键",
            "max_per_case、copy_max_mb",
        ),
    ],
)
def test_wrong_value_is_named_with_key_found_and_allowed(
    old: str, new: str, key: str, found: str, allowed: str
) -> None:
    assert problems((old, new))[0] == PolicyProblem(key=key, found=found, allowed=allowed)


@pytest.mark.parametrize(
    ("old", "new", "key", "found", "allowed"),
    [
        ("half_percent = 50", "half_percent = 100", "half_percent", "100", "不大于 99 的整数"),
        ("half_percent = 50", "half_percent = 0", "half_percent", "0", "不小于 1 的整数"),
        ("half_percent = 50", 'half_percent = "50 %"', "half_percent", "“50 %”", "整数"),
        ("yellow_percent = 20", "yellow_percent = 100", "yellow_percent", "100", "不大于 99 的整数"),
        (
            "critical_leader_percent = 200",
            "critical_leader_percent = 100",
            "critical_leader_percent",
            "100",
            "不小于 101 的整数",
        ),
        ("red_repeat_minutes = 450", "red_repeat_minutes = 1", "red_repeat_minutes", "1", "不小于 60 的整数"),
        ("second_red_times = 3", "second_red_times = 1", "second_red_times", "1", "不小于 2 的整数"),
        (
            'answer_reminders = ["2 WD", "5 WD"]',
            'answer_reminders = ["5 WD", "2 WD"]',
            "answer_reminders",
            "5 WD、2 WD",
            "由早到晚、单位与 course.answer（10 WD）相同、都比它早的时限",
        ),
        (
            'answer_reminders = ["2 WD", "5 WD"]',
            'answer_reminders = ["2 WD", "2 WD"]',
            "answer_reminders",
            "2 WD、2 WD",
            "由早到晚、单位与 course.answer（10 WD）相同、都比它早的时限",
        ),
        (
            'confirm_reminders = ["2 WD", "5 WD"]',
            'confirm_reminders = ["2 WD", "10 WD"]',
            "confirm_reminders",
            "2 WD、10 WD",
            "由早到晚、单位与 course.confirm（10 WD）相同、都比它早的时限",
        ),
        (
            'confirm_reminders = ["2 WD", "5 WD"]',
            'confirm_reminders = ["4 h W"]',
            "confirm_reminders",
            "4 h W",
            "由早到晚、单位与 course.confirm（10 WD）相同、都比它早的时限",
        ),
    ],
)
def test_ladder_without_sense_is_named_with_key_found_and_allowed(
    old: str, new: str, key: str, found: str, allowed: str
) -> None:
    assert problems((old, new)) == [PolicyProblem(key=f"ladder.{key}", found=found, allowed=allowed)]


def test_reminders_need_not_be() -> None:
    text = DEFAULT.replace('answer_reminders = ["2 WD", "5 WD"]', "answer_reminders = []")
    assert parsed(text).ladder.answer_reminders == ()


def test_digest_comes_half_an_hour_before_the_office_opens() -> None:
    assert default_policy().digest.hour == dt.time(8, 30)


@pytest.mark.parametrize("found", ['"8:30"', '"24:00"', '"08:60"', '"08:30:00"', "830"])
def test_wrong_hour_of_the_digest_is_named_with_what_is_allowed(found: str) -> None:
    [problem] = problems(('hour = "08:30"', f"hour = {found}"))
    assert (problem.key, problem.allowed) == ("digest.hour", "一天中的时刻，例如 08:30")


def test_wrong_limit_is_named_with_what_is_allowed() -> None:
    (problem,) = problems(('accept = "2 h"', 'accept = "2 hours"'))
    assert (problem.key, problem.found) == ("limits.critical.accept", "“2 hours”")
    assert "“2 h”" in problem.allowed


def test_everything_that_is_wrong_is_reported_at_once() -> None:
    found = problems(
        ("reopen_days", "reopen_dayz"),
        ("max_per_case = 20", "max_per_case = -1"),
        ("[privacy_notice]", "[notice]"),
    )
    assert sorted((problem.key, problem.found) for problem in found) == [
        ("attachments.max_per_case", "-1"),
        ("course.reopen_days", "没有写"),
        ("course.reopen_dayz", "不认识的键"),
        ("notice", "不认识的键"),
        ("privacy_notice", "没有写"),
    ]


def test_unknown_key_is_answered_with_the_known_ones() -> None:
    unknown = problems(("first_reply =", "first_answer ="))[1]
    assert unknown == PolicyProblem(
        key="limits.critical.first_answer", found="不认识的键", allowed="accept、first_reply、resolve"
    )


def test_only_the_innermost_problem_is_told() -> None:
    """A list whose entries are wrong is not called too short as well."""
    found = problems(("begins_after", "begins"))
    assert [problem.key for problem in found] == [
        "calendar.seasons[1].begins_after",
        "calendar.seasons[1].begins",
        "calendar.seasons[2].begins_after",
        "calendar.seasons[2].begins",
    ]


def test_text_that_is_no_toml_is_refused_with_its_place() -> None:
    with pytest.raises(PolicyError) as caught:
        parsed("[district\n")
    assert "line 1" in caught.value.problems[0].found


def test_message_is_one_line_a_problem() -> None:
    with pytest.raises(PolicyError) as caught:
        parsed(DEFAULT.replace("reopen_days = 30", "reopen_days = 0"))
    assert str(caught.value) == (
        "政策文件 own.toml 有 1 处错误：\ncourse.reopen_days：0；允许：不小于 1 的整数"
    )


def test_shapes_are_values() -> None:
    limit = Limit.parse("1 WD")
    assert UrgencyLimits(accept=limit, first_reply=limit, resolve=limit) == UrgencyLimits(
        accept=limit, first_reply=limit, resolve=limit
    )
    assert YearTable(year=2027).days_off == ()
