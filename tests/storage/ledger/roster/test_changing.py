"""What a new roster changes of people, enterprises and departments, and what it keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from storage.database import Ledger
from storage.rules.roster import Duty, Power
from storage.tables import Assignment, Department, DepartmentCategory, Enterprise, Person, Role, RoleKind
from tests.storage.ledger.roster.looking import by_sheet, counts, in_force, person_id, stored
from tests.storage.ledger.rosters import (
    CHEN,
    ENERGY,
    LI,
    LI_LEADS_ENERGY,
    LI_LEADS_PARTS,
    PARTS,
    SUN,
    WANG,
    WEI,
    ZHENG,
    ZHOU,
    ZHOU_HELPS_ENERGY,
    a_roster,
    take_in,
)


def test_name_of_sixty_characters_is_kept_whole(ledger: Ledger, now: datetime) -> None:
    take_in(ledger, a_roster(managers=[replace(CHEN, name="长" * 60)]), now)

    assert "长" * 60 in {row.name for row in stored(ledger, Person)}


def test_changed_details_are_changed_in_place(ledger: Ledger, now: datetime, later: datetime) -> None:
    take_in(ledger, a_roster(), now)
    new = a_roster(
        enterprises=[replace(PARTS, name="示例零部件集团", address="示例路9号"), ENERGY],
        officers=[replace(LI, title="科长"), ZHOU],
        liaisons=[replace(ZHENG, categories=frozenset({"living"}))],
    )

    report = take_in(ledger, new, later)

    assert counts(report) == {"企业": (0, 1, 0), "服务员": (0, 1, 0), "部门": (0, 1, 0)}
    assert in_force(ledger) == by_sheet(new)
    assert {row.since for row in stored(ledger, Role)} == {now}
    assert [row.category for row in stored(ledger, DepartmentCategory)] == ["living"]


def test_changed_duty_or_power_ends_the_old_one_and_begins_anew(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    new = a_roster(
        pairs=[
            LI_LEADS_PARTS,
            replace(LI_LEADS_ENERGY, duty=Duty.MEMBER),
            replace(ZHOU_HELPS_ENERGY, duty=Duty.LEAD),
        ],
        managers=[CHEN, replace(WEI, power=Power.MANAGER)],
    )

    report = take_in(ledger, new, later)

    assert counts(report) == {"包保": (0, 2, 0), "管理": (0, 1, 0)}
    assert in_force(ledger) == by_sheet(new)
    assert [(row.duty, row.since, row.until) for row in stored(ledger, Assignment)] == [
        (Duty.LEAD, now, None),
        (Duty.LEAD, now, later),
        (Duty.MEMBER, now, later),
        (Duty.MEMBER, later, None),
        (Duty.LEAD, later, None),
    ]
    wei = person_id(ledger, "卫领导")
    assert [(row.kind, row.until) for row in stored(ledger, Role) if row.person_id == wei] == [
        (RoleKind.LEADER, later),
        (RoleKind.MANAGER, None),
    ]


def test_who_is_listed_no_longer_is_ended_with_a_date(ledger: Ledger, now: datetime, later: datetime) -> None:
    take_in(ledger, a_roster(), now)
    new = a_roster(enterprises=[PARTS], contacts=[WANG], officers=[LI], pairs=[LI_LEADS_PARTS])

    report = take_in(ledger, new, later, end=6)

    assert counts(report) == {
        "企业": (0, 0, 1),
        "联系人": (0, 0, 2),
        "服务员": (0, 0, 1),
        "包保": (0, 0, 2),
    }
    assert in_force(ledger) == by_sheet(new)
    assert {row.name: row.until for row in stored(ledger, Enterprise)} == {
        PARTS.name: None,
        ENERGY.name: later,
    }
    assert len(stored(ledger, Person)) == 8


def test_department_that_vanishes_is_ended_and_begins_again(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    union = replace(ZHENG, department="工会", name="林联络", phone="13700000009")
    take_in(ledger, a_roster(liaisons=[ZHENG, union]), now)

    take_in(ledger, a_roster(liaisons=[ZHENG]), later, end=1)
    ended = {row.name: row.until for row in stored(ledger, Department)}
    take_in(ledger, a_roster(liaisons=[ZHENG, union]), later)

    assert ended == {"人社": None, "工会": later}
    assert {row.name: row.until for row in stored(ledger, Department)} == {"人社": None, "工会": None}


def test_who_returns_is_the_same_person_and_enterprise(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    without = a_roster(enterprises=[PARTS], contacts=[WANG, SUN], pairs=[LI_LEADS_PARTS])
    take_in(ledger, without, now, end=4)

    take_in(ledger, a_roster(), later)

    assert in_force(ledger) == by_sheet(a_roster())
    assert (len(stored(ledger, Person)), len(stored(ledger, Enterprise))) == (8, 2)
    zhao = person_id(ledger, "赵示例")
    assert [(row.since, row.until) for row in stored(ledger, Role) if row.person_id == zhao] == [
        (now, now),
        (later, None),
    ]
