"""Opening a case: who may, whose it becomes, its number, and that it happens once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import Incomplete, NotAllowed, NotFound
from storage.ledger.cases import open_case
from storage.ledger.values import Done, Target
from storage.rules.words import Action, ClockKind, Part, State
from storage.tables import Assignment, Case, Duty, RoleKind, Source
from tests.storage.ledger.drafting import PHOTO, begin, say
from tests.storage.ledger.zone import LONG_AGO, CaseNow, Zone, local


def numbers(session: LedgerSession) -> list[str]:
    return list(session.exec(select(Case.number).order_by(col(Case.id))))


def assign(session: LedgerSession, enterprise_id: int, officer_id: int, duty: Duty) -> None:
    session.add(Assignment(enterprise_id=enterprise_id, officer_id=officer_id, duty=duty, since=LONG_AGO))


def test_open_case_goes_to_the_lead_and_waits_for_them(zone: Zone) -> None:
    new = zone.new_case()

    done = zone.run(open_case, new)

    assert zone.case(done.case_id) == CaseNow(
        state=State.SUBMITTED,
        handler=zone.who.lead,
        department=None,
        turn=0,
        denials=0,
        result=None,
        closure=None,
        rating=None,
    )
    (entry,) = zone.entries(done.case_id)
    assert (entry.action, entry.part, entry.actor) == (Action.OPEN, Part.CONTACT, zone.who.reporter)
    assert (entry.from_state, entry.to_state, entry.handler) == (None, State.SUBMITTED, zone.who.lead)
    assert (entry.text, entry.at, entry.cause) == (new.text, new.now, new.cause)
    assert done == Done(
        case_id=1,
        number="ZQ261124-001",
        entry_id=entry.id,
        action=Action.OPEN,
        state=State.SUBMITTED,
        turn=0,
    )


def test_open_case_a_second_time_is_the_same_case(zone: Zone) -> None:
    new = zone.new_case()
    first = zone.run(open_case, new)
    zone.act(Action.ACCEPT, first.case_id, zone.who.lead)
    stored = zone.stored()

    assert zone.run(open_case, replace(new, now=local("2026-12-01 10:00"), text="")) == first
    assert zone.stored() == stored


@pytest.mark.parametrize(
    ("opened_by", "part"),
    [
        ("reporter", Part.CONTACT),
        ("colleague", Part.CONTACT),
        ("lead", Part.MEMBER),  # who will be its handler
        ("member", Part.MEMBER),
        ("manager", Part.MANAGER),
    ],
)
def test_open_case_by_whoever_speaks_for_or_looks_after_the_enterprise(
    zone: Zone, opened_by: str, part: Part
) -> None:
    by = getattr(zone.who, opened_by)

    case_id = zone.open(opened_by_id=by, source=Source.PHONE)

    (entry,) = zone.entries(case_id)
    assert (entry.actor, entry.part, entry.to_state) == (by, part, State.SUBMITTED)
    assert zone.look(case_id, zone.who.reporter).reporter_name == "王示例"


@pytest.mark.parametrize("opened_by", ["outsider", "other_officer", "liaison", "leader", "stranger"])
def test_open_case_by_anybody_else_is_refused_and_takes_no_number(zone: Zone, opened_by: str) -> None:
    with pytest.raises(NotAllowed):
        zone.open(opened_by_id=getattr(zone.who, opened_by))

    zone.open()
    assert zone.run(numbers) == ["ZQ261124-001"]


@pytest.mark.parametrize("reporter", ["outsider", "lead", "stranger"])
def test_open_case_for_somebody_who_does_not_speak_for_the_enterprise(zone: Zone, reporter: str) -> None:
    with pytest.raises(NotFound):
        zone.open(opened_by_id=zone.who.lead, reporter_id=getattr(zone.who, reporter))


def test_open_case_for_nobody_in_particular(zone: Zone) -> None:
    case_id = zone.open(opened_by_id=zone.who.lead, reporter_id=None, source=Source.VISIT)

    assert zone.look(case_id, zone.who.reporter).reporter_name is None
    zone.act(Action.WITHDRAW, case_id, zone.who.reporter)


def test_open_case_without_words(zone: Zone) -> None:
    with pytest.raises(Incomplete):
        zone.open(text=" \n")


def test_open_case_without_anybody_who_looks_after_waits_for_the_managers(zone: Zone) -> None:
    who = zone.who

    case_id = zone.open(
        enterprise_id=who.unled_enterprise, opened_by_id=who.unled_contact, reporter_id=who.unled_contact
    )

    assert (zone.case(case_id).state, zone.case(case_id).handler) == (State.RETURNED, None)
    assert set(zone.running(case_id)) == {ClockKind.FIRST_REPLY, ClockKind.RESOLVE, ClockKind.DISPATCH}


def test_open_case_without_lead_goes_to_the_member_named_first(zone: Zone) -> None:
    who = zone.who
    zone.run(assign, who.unled_enterprise, who.member2, Duty.MEMBER)
    zone.run(assign, who.unled_enterprise, who.member, Duty.MEMBER)

    case_id = zone.open(
        enterprise_id=who.unled_enterprise, opened_by_id=who.unled_contact, reporter_id=who.unled_contact
    )

    assert zone.case(case_id).handler == who.member2


def test_open_case_passes_over_a_lead_who_has_left(zone: Zone) -> None:
    zone.leave_office(zone.who.lead)

    assert zone.case(zone.open()).handler == zone.who.member


# 找专班


def test_open_confidential_case_is_nobodys_but_the_managers(zone: Zone) -> None:
    case_id = zone.open(confidential=True)

    assert (zone.case(case_id).state, zone.case(case_id).handler) == (State.RETURNED, None)


@pytest.mark.parametrize("opened_by", ["lead", "member", "colleague"])
def test_open_confidential_case_in_anothers_name_is_refused(zone: Zone, opened_by: str) -> None:
    with pytest.raises(NotAllowed):
        zone.open(confidential=True, opened_by_id=getattr(zone.who, opened_by))


def test_reassign_confidential_case_stays_within_the_managers(zone: Zone) -> None:
    who = zone.who
    case_id = zone.open(confidential=True)
    zone.add_role(who.manager2, RoleKind.LIAISON, department_id=who.department)

    for target in [
        Target(person_id=who.lead),
        Target(person_id=who.liaison, department_id=who.department),
        Target(person_id=who.manager2, department_id=who.department),  # its colleagues would see the case
    ]:
        with pytest.raises(NotFound):
            zone.act(Action.REASSIGN, case_id, who.manager, target=target)

    zone.act(Action.REASSIGN, case_id, who.manager, target=Target(person_id=who.manager2))
    assert zone.case(case_id).handler == who.manager2


# Numbers


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("2026-11-24 10:00", "ZQ261124-001"),
        ("2026-11-24 00:10", "ZQ261124-001"),  # the evening before in UTC
        ("2026-11-23 23:50", "ZQ261123-001"),
        ("2027-01-01 00:00", "ZQ270101-001"),
    ],
)
def test_number_carries_the_local_date(zone: Zone, at: str, number: str) -> None:
    zone.now = local(at)
    zone.open()

    assert zone.run(numbers) == [number]


def test_number_counts_without_gaps_and_anew_each_day(zone: Zone) -> None:
    zone.open()
    with pytest.raises(Incomplete):
        zone.open(text="")
    zone.open()
    zone.now = local("2026-11-25 09:00")
    zone.open()

    assert zone.run(numbers) == ["ZQ261124-001", "ZQ261124-002", "ZQ261125-001"]


# What was attached


def test_open_case_takes_the_files_of_its_draft_and_no_others(zone: Zone) -> None:
    for draft_id in (7, 8):
        begin(zone, draft_id)
        photo = replace(PHOTO, file_id=f"photo-{draft_id}")
        say(zone, draft_id * 10, attachment=photo, draft_id=draft_id)

    case_id = zone.open(draft_id=7)

    view = zone.look(case_id, zone.who.lead)
    assert [file.file_id for file in view.files] == ["photo-7"]
    assert [file.file_id for entry in view.entries for file in entry.files] == ["photo-7"]
