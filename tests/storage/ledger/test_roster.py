from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlmodel import SQLModel, col, select

from storage.database import Ledger, LedgerSession
from storage.ledger.cases import NewCase, open_case
from storage.ledger.people import PersonView, join_by_phone, person_of
from storage.ledger.roster import (
    BadRoster,
    EndingMany,
    ImportReport,
    NotJoined,
    import_roster,
    plan_import,
)
from storage.ledger.roster.present import read_present
from storage.rules.roster import Duty, OfficerRow, Place, Power, Roster, Row, SheetChanges, SheetName
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import (
    Assignment,
    Case,
    Department,
    DepartmentCategory,
    Enterprise,
    Entry,
    Person,
    Role,
    RoleKind,
    Source,
    metadata,
)
from tests.storage.ledger.rosters import (
    CHEN,
    ENERGY,
    ENERGY_CODE,
    LI,
    LI_LEADS_ENERGY,
    LI_LEADS_PARTS,
    PARTS,
    PARTS_CODE,
    SUN,
    WANG,
    WEI,
    ZHAO,
    ZHENG,
    ZHOU,
    ZHOU_HELPS_ENERGY,
    a_roster,
    take_in,
)

Table = TypeVar("Table", bound=SQLModel)


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=7)


def everything(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with ledger.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in metadata.sorted_tables
        }


def by_sheet(roster: Roster) -> dict[str, set[Row]]:
    return {name: set(roster.sheet(name)) for name in SheetName}


def in_force(ledger: Ledger) -> dict[str, set[Row]]:
    return by_sheet(ledger.read_now(lambda session: read_present(session).roster))


def stored(ledger: Ledger, table: type[Table]) -> list[Table]:
    def read(session: LedgerSession) -> list[Table]:
        found = list(session.exec(select(table)))
        session.expunge_all()
        return found

    return ledger.read_now(read)


def counts(report: ImportReport) -> dict[str, tuple[int, int, int]]:
    """Added, changed, ended of every sheet that changes."""
    return {
        sheet.name: (len(sheet.added), len(sheet.changed), len(sheet.ended))
        for sheet in report.sheets
        if not sheet.is_empty
    }


def sheet_of(report: ImportReport, name: SheetName) -> SheetChanges:
    return next(sheet for sheet in report.sheets if sheet.name is name)


def person_id(ledger: Ledger, name: str) -> int:
    return next(person.id for person in stored(ledger, Person) if person.name == name)


def join(ledger: Ledger, telegram_id: int, phone: str, now: datetime) -> PersonView:
    return ledger.write_now(join_by_phone, telegram_id=telegram_id, phone=phone, now=now, cause="inbox:1")


def a_case(ledger: Ledger, now: datetime) -> str:
    """One of 示例汽车零部件, in the hands of its 负责人; its number."""
    enterprise = next(row for row in stored(ledger, Enterprise) if row.credit_code == PARTS_CODE)
    contact = person_id(ledger, "王示例")
    new = NewCase(
        cause="draft:1",
        draft_id=1,
        enterprise_id=enterprise.id,
        opened_by_id=contact,
        reporter_id=contact,
        source=Source.CHAT,
        category="utilities",
        urgency=Urgency.NORMAL,
        text="车间停电了",
        now=now,
    )
    return ledger.write_now(open_case, new).number


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


def test_report_names_what_is_left_to_do(ledger: Ledger, now: datetime) -> None:
    liaisons = [replace(ZHENG, categories=frozenset(category.code for category in ledger.policy.categories))]
    roster = a_roster(pairs=[LI_LEADS_PARTS, ZHOU_HELPS_ENERGY], liaisons=liaisons)
    take_in(ledger, roster, now)
    join(ledger, 101, WANG.phone, now)

    report = take_in(ledger, roster, now)

    assert report.without_lead == (ENERGY.name,)
    assert report.without_department == ()
    assert report.not_joined[:2] == (
        NotJoined(name="孙示例", kinds=(RoleKind.CONTACT,), belongs_to=(PARTS.name,)),
        NotJoined(name="赵示例", kinds=(RoleKind.CONTACT,), belongs_to=(ENERGY.name,)),
    )
    assert [one.name for one in report.not_joined] == [
        "孙示例",
        "赵示例",
        "李驻企",
        "周驻企",
        "郑联络",
        "陈专班",
        "卫领导",
    ]


def test_category_without_department_is_named_by_its_label(ledger: Ledger) -> None:
    plan = ledger.read_now(plan_import, roster=a_roster())

    assert plan.without_department == tuple(
        category.label for category in ledger.policy.categories if category.code != "staffing"
    )


