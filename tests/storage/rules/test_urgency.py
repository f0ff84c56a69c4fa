"""Urgencies, and limits as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.urgency import Limit, LimitError, LimitUnit, Urgency


def test_urgencies_go_from_most_to_least_pressing() -> None:
    assert [(urgency.value, urgency.label) for urgency in Urgency] == [
        ("critical", "特急"),
        ("urgent", "紧急"),
        ("normal", "一般"),
        ("inquiry", "咨询"),
    ]


@pytest.mark.parametrize(
    ("text", "limit", "label"),
    [
        ("1 WD", Limit(1, LimitUnit.WORKING_DAYS), "1 个工作日"),
        ("4 h W", Limit(240, LimitUnit.WORKING_MINUTES), "4 个工作小时"),
        ("450 min W", Limit(450, LimitUnit.WORKING_MINUTES), "450 个工作分钟"),
        ("2 h", Limit(120, LimitUnit.CLOCK_MINUTES), "2 小时"),
        ("90 min", Limit(90, LimitUnit.CLOCK_MINUTES), "90 分钟"),
    ],
)
def test_limit_is_read_and_written(text: str, limit: Limit, label: str) -> None:
    assert Limit.parse(text) == limit
    assert str(limit) == text
    assert limit.label == label


@pytest.mark.parametrize(
    "text", ["", "WD", "0 WD", "-1 WD", "1WD", "1 wd", "1.5 h", "2 h W x", "2 d", " 1 WD", 3, None]
)
def test_limit_that_is_none_is_refused(text: object) -> None:
    with pytest.raises(LimitError) as caught:
        Limit.parse(text)
    assert caught.value.found == text
    assert "3 WD" in caught.value.allowed


@given(st.builds(Limit, st.integers(1, 1500), st.sampled_from(LimitUnit)))
def test_limit_written_is_read_back(limit: Limit) -> None:
    assert Limit.parse(str(limit)) == limit
