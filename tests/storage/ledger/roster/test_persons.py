"""Who is one person: by phone and name, in several roles, with a new phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from storage.database import Ledger
from storage.ledger.people import person_of
from storage.ledger.roster import NotJoined
from storage.rules.roster import Duty
from storage.tables import Assignment, Person, Role, RoleKind
from tests.storage.ledger.roster.looking import by_sheet, counts, in_force, person_id, stored
from tests.storage.ledger.rosters import (
    ENERGY,
    ENERGY_CODE,
    LI,
    PARTS,
    WANG,
    ZHENG,
    ZHOU,
    a_roster,
    join,
    report_problem,
    take_in,
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


def test_officer_with_a_new_phone_keeps_account_and_cases(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    join(ledger, 201, LI.phone, now)
    report_problem(ledger, now)
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
