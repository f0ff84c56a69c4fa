"""Importing a roster: all of it or nothing, and again without effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from storage.database import Ledger, LedgerSession
from storage.ledger.roster import BadRoster, EndingMany, import_roster, plan_import
from storage.rules.roster import OfficerRow, Place, SheetName
from storage.tables import Role
from tests.storage.ledger.roster.looking import by_sheet, counts, everything, in_force, stored
from tests.storage.ledger.rosters import CHEN, LI, SUN, WANG, WEI, ZHAO, ZHOU, a_roster, take_in


def test_first_import_holds_the_whole_roster(ledger: Ledger, now: datetime) -> None:
    report = take_in(ledger, a_roster(), now)

    assert in_force(ledger) == by_sheet(a_roster())
    assert report.applied
    assert counts(report) == {
        "企业": (2, 0, 0),
        "联系人": (3, 0, 0),
        "服务员": (2, 0, 0),
        "包保": (3, 0, 0),
        "部门": (1, 0, 0),
        "管理": (2, 0, 0),
    }
    assert {row.since for row in stored(ledger, Role)} == {now}


def test_dry_run_reports_the_same_and_changes_nothing(ledger: Ledger, now: datetime) -> None:
    before = everything(ledger)

    plan = ledger.read_now(plan_import, roster=a_roster())

    assert everything(ledger) == before
    assert plan == replace(take_in(ledger, a_roster(), now), applied=False)


def test_same_roster_again_changes_nothing(ledger: Ledger, now: datetime, later: datetime) -> None:
    take_in(ledger, a_roster(), now)
    before = everything(ledger)

    report = take_in(ledger, a_roster(), later)

    assert report.is_empty
    assert everything(ledger) == before


def test_failure_half_way_leaves_nothing(ledger: Ledger, now: datetime) -> None:
    before = everything(ledger)

    def fail_after(session: LedgerSession) -> None:
        import_roster(session, roster=a_roster(), end=None, now=now, cause="cli:import:1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ledger.write_now(fail_after)

    assert everything(ledger) == before


def test_phone_known_under_another_name_is_a_bad_row_and_nothing_is_imported(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    before = everything(ledger)
    impostor = replace(CHEN, name="马专班", phone=SUN.phone, place=Place(sheet=SheetName.MANAGERS, row=7))

    with pytest.raises(BadRoster) as caught:
        take_in(ledger, a_roster(contacts=[WANG, ZHAO], managers=[impostor, WEI]), later, end=2)

    assert [str(problem) for problem in caught.value.problems] == [
        "“管理”表 第 7 行 “姓名”：“马专班”与台账里的“孙示例”手机号相同而姓名不同"
    ]
    assert everything(ledger) == before
    with pytest.raises(BadRoster):
        ledger.read_now(plan_import, roster=a_roster(managers=[impostor, WEI]))


# Ending many


@pytest.mark.parametrize("end", [None, 0, 1, 3])
def test_ending_more_than_one_in_twenty_needs_the_exact_number(
    ledger: Ledger, now: datetime, later: datetime, end: int | None
) -> None:
    take_in(ledger, a_roster(), now)
    before = everything(ledger)

    with pytest.raises(EndingMany) as caught:
        take_in(ledger, a_roster(contacts=[WANG, ZHAO], managers=[CHEN]), later, end=end)

    assert caught.value.number == 2
    assert "（联系人 1/3、管理 1/2）" in str(caught.value)
    assert everything(ledger) == before


def many_officers(count: int) -> list[OfficerRow]:
    return [
        replace(LI, job_number=f"T{n:03}", name=f"示例{n}", phone=f"139{n:08}")
        for n in range(100, 100 + count)
    ]


def test_ending_one_in_twenty_needs_no_number(ledger: Ledger, now: datetime, later: datetime) -> None:
    take_in(ledger, a_roster(officers=[LI, ZHOU, *many_officers(18)]), now)

    report = take_in(ledger, a_roster(officers=[LI, ZHOU, *many_officers(17)]), later)

    assert counts(report) == {"服务员": (0, 0, 1)}
