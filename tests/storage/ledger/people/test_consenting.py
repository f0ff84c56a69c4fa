"""Consent: recorded with its version, and whom 专班 hears of."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import select

from storage.database import Ledger
from storage.errors import NotFound
from storage.ledger.people import PersonView, consent, person_of
from storage.rules.roster import PersonRow
from storage.tables import Outbox
from tests.storage.ledger.people.conftest import MINUTE, WANG_ACCOUNT, Join, end_roles, refused
from tests.storage.ledger.rosters import CHEN, WEI


def agree(ledger: Ledger, view: PersonView, at: datetime, version: str = "1") -> PersonView:
    return ledger.write_now(consent, person_id=view.person_id, version=version, now=at, cause=f"inbox:{at}")


def notices(ledger: Ledger) -> list[tuple[str, str]]:
    return ledger.read_now(
        lambda session: [(row.topic, row.audience) for row in session.exec(select(Outbox))]
    )


def test_consent_is_recorded_with_its_version(ledger: Ledger, join: Join, now: datetime) -> None:
    joined = join()

    view = agree(ledger, joined, now)

    assert (joined.has_consented("1"), view.has_consented("1"), view.has_consented("2")) == (
        False,
        True,
        False,
    )
    assert (view.consent_version, view.consented_at) == ("1", now)
    assert view == ledger.read_now(person_of, WANG_ACCOUNT)


def test_consent_to_the_same_version_keeps_its_date_and_a_new_one_is_recorded(
    ledger: Ledger, join: Join, now: datetime
) -> None:
    joined = join()

    assert agree(ledger, joined, now) == agree(ledger, joined, now + MINUTE)
    assert agree(ledger, joined, now + MINUTE, "2").consented_at == now + MINUTE


@pytest.mark.parametrize("row", [CHEN, WEI], ids=["专班", "领导"])
def test_managers_are_told_once_of_one_of_them_who_has_agreed(
    ledger: Ledger, join: Join, now: datetime, row: PersonRow
) -> None:
    joined = join(phone=row.phone)
    before = notices(ledger)
    agree(ledger, joined, now)
    agree(ledger, joined, now + MINUTE)
    agree(ledger, joined, now + MINUTE, "2")

    assert before == []
    assert notices(ledger) == [("joined", "managers")]


def test_managers_are_not_told_of_a_contact(ledger: Ledger, join: Join, now: datetime) -> None:
    agree(ledger, join(), now)

    assert notices(ledger) == []


def test_nobody_cannot_agree(ledger: Ledger, join: Join, now: datetime) -> None:
    joined = join()
    end_roles(ledger, "王示例", now)

    refused(NotFound, lambda: agree(ledger, joined, now))
