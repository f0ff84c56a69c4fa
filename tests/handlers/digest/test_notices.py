"""The notices of a 日报 at the moment of sending: overtaken ones are not sent."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from handlers.digest.notices import word_digest
from storage.database import Ledger, LedgerSession
from storage.ledger.digest import draw_up, keep_report
from storage.ledger.digest_hours import REPORT, TASKS
from storage.ledger.milestones import FIRST_START, reach
from storage.ledger.outbox import dispatch
from storage.rules.urgency import Urgency
from storage.rules.words import Action
from storage.tables import Outbox
from tests.storage.ledger.zone import Zone, local, populate


@pytest.fixture
def zone(ledger: Ledger) -> Zone:
    """A case is due on Tuesday; Monday's 日报 was made."""
    zone = Zone(ledger, ledger.write_now(populate))
    zone.run(reach, FIRST_START, local("2026-11-20 10:00"))
    zone.now = local("2026-11-20 11:00")
    zone.open(urgency=Urgency.INQUIRY)
    make(zone, "2026-11-23")
    return zone


def make(zone: Zone, day: str) -> None:
    zone.now = local(f"{day} 08:30")
    zone.run(keep_report, zone.run(draw_up, date.fromisoformat(day), zone.now), zone.now)


def worded(zone: Zone, topic: str, at: str) -> list[str | None]:
    """The first line of each such notice for whoever gets it, None for what is not sent."""

    def unit(session: LedgerSession) -> list[str | None]:
        rows = session.exec(select(Outbox).where(Outbox.topic == topic).order_by(col(Outbox.id))).all()
        parcels = [parcel for row in rows for parcel in dispatch(session, row.id, zone.now).parcels]
        messages = [word_digest(session, parcel, local(at)) for parcel in parcels]
        return [message.text.splitlines()[0] if message else None for message in messages]

    return zone.run(unit)


def test_report_is_sent_late_but_not_beside_a_newer_one(zone: Zone) -> None:
    monday = "<b>日报 · 11月23日</b>（11月20日–11月22日数据）"
    assert worded(zone, REPORT, "2026-11-24 08:00") == [monday] * 3
    make(zone, "2026-11-24")
    tuesday = "<b>日报 · 11月24日</b>（11月23日数据）"
    assert worded(zone, REPORT, "2026-11-24 08:30") == [*[None] * 3, *[tuesday] * 3]


def test_list_shows_what_is_left_and_is_not_sent_for_nothing(zone: Zone) -> None:
    assert worded(zone, TASKS, "2026-11-23 08:30") == ["<b>今日待办</b>：超期或今天到期 1 件"]
    zone.act(Action.ACCEPT, 1, zone.who.lead)
    zone.act(Action.RESOLVE, 1, zone.who.lead)
    assert worded(zone, TASKS, "2026-11-23 09:30") == [None]
