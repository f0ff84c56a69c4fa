"""Every step at its time, each once, however often the bot is started: by tables that were made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.moved_clock.moments import Moment, read_table
from tests.moved_clock.playing import play
from tests.moved_clock.serving import Serving

TABLES = Path(__file__).with_name("tables")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["national_day", "weekend"])
async def test_everything_comes_when_the_table_says_so_and_nothing_else(serving: Serving, name: str) -> None:
    table = read_table(TABLES / f"{name}.txt")

    lived = await play(serving, table)

    for was, expected in zip(lived, table, strict=True):
        assert was.text == expected.text
    assert serving.sandbox.refused == []
    assert "ERROR" not in serving.log


def test_in_the_holiday_nobody_is_told_of_anything_but_the_critical_case() -> None:
    holiday = [one for one in read_table(TABLES / "national_day.txt") if is_in_the_holiday(one)]
    told = [told for moment in holiday for told in moment.outcome]

    assert {moment.at[:10] for moment in holiday} == {f"2026-10-0{day}" for day in range(1, 8)}
    assert [one for one in told if "0930-004" not in one] == []


def is_in_the_holiday(moment: Moment) -> bool:
    return "2026-10-01" <= moment.at < "2026-10-08"
