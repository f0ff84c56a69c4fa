"""Who somebody is: their roles, where they belong, and that it takes one query."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import col, select

from storage.database import Ledger, LedgerSession
from storage.ledger.people import person, person_of
from storage.rules.roster import PersonRow
from storage.tables import Person, Role, RoleKind
from tests.storage.ledger.asking import statements
from tests.storage.ledger.people.conftest import WANG_ACCOUNT, Join
from tests.storage.ledger.rosters import CHEN, ENERGY, LI, PARTS, SUN, WEI, ZHAO, ZHENG


@pytest.mark.parametrize(
    ("row", "kind", "belongs_to", "title"),
    [
        (SUN, RoleKind.CONTACT, PARTS.name, "生产主管"),
        (ZHAO, RoleKind.CONTACT, ENERGY.name, ""),
        (LI, RoleKind.OFFICER, "经济发展局", "科员"),
        (ZHENG, RoleKind.LIAISON, "人社", ""),
        (CHEN, RoleKind.MANAGER, "专班办公室", "副主任"),
        (WEI, RoleKind.LEADER, "管委会", "副主任"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_role_says_where_somebody_belongs(
    join: Join, row: PersonRow, kind: RoleKind, belongs_to: str, title: str
) -> None:
    view = join(phone=row.phone)

    assert [(role.kind, role.belongs_to, role.title) for role in view.roles] == [(kind, belongs_to, title)]


def test_stranger_is_nobody(ledger: Ledger) -> None:
    assert ledger.read_now(person_of, 901) is None
    assert ledger.read_now(person, 999) is None


@pytest.mark.parametrize("roles", [1, 3])
def test_who_somebody_is_takes_one_query(ledger: Ledger, join: Join, now: datetime, roles: int) -> None:
    join()

    def more(session: LedgerSession) -> None:
        who = session.exec(select(Person).where(col(Person.telegram_id) == WANG_ACCOUNT)).one()
        for _ in range(roles - 1):
            session.add(Role(person_id=who.id, kind=RoleKind.LEADER, since=now))

    ledger.write_now(more)

    asked = statements(ledger, lambda: ledger.write_now(person_of, WANG_ACCOUNT))

    view = ledger.read_now(person_of, WANG_ACCOUNT)
    assert view is not None
    assert len(view.roles) == roles
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
