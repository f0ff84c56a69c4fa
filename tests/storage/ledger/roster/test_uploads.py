"""A roster that 专班 sends: kept as it was shown, and imported as it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from storage.database import Ledger, LedgerSession
from storage.errors import NotAllowed, NotFound
from storage.ledger.keeping import keep_house
from storage.ledger.roster import EndingMany, ImportReport
from storage.ledger.roster.present import read_present
from storage.ledger.roster.uploads import (
    NewUpload,
    current_upload,
    end_upload,
    get_upload,
    import_upload,
    propose_roster,
)
from storage.rules.roster import Duty, OfficerRow, PairRow, Roster, Row
from storage.rules.telling import Audience
from storage.tables import Outbox, Person, RosterUpload
from tests.storage.ledger.rosters import (
    CHEN,
    ENERGY_CODE,
    LI,
    SUN,
    WANG,
    ZHAO,
    ZHOU,
    a_roster,
    report_problem,
    take_in,
)

FENG = OfficerRow(job_number="F003", name="冯驻企", organisation="财政局", title="", phone="13800000003")
ADDING = a_roster(officers=[LI, ZHOU, FENG])
ENDING = a_roster(contacts=[WANG, ZHAO])


class Desk:
    """One of 专班 with rosters to send; uploads are numbered as their inbox rows would be."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self.ledger, self.now = ledger, now
        take_in(ledger, a_roster(), now)
        self.chen = self.person(CHEN.phone)

    def person(self, phone: str) -> int:
        def find(session: LedgerSession) -> int:
            return session.exec(select(Person.id).where(Person.phone == phone)).one()

        return self.ledger.read_now(find)

    def propose(self, upload_id: int, roster: Roster, *, by: int | None = None) -> ImportReport:
        new = NewUpload(id=upload_id, person_id=by or self.chen, file_id=f"file-{upload_id}", now=self.now)
        return self.ledger.write_now(propose_roster, new, roster=roster, cause=f"inbox:{upload_id}")

    def take_in(
        self, upload_id: int, roster: Roster, *, cause: str, end: int | None = None, by: int | None = None
    ) -> ImportReport | None:
        return self.ledger.write_now(
            import_upload,
            upload_id,
            by or self.chen,
            roster=roster,
            end=end,
            now=self.now,
            cause=cause,
        )

    def current(self, cause: str = "inbox:99") -> int | None:
        upload = self.ledger.read_now(current_upload, self.chen, cause=cause)
        return upload.id if upload else None

    @property
    def officers(self) -> set[Row]:
        return set(self.ledger.read_now(lambda session: read_present(session).roster.officers))

    @property
    def told(self) -> list[tuple[Audience, int | None, dict[str, object] | None]]:
        def read(session: LedgerSession) -> Sequence[Outbox]:
            query = select(Outbox).where(Outbox.topic == "roster").order_by(col(Outbox.id))
            found = session.exec(query).all()
            session.expunge_all()
            return found

        return [(row.audience, row.person_id, row.facts) for row in self.ledger.read_now(read)]


@pytest.fixture
def desk(ledger: Ledger, now: datetime) -> Desk:
    return Desk(ledger, now)


def test_dry_run_is_kept_and_imported_as_shown(desk: Desk) -> None:
    report = desk.propose(7, ADDING)
    assert (report.applied, desk.officers) == (False, {LI, ZHOU})

    assert desk.take_in(7, ADDING, cause="inbox:8") is None

    assert desk.officers == {LI, ZHOU, FENG}
    facts = {"sheets": [["服务员", "新增 1，变更 0，结束 0"]], "released": [], "not_joined": 9}
    assert desk.told == [(Audience.PERSON, desk.chen, facts)]
    assert desk.current() is None


