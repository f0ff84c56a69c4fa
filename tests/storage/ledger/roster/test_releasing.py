"""Open cases of an officer whom the roster has ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from storage.database import Ledger
from storage.rules.roster import OfficerRow, Roster
from storage.rules.words import Action, State
from storage.tables import Case, Entry
from tests.storage.ledger.roster.looking import stored
from tests.storage.ledger.rosters import (
    LI,
    LI_LEADS_PARTS,
    ZHENG,
    ZHOU,
    ZHOU_HELPS_ENERGY,
    a_roster,
    report_problem,
    take_in,
)


def ended_officer(extra: Iterable[OfficerRow] = ()) -> Roster:
    pairs = [replace(LI_LEADS_PARTS, job_number="F002"), ZHOU_HELPS_ENERGY]
    return a_roster(officers=[ZHOU, *extra], pairs=pairs)


def test_open_cases_of_an_ended_officer_go_to_be_reassigned(
    ledger: Ledger, now: datetime, later: datetime
) -> None:
    take_in(ledger, a_roster(), now)
    number = report_problem(ledger, now)

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
    report_problem(ledger, now)

    report = take_in(ledger, replace(ended_officer(), liaisons=[ZHENG, also]), later, end=3)

    assert report.released == ()
    assert [case.state for case in stored(ledger, Case)] == [State.SUBMITTED]