def test_person_with_two_roles_is_one_person(ledger: Ledger, now: datetime) -> None:
    also = replace(ZHENG, name="李驻企", phone=LI.phone)
    report = take_in(ledger, a_roster(liaisons=[also]), now)
    join(ledger, 201, LI.phone, now)

    view = ledger.read_now(person_of, 201)

    assert view is not None
    assert view.kinds == {RoleKind.OFFICER, RoleKind.LIAISON}
    assert [row.name for row in stored(ledger, Person)].count("李驻企") == 1
    assert [one for one in report.not_joined if one.name == "李驻企"] == [
        NotJoined(
            name="李驻企", kinds=(RoleKind.OFFICER, RoleKind.LIAISON), belongs_to=("经济发展局", "人社")
        )
    ]


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


def test_officer_with_a_new_phone_keeps_account_and_cases(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    join(ledger, 201, LI.phone, now)
    a_case(ledger, now)
    new = a_roster(officers=[replace(LI, phone="13800000077"), ZHOU])

    report = take_in(ledger, new, later)

    assert counts(report) == {"服务员": (0, 1, 0)}
    assert in_force(ledger) == by_sheet(new)
    view = ledger.read_now(person_of, 201)
    assert view is not None
    assert view.phone == "13800000077"
    assert report.released == ()
    assert "李驻企" not in {one.name for one in report.not_joined}


def test_officer_whose_new_phone_is_known_already_is_who_has_it(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    namesake = replace(WANG, name=LI.name, phone="13900000055")
    take_in(ledger, a_roster(contacts=[WANG, namesake]), now)
    new = a_roster(contacts=[WANG, namesake], officers=[replace(LI, phone=namesake.phone), ZHOU])

    take_in(ledger, new, later)

    assert in_force(ledger) == by_sheet(new)
    assert [row.phone for row in stored(ledger, Person) if row.name == LI.name] == [namesake.phone, LI.phone]


def test_officer_whose_old_phone_is_still_listed_is_somebody_else(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    also = replace(ZHENG, name=LI.name, phone=LI.phone)
    take_in(ledger, a_roster(liaisons=[also]), now)
    new = a_roster(liaisons=[also], officers=[replace(LI, phone="13800000077"), ZHOU])

    take_in(ledger, new, later)

    assert in_force(ledger) == by_sheet(new)
    assert [row.phone for row in stored(ledger, Person) if row.name == LI.name] == [LI.phone, "13800000077"]


def test_job_number_given_to_somebody_else_hands_over_the_enterprises(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    new = a_roster(officers=[replace(LI, name="何驻企", phone="13800000088"), ZHOU])

    take_in(ledger, new, later)

    he = person_id(ledger, "何驻企")
    living = [row for row in stored(ledger, Assignment) if row.until is None]
    assert [row.officer_id for row in living if row.duty is Duty.LEAD] == [he, he]
    assert in_force(ledger) == by_sheet(new)


def ended_officer(extra: Iterable[OfficerRow] = ()) -> Roster:
    pairs = [replace(LI_LEADS_PARTS, job_number="F002"), ZHOU_HELPS_ENERGY]
    return a_roster(officers=[ZHOU, *extra], pairs=pairs)


def test_open_cases_of_an_ended_officer_go_to_be_reassigned(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    number = a_case(ledger, now)

    report = take_in(ledger, ended_officer(), later, end=3)

    assert report.released == (number,)
    assert [(case.number, case.state) for case in stored(ledger, Case)] == [(number, State.RETURNED)]
    last = stored(ledger, Entry)[-1]
    assert (last.action, last.cause) == (Action.HANDLER_GONE, f"cli:import:{later.isoformat()}")


def test_cases_stay_with_an_ended_officer_who_has_another_office(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    also = replace(ZHENG, name="李驻企", phone=LI.phone)
    take_in(ledger, a_roster(liaisons=[ZHENG, also]), now)
    a_case(ledger, now)

    report = take_in(ledger, replace(ended_officer(), liaisons=[ZHENG, also]), later, end=3)

    assert report.released == ()
    assert [case.state for case in stored(ledger, Case)] == [State.SUBMITTED]


def test_failure_half_way_leaves_nothing(ledger: Ledger, now: datetime) -> None:
    before = everything(ledger)

    def fail_after(session: LedgerSession) -> None:
        import_roster(session, roster=a_roster(), end=None, now=now, cause="cli:import:1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ledger.write_now(fail_after)

    assert everything(ledger) == before


def test_contact_of_two_enterprises_speaks_for_both(ledger: Ledger, now: datetime) -> None:
    take_in(ledger, a_roster(contacts=[WANG, replace(WANG, code=ENERGY_CODE)]), now)
    join(ledger, 101, WANG.phone, now)

    view = ledger.read_now(person_of, 101)

    assert view is not None
    assert [role.enterprise for role in view.enterprises] == [PARTS.name, ENERGY.name]
    living = ledger.read_now(
        lambda session: len(session.exec(select(Role.id).where(col(Role.until).is_(None))).all())
    )
    assert living == 7
