"""Who is told what after a long stop."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.drafts import NewDraft, begin_draft
from storage.ledger.inbox import NewUpdate, store_updates
from storage.ledger.long_stop import IN_TOUCH, KEPT_BY_TELEGRAM, MISSED, note_long_stop
from storage.ledger.notices import bring_what_waits
from storage.rules.words import Action
from storage.tables import Outbox
from tests.storage.ledger.zone import Zone, chat_of

HOUR = timedelta(hours=1)


def told(session: LedgerSession) -> list[tuple[str, int | None, datetime]]:
    rows = session.exec(select(Outbox).where(col(Outbox.topic).in_(["long_stop", MISSED])))
    return [(row.topic, row.person_id, row.not_before) for row in rows]


def wrote(zone: Zone, person_id: int, *, ago: timedelta, update_id: int = 1) -> None:
    update = NewUpdate(update_id=update_id, lane=chat_of(person_id), payload={})
    zone.run(store_updates, 1000, [update], zone.now - ago)


def test_of_a_stop_that_telegram_bridges_nobody_is_told(zone: Zone) -> None:
    assert not zone.run(note_long_stop, last_seen=zone.now - KEPT_BY_TELEGRAM, now=zone.now)
    assert not zone.run(note_long_stop, last_seen=None, now=zone.now)
    assert zone.run(told) == []


def test_what_was_received_counts_where_nobody_noted_the_last_fetch(zone: Zone) -> None:
    wrote(zone, zone.who.reporter, ago=25 * HOUR)
    assert zone.run(note_long_stop, last_seen=None, now=zone.now)


def test_who_was_in_touch_writes_or_has_an_open_case_is_asked_once(zone: Zone) -> None:
    since = zone.now - 30 * HOUR
    zone.open()  # reported by the contact, handled by 负责人
    wrote(zone, zone.who.outsider, ago=30 * HOUR + IN_TOUCH - HOUR)
    wrote(zone, zone.who.leader, ago=30 * HOUR + IN_TOUCH + HOUR, update_id=2)
    draft = NewDraft(id=9, person_id=zone.who.colleague, action=Action.OPEN, now=since)
    zone.run(begin_draft, draft)
    for _ in range(2):
        assert zone.run(note_long_stop, last_seen=since, now=zone.now)

    asked = {zone.who.reporter, zone.who.lead, zone.who.outsider, zone.who.colleague}
    assert zone.run(told) == [
        ("long_stop", None, zone.now),
        *((MISSED, person_id, zone.now) for person_id in sorted(asked)),
    ]


def test_people_are_asked_in_office_hours(zone: Zone) -> None:
    zone.open()
    evening = zone.now + timedelta(hours=10)
    zone.run(note_long_stop, last_seen=evening - 30 * HOUR, now=evening)

    opening = zone.ledger.calendar.next_opening(evening)
    assert opening > evening
    assert {(topic, at) for topic, _, at in zone.run(told)} == {("long_stop", evening), (MISSED, opening)}


def test_whoever_joins_meanwhile_does_not_bring_it_forward(zone: Zone) -> None:
    zone.open()
    evening = zone.now + timedelta(hours=10)
    zone.run(note_long_stop, last_seen=evening - 30 * HOUR, now=evening)
    before = zone.run(told)
    zone.run(bring_what_waits, person_id=zone.who.unled_contact, now=evening + HOUR)

    assert zone.run(told) == before


def test_who_cannot_be_reached_is_not_asked(zone: Zone) -> None:
    zone.open()
    zone.unreachable(zone.who.reporter)
    zone.run(note_long_stop, last_seen=zone.now - 30 * HOUR, now=zone.now)

    assert [person for topic, person, _ in zone.run(told) if topic == MISSED] == [zone.who.lead]