def test_same_cause_again_does_nothing_and_another_finds_it_ended(desk: Desk) -> None:
    desk.propose(7, ADDING)
    desk.take_in(7, ADDING, cause="inbox:8")
    take_in(desk.ledger, a_roster(), desk.now, end=1)

    assert desk.take_in(7, ADDING, cause="inbox:8") is None
    assert desk.officers == {LI, ZHOU}
    with pytest.raises(NotFound):
        desk.take_in(7, ADDING, cause="inbox:9")
    assert len(desk.told) == 1
    desk.ledger.write_now(end_upload, 7, desk.chen, cause="inbox:9")
    assert (desk.current("inbox:8"), desk.current("inbox:9")) == (7, None)


def test_another_plan_than_was_shown_is_given_back_and_is_what_was_shown_then(desk: Desk) -> None:
    desk.propose(7, ADDING)
    take_in(desk.ledger, ENDING, desk.now, end=1)

    other = desk.take_in(7, ADDING, cause="inbox:8")

    assert other is not None
    assert [(sheet.name, list(sheet.added)) for sheet in other.sheets if not sheet.is_empty] == [
        ("联系人", [SUN]),
        ("服务员", [FENG]),
    ]
    assert (desk.officers, desk.told, desk.current()) == ({LI, ZHOU}, [], 7)
    assert desk.take_in(7, ADDING, cause="inbox:9") is None
    assert desk.officers == {LI, ZHOU, FENG}


def test_what_would_change_nothing_by_now_is_ended(desk: Desk) -> None:
    desk.propose(7, ADDING)
    take_in(desk.ledger, ADDING, desk.now)

    other = desk.take_in(7, ADDING, cause="inbox:8")

    assert other is not None
    assert other.is_empty
    assert (desk.current(), desk.told) == (None, [])


def test_ending_many_needs_the_number(desk: Desk) -> None:
    assert desk.propose(7, ENDING).ends_many
    assert desk.ledger.read_now(get_upload, 7, desk.chen).ending == 1

    for end in (None, 0, 2):
        with pytest.raises(EndingMany):
            desk.take_in(7, ENDING, cause="inbox:8", end=end)
    assert desk.take_in(7, ENDING, cause="inbox:8", end=1) is None


def test_cases_of_who_has_left_are_named(desk: Desk, ledger: Ledger, now: datetime) -> None:
    number = report_problem(ledger, now)
    zhou_leads = PairRow(code=ENERGY_CODE, job_number="F002", duty=Duty.LEAD)
    without_li = a_roster(officers=[ZHOU], pairs=[zhou_leads])
    ended = desk.propose(7, without_li).ended

    assert desk.take_in(7, without_li, cause="inbox:8", end=ended) is None

    [(_, _, facts)] = desk.told
    assert facts is not None
    assert facts["released"] == [number]


def test_only_managers_may_and_only_their_own(desk: Desk) -> None:
    li = desk.person(LI.phone)
    with pytest.raises(NotAllowed):
        desk.propose(7, ADDING, by=li)
    desk.propose(7, ADDING)

    with pytest.raises(NotFound):
        desk.ledger.read_now(get_upload, 7, li)
    with pytest.raises(NotFound):
        desk.ledger.write_now(end_upload, 7, li, cause="inbox:8")
    with pytest.raises(NotFound):
        desk.take_in(7, ADDING, cause="inbox:8", by=li)
    assert desk.current() == 7


def test_second_roster_ends_the_first_and_an_empty_one_does_not(desk: Desk) -> None:
    desk.propose(7, ENDING)
    assert desk.propose(8, a_roster()).is_empty
    assert desk.current() == 7

    desk.propose(9, ADDING)
    desk.propose(9, ADDING)

    assert desk.current() == 9
    with pytest.raises(NotFound):
        desk.take_in(7, ENDING, cause="inbox:10", end=1)


def test_upload_is_kept_as_long_as_a_draft(desk: Desk, now: datetime) -> None:
    desk.propose(7, ADDING)

    assert desk.ledger.write_now(keep_house, now + timedelta(days=7)).uploads == 0
    assert desk.ledger.write_now(keep_house, now + timedelta(days=7, seconds=1)).uploads == 1
    assert desk.ledger.read_now(lambda session: list(session.exec(select(RosterUpload)))) == []
