"""A zone as big as the bench wants it, in which everybody has joined: fictional, marked 示例."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlmodel import select

from storage import migrations
from storage.database import Ledger, LedgerSession
from storage.ledger import people
from storage.ledger.roster import import_roster
from storage.policy import default_policy
from storage.rules.policy import Policy
from storage.rules.roster import (
    ContactRow,
    Duty,
    EnterpriseKind,
    EnterpriseRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    Power,
    Roster,
)
from storage.tables import Outbox, Person

POLICY: Final[Policy] = default_policy()
OFFICE_DAY: Final = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in the district
FIRST_REPORTER: Final = 100_001  # the Telegram ids of contacts count up from here


def make_zone(folder: Path, enterprises: int) -> Path:
    """A migrated ledger with so many enterprises, each with a contact and an officer; and 专班, and a leader."""
    path = folder / "zhuqi.db"
    ledger = Ledger(f"sqlite:///{path}", POLICY)
    migrations.upgrade(ledger.engine)
    long_ago = datetime.now(UTC) - timedelta(days=7)
    ledger.write_now(import_roster, roster=_roster(enterprises), end=None, now=long_ago, cause="cli:bench")
    ledger.write_now(_join_all, long_ago)
    ledger.close()
    return path


def _roster(enterprises: int) -> Roster:
    numbers = range(enterprises)
    return Roster(
        enterprises=[_enterprise(number) for number in numbers],
        contacts=[
            ContactRow(code=_code(n), name=f"联系人{n}", title="", phone=f"139{n:08}") for n in numbers
        ],
        officers=[_officer(number) for number in numbers],
        pairs=[PairRow(code=_code(n), job_number=f"F{n:04}", duty=Duty.LEAD) for n in numbers],
        liaisons=[],
        managers=[_manager(0, Power.MANAGER), _manager(1, Power.MANAGER), _manager(2, Power.LEADER)],
    )


def _code(number: int) -> str:
    return f"91220174MA0A{number:04}XX"


def _enterprise(number: int) -> EnterpriseRow:
    return EnterpriseRow(
        code=_code(number),
        name=f"示例企业{number}有限公司",
        kind=EnterpriseKind.INDUSTRY,
        high_growth=False,
        park="示例园",
        address="示例路1号",
    )


def _officer(number: int) -> OfficerRow:
    return OfficerRow(
        job_number=f"F{number:04}",
        name=f"服务员{number}",
        organisation="示例局",
        title="科员",
        phone=f"138{number:08}",
    )


def _manager(number: int, power: Power) -> ManagerRow:
    return ManagerRow(
        name=f"专班{number}", organisation="专班办公室", title="", phone=f"136{number:08}", power=power
    )


def _join_all(session: LedgerSession, now: datetime) -> None:
    """Everybody joins; contacts, whose phones begin with 139, get the ids that follow `FIRST_REPORTER`."""
    version = session.policy.privacy_notice.version
    for person in session.exec(select(Person)).all():
        start, number = person.phone[-11:-8], int(person.phone[-8:])
        telegram_id = number + {"139": FIRST_REPORTER, "138": 200_001, "136": 300_001}[start]
        by = {"now": now, "cause": f"bench:{telegram_id}"}
        people.join_by_phone(session, telegram_id=telegram_id, phone=person.phone, **by)  # type: ignore[arg-type]
        people.consent(session, person_id=person.id, version=version, **by)  # type: ignore[arg-type]
    for told in session.exec(select(Outbox)):
        told.done_at = now
