from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.digest import NoDigest, find_report
from storage import migrations
from storage.database import Ledger
from storage.ledger.digest import draw_up, keep_report, stored_report
from storage.policy import default_policy
from tests.storage.ledger.zone import Zone, local, populate

DAY = date(2026, 11, 24)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "DATABASE_URL", "POLICY_FILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def open_ledger(home: Path) -> Ledger:
    policy = default_policy()
    ledger = Ledger(f"sqlite:///{home}/data/zhuqi.db", policy)
    migrations.upgrade(ledger.engine)
    return ledger


@pytest.fixture
def zone(home: Path) -> Zone:
    with closing(open_ledger(home)) as ledger:
        who = ledger.write_now(populate)
    return Zone(open_ledger(home), who)


def test_digest_of_a_day_is_printed_as_it_was_told(zone: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    zone.now = local("2026-11-23 10:00")
    case_id = zone.open()
    zone.now = local("2026-11-24 08:30")
    zone.run(keep_report, zone.run(draw_up, DAY, zone.now), zone.now)
    zone.ledger.close()

    assert main(["digest", "--date", "2026-11-24"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("日报 · 11月24日（11月23日数据）\n\n新增 1 · 签收 0（及时 0）· 办结 0\n")
    assert "<" not in printed
    assert "没有存档" not in printed
    assert case_id == 1


def test_digest_without_a_day_is_the_present(zone: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    zone.ledger.close()
    assert main(["digest"]) == 0
    assert re.match(r"日报 · 截至 \d+月\d+日（周.）\d\d:\d\d\n", capsys.readouterr().out)


def test_digest_of_a_day_off_and_of_one_to_come_there_is_none(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_ledger(home).close()
    assert main(["digest", "--date", "2025-11-22"]) == 1
    assert main(["digest", "--date", "2099-11-24"]) == 1
    assert (
        capsys.readouterr().err
        == "2025-11-22 没有日报：不是工作日。\n2099-11-24 没有日报：还没有到那一天。\n"
    )


def test_no_date_is_wrong_usage(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
    zone.ledger.close()


def test_today_without_one_is_the_present(zone: Zone) -> None:
    now = local("2026-11-24 12:00")
    report, _ = zone.ledger.read_now(find_report, DAY, now)
    assert (report.is_closed, report.period.until) == (False, now)
    zone.ledger.close()
