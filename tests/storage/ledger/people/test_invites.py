"""Invites: one-time, expiring, for one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlmodel import select

from storage.database import Ledger
from storage.errors import InvalidInvite
from storage.ledger.people import (
    AccountTaken,
    InviteLine,
    PersonView,
    join_by_invite,
    look_at_invite,
    make_invites,
    people_not_joined,
    person_of,
)
from storage.tables import Invite
from tests.storage.ledger.people.conftest import (
    MINUTE,
    OTHER_ACCOUNT,
    WANG_ACCOUNT,
    Join,
    account_of,
    end_roles,
    refused,
)
from tests.storage.ledger.rosters import CHEN, LI, SUN, WEI, ZHAO, ZHENG, ZHOU


@pytest.fixture
def invites(ledger: Ledger, now: datetime) -> dict[str, InviteLine]:
    """An invite for everybody, by name."""
    return {line.person.name: line for line in invite_all(ledger, now)}


def invite_all(ledger: Ledger, now: datetime, first: int = 0) -> list[InviteLine]:
    numbers = iter(range(first, 100))
    return ledger.write_now(
        make_invites, now=now, cause="cli:1", random_bytes=lambda size: next(numbers).to_bytes(size, "big")
    )


def use(ledger: Ledger, secret: str, now: datetime, telegram_id: int = WANG_ACCOUNT) -> PersonView:
    return ledger.write_now(
        join_by_invite, telegram_id=telegram_id, secret=secret, now=now, cause=f"inbox:{telegram_id}"
    )


def test_invites_are_for_everybody_who_has_not_joined(ledger: Ledger, join: Join, now: datetime) -> None:
    join()

    lines = invite_all(ledger, now)

    assert [line.person for line in lines] == list(ledger.read_now(people_not_joined))
    assert [line.person.name for line in lines] == [
        row.name for row in (SUN, ZHAO, LI, ZHOU, ZHENG, CHEN, WEI)
    ]
    assert {line.expires_at for line in lines} == {now + timedelta(days=ledger.policy.keeping.invite_days)}


def test_secret_fits_a_start_link_and_is_stored_as_a_hash_only(
    ledger: Ledger, invites: dict[str, InviteLine]
) -> None:
    secrets = [line.secret for line in invites.values()]
    rows = ledger.read_now(lambda session: [row.model_dump() for row in session.exec(select(Invite))])

    assert secrets[:2] == ["AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAQ"]
    assert [row["secret_hash"] for row in rows] == [sha256(secret.encode()).hexdigest() for secret in secrets]
    assert not any(secret in str(rows) for secret in secrets)


def test_invite_shows_the_masked_name_and_lets_in(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime
) -> None:
    secret = invites["王示例"].secret

    assert ledger.read_now(look_at_invite, secret=secret, now=now) == "王*"
    assert use(ledger, secret, now) == ledger.read_now(person_of, WANG_ACCOUNT)
    assert account_of(ledger, "王示例") == WANG_ACCOUNT


def test_invite_works_once_and_again_for_the_same_account_only(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime
) -> None:
    secret = invites["王示例"].secret
    joined = use(ledger, secret, now)

    refused(InvalidInvite, lambda: use(ledger, secret, now, OTHER_ACCOUNT))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=secret, now=now))
    assert use(ledger, secret, now + MINUTE) == joined


def test_invite_expires(ledger: Ledger, invites: dict[str, InviteLine]) -> None:
    line = invites["王示例"]

    refused(InvalidInvite, lambda: use(ledger, line.secret, line.expires_at))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=line.secret, now=line.expires_at))
    assert use(ledger, line.secret, line.expires_at - MINUTE).name == "王示例"


@pytest.mark.parametrize("secret", ["", "AAAAAAAAAAAAAAAAAAAAAB", "王"])
def test_unknown_invite_lets_nobody_in(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime, secret: str
) -> None:
    refused(InvalidInvite, lambda: use(ledger, secret, now))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=secret, now=now))


def test_joining_by_phone_spends_every_invite(
    ledger: Ledger, invites: dict[str, InviteLine], join: Join, now: datetime
) -> None:
    second = {line.person.name: line for line in invite_all(ledger, now, first=50)}["王示例"]
    join()

    for secret in (invites["王示例"].secret, second.secret):
        refused(InvalidInvite, lambda secret=secret: use(ledger, secret, now, OTHER_ACCOUNT))  # type: ignore[misc]
    assert use(ledger, invites["孙示例"].secret, now, 104).name == "孙示例"


def test_invite_of_one_who_is_listed_no_longer_is_void(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime
) -> None:
    end_roles(ledger, "王示例", now)

    refused(InvalidInvite, lambda: use(ledger, invites["王示例"].secret, now))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=invites["王示例"].secret, now=now))


def test_invite_cannot_give_an_account_a_second_person(
    ledger: Ledger, invites: dict[str, InviteLine], join: Join, now: datetime
) -> None:
    join()

    refused(AccountTaken, lambda: use(ledger, invites["孙示例"].secret, now))

    assert ledger.read_now(look_at_invite, secret=invites["孙示例"].secret, now=now) == "孙*"
