"""People of a roster who join: by phone, or by an invite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from storage.database import Ledger, LedgerSession
from storage.errors import ZhuqiError
from storage.ledger.people import PersonView
from storage.tables import Person, Role
from tests.storage.ledger import rosters
from tests.storage.ledger.rosters import WANG, a_roster, take_in

WANG_ACCOUNT, OTHER_ACCOUNT = 101, 909
MINUTE = timedelta(minutes=1)
Join = Callable[..., PersonView]


@pytest.fixture(autouse=True)
def roster(ledger: Ledger, now: datetime) -> None:
    take_in(ledger, a_roster(), now)


@pytest.fixture
def join(ledger: Ledger, now: datetime) -> Join:
    """Joins by phone: 王示例 now, if nothing else is said."""

    def run(telegram_id: int = WANG_ACCOUNT, phone: str = WANG.phone, at: datetime = now) -> PersonView:
        return rosters.join(ledger, telegram_id, phone, at)

    return run


def end_roles(ledger: Ledger, name: str, at: datetime) -> None:
    """Somebody is listed no longer."""

    def end(session: LedgerSession) -> None:
        who = session.exec(select(Person).where(Person.name == name)).one()
        for role in session.exec(select(Role).where(Role.person_id == who.id)):
            role.until = at

    ledger.write_now(end)


def account_of(ledger: Ledger, name: str) -> int | None:
    return ledger.read_now(
        lambda session: session.exec(select(Person.telegram_id).where(Person.name == name)).one()
    )


def refused(error: type[ZhuqiError], act: Callable[[], object]) -> str:
    """The words with which an act is refused."""
    with pytest.raises(error) as caught:
        act()
    return str(caught.value)
