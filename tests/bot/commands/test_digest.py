"""`zhuqi digest`: the 日报 of a day as it was told, or the present."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot.cli import main
from bot.commands.digest import NoDigest, find_report
from storage.ledger.digest import draw_up, keep_report, stored_report
from tests.storage.ledger.zone import Zone, local

DAY = date(2026, 11, 24)


def test_digest_of_a_day_is_printed_as_it_was_told(zone: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    zone.now = local("2026-11-23 10:00")
    case_id = zone.open()
    zone.now = local("2026-11-24 08:30")
    zone.run(keep_report, zone.run(draw_up, DAY, zone.now), zone.now)

    assert main(["digest", "--date", "2026-11-24"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("日报 · 11月24日（11月23日数据）\n\n新增 1 · 签收 0（及时 0）· 办结 0\n")
    assert "<" not in printed
    assert "没有存档" not in printed
    assert case_id == 1


@pytest.mark.usefixtures("zone")
def test_digest_without_a_day_is_the_present(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest"]) == 0
    assert re.match(r"日报 · 截至 \d+月\d+日（周.）\d\d:\d\d\n", capsys.readouterr().out)


@pytest.mark.usefixtures("ledger")
def test_digest_of_a_day_off_and_of_one_to_come_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest", "--date", "2025-11-22"]) == 1
    assert main(["digest", "--date", "2099-11-24"]) == 1
    assert (
        capsys.readouterr().err
        == "2025-11-22 没有日报：不是工作日。\n2099-11-24 没有日报：还没有到那一天。\n"
    )


@pytest.mark.usefixtures("home")
def test_no_date_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["digest", "--date", "昨天"])
    assert ended.value.code == 2
    assert "2026-11-24" in capsys.readouterr().err


def test_day_that_had_none_is_drawn_up_but_not_stored(zone: Zone) -> None:
    now = local("2026-11-26 12:00")
    report, is_stored = zone.ledger.read_now(find_report, DAY, now)
    assert (report.day, report.is_closed, is_stored) == (DAY, True, False)
    assert zone.run(stored_report, DAY) is None
    with pytest.raises(NoDigest):
        zone.ledger.read_now(find_report, date(2026, 11, 27), now)


def test_today_without_one_is_the_present(zone: Zone) -> None:
    now = local("2026-11-24 12:00")
    report, _ = zone.ledger.read_now(find_report, DAY, now)
    assert (report.is_closed, report.period.until) == (False, now)
