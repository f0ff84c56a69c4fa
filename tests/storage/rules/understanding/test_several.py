"""Several problems in one text, and one that is told at length."""

from __future__ import annotations

import datetime as dt

import pytest

from storage.rules.policy import Policy
from storage.rules.understanding import understand


def problems(text: str, policy: Policy) -> tuple[str, ...]:
    return understand(text, policy, dt.date(2026, 11, 24)).problems


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "1、厂区大门外路灯坏了；2、招焊工招不到；3、稳岗补贴没到账",
            ("厂区大门外路灯坏了", "招焊工招不到", "稳岗补贴没到账"),
        ),
        ("(一)供暖温度不够(二)货车限行进不来", ("供暖温度不够", "货车限行进不来")),
        ("第一，招不到焊工；第二，孩子上学没学位", ("招不到焊工", "孩子上学没学位")),
        ("一是贷款续不上，二是宿舍不够住", ("贷款续不上", "宿舍不够住")),
        ("①路灯坏了②招工难", ("路灯坏了", "招工难")),
        ("变压器坏了。还有，税务说我们发票额度不够。", ("变压器坏了", "税务说我们发票额度不够")),
        ("两个事，一个是贷款续不上，另一个是宿舍不够", ("两个事，一个是贷款续不上", "宿舍不够")),
        (
            "Trucks cannot use the road. Also, our VAT refund is missing.",
            ("Trucks cannot use the road", "our VAT refund is missing"),
        ),
        (
            "Der Strom fällt aus. Außerdem fehlt die Baugenehmigung.",
            ("Der Strom fällt aus", "fehlt die Baugenehmigung"),
        ),
    ],
)
def test_problems_are_offered_apart(text: str, parts: tuple[str, ...], policy: Policy) -> None:
    assert problems(text, policy) == parts


def test_announced_problems_may_be_about_the_same(policy: Policy) -> None:
    assert problems("三个问题：1.路灯坏了 2.公交没站 3.晚上蚊子多", policy) == (
        "路灯坏了",
        "公交没站",
        "晚上蚊子多",
    )


def test_what_stands_before_goes_with_every_part_if_it_says_something(policy: Policy) -> None:
    assert problems("东门变压器改造期间：1、货车进不来 2、宿舍没热水澡洗", policy) == (
        "东门变压器改造期间：货车进不来",
        "东门变压器改造期间：宿舍没热水澡洗",
    )


@pytest.mark.parametrize(
    "text",
    [
        "去年3月签的合同，1、甲方验收了 2、发票开了 3、尾款没给",
        "水管爆了，车间淹了，另外两台设备也泡了，还有货也泡了",
        "厂房漏雨，房东不管，还有租金年年涨，另外合同也快到期了",
        "电费太贵了，还有没有优惠政策",
        "3000平，1、层高9米 2、带5吨行车 3、有办公室的厂房",
        "欠我们120万，1.2米的料都拉走了",
        "1、路灯坏了",
        "",
    ],
)
def test_problem_told_at_length_stays_one(text: str, policy: Policy) -> None:
    assert problems(text, policy) == ()


def test_what_is_no_report_has_no_problems(policy: Policy) -> None:
    assert problems("谢谢！1、路灯修好了 2、贷款批下来了，点赞", policy) == ()
