"""Joining by the phone that Telegram vouches for."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.database import Ledger
from storage.errors import AlreadyJoined, NotFound
from storage.ledger.people import AccountTaken, PersonView, RoleView, person_of
from storage.tables import RoleKind
from tests.storage.ledger.people.conftest import (
    MINUTE,
    OTHER_ACCOUNT,
    WANG_ACCOUNT,
    Join,
    account_of,
    end_roles,
    refused,
)
from tests.storage.ledger.rosters import PARTS, SUN


def test_joining_by_phone_tells_who_somebody_is(ledger: Ledger, join: Join, now: datetime) -> None:
    view = join(phone="+86 139 0000 0001")

    assert view == ledger.read_now(person_of, WANG_ACCOUNT)
    assert view == PersonView(
        person_id=view.person_id,
        name="王示例",
        phone="13900000001",
        telegram_id=WANG_ACCOUNT,
        joined_at=now,
        consent_version=None,
        consented_at=None,
        unreachable_since=None,
        roles=(RoleView(kind=RoleKind.CONTACT, enterprise_id=1, enterprise=PARTS.name, title="厂长"),),
    )


def test_joining_twice_changes_nothing(ledger: Ledger, join: Join, now: datetime) -> None:
    assert join(at=now + MINUTE) == join(at=now + 2 * MINUTE)
    assert ledger.read_now(person_of, WANG_ACCOUNT) == join()


@pytest.mark.parametrize("phone", ["15900000000", "+1 202 555 0100", "", "王示例"])
def test_unknown_phone_is_a_strangers(join: Join, phone: str) -> None:
    assert refused(NotFound, lambda: join(phone=phone)) == "没有找到这个手机号。"


def test_who_has_joined_is_not_taken_over_by_another_account(ledger: Ledger, join: Join) -> None:
    join()

    refused(AlreadyJoined, lambda: join(OTHER_ACCOUNT))

    assert account_of(ledger, "王示例") == WANG_ACCOUNT
    assert ledger.read_now(person_of, OTHER_ACCOUNT) is None


def test_account_of_somebody_in_the_roster_cannot_be_a_second_person(ledger: Ledger, join: Join) -> None:
    join()

    assert refused(AccountTaken, lambda: join(phone=SUN.phone)) == (
        "这个 Telegram 账号已登记为王*，不能再登记为另一位。"
    )
    assert account_of(ledger, "孙示例") is None


def test_who_has_no_role_left_is_a_stranger_and_leaves_the_account(
    ledger: Ledger, join: Join, now: datetime
) -> None:
    join()
    end_roles(ledger, "王示例", now)

    assert ledger.read_now(person_of, WANG_ACCOUNT) is None
    refused(NotFound, join)
    assert join(phone=SUN.phone).name == "孙示例"
    assert account_of(ledger, "王示例") is None
