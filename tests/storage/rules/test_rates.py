"""Rates: always with numerator and denominator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.rules.rates import Counts, Rate, rates_of

NOTHING = Counts(
    opened=0,
    accepted=0,
    accepted_in_time=0,
    acceptances_missed=0,
    replies_due=0,
    replied_in_time=0,
    resolutions_due=0,
    resolved_in_time=0,
    resolved=0,
    answered=0,
    confirmed=0,
    redone=0,
    rated=0,
    content=0,
)


def test_every_rate_is_told_with_numerator_and_denominator() -> None:
    counts = replace(
        NOTHING,
        accepted=8,
        accepted_in_time=6,
        acceptances_missed=2,
        replies_due=4,
        replied_in_time=3,
        resolutions_due=3,
        resolved_in_time=2,
        resolved=7,
        answered=6,
        confirmed=5,
        redone=1,
        rated=3,
        content=3,
    )
    assert {rate.label: str(rate) for rate in rates_of(counts)} == {
        "及时签收率": "60%（6/10）",
        "响应率": "75%（3/4）",
        "按时办结率": "66.7%（2/3）",
        "解决率": "83.3%（5/6）",
        "满意率": "100%（3/3）",
        "重办率": "14.3%（1/7）",
    }


def test_rate_without_denominator_is_a_dash() -> None:
    assert {str(rate) for rate in rates_of(NOTHING)} == {"—（0/0）"}


def test_redo_rate_may_have_more_denied_than_resolved() -> None:
    assert str(Rate(label="重办率", numerator=1, denominator=0)) == "—（1/0）"
    assert str(Rate(label="重办率", numerator=3, denominator=2)) == "150%（3/2）"


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(0, 7, "0%"), (1, 3, "33.3%"), (1, 2000, "0.1%"), (1, 2001, "0%"), (1, 8, "12.5%"), (9, 9, "100%")],
)
def test_percent_is_rounded_half_up_to_a_tenth(numerator: int, denominator: int, percent: str) -> None:
    assert Rate(label="率", numerator=numerator, denominator=denominator).percent == percent
