"""What the check-up reads of a ledger."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from storage.database import LedgerSession
from storage.ledger.follow_up import set_case_aside
from storage.ledger.inbox import Failure, InboxCount, NewUpdate, fail_update, store_updates
from storage.ledger.overview import Overview, look_over, managers_joined
from storage.tables import Outbox, Person
from tests.storage.ledger.zone import START, Zone

MINUTE = timedelta(minutes=1)


def overview(zone: Zone) -> Overview:
    return zone.run(look_over, since=START, now=START)


def change(zone: Zone, person_id: int, **fields: object) -> None:
    def unit(session: LedgerSession) -> None:
        for name, value in fields.items():
            setattr(session.get_one(Person, person_id), name, value)

    zone.run(unit)


def test_zone_where_all_is_well_but_an_enterprise_without_lead(zone: Zone) -> None:
    assert overview(zone) == Overview(
        people=13,
        not_joined=(),
        managers_joined=2,
        enterprises=3,
        without_lead=("示例食品有限公司",),
        waiting_notices=0,
        setbacks=(),
        inbox=InboxCount(waiting=0, set_aside=()),
    )


def test_who_has_not_joined_is_named(zone: Zone) -> None:
    change(zone, zone.who.lead, telegram_id=None)

    assert [person.name for person in overview(zone).not_joined] == ["张示例"]


def test_only_those_of_the_managers_who_can_be_reached_count(zone: Zone) -> None:
    change(zone, zone.who.manager, unreachable_since=START)
    assert zone.run(managers_joined) == 1
    change(zone, zone.who.manager2, consented_at=None)
    assert zone.run(managers_joined) == 0
    change(zone, zone.who.manager, unreachable_since=None, telegram_id=None)
    assert zone.run(managers_joined) == 0


def test_notices_that_are_older_than_a_delivery_takes_wait(zone: Zone) -> None:
    zone.open()

    def queued(session: LedgerSession) -> int:
        return len(session.exec(select(Outbox.id)).all())

    assert zone.run(look_over, since=START, now=START + 10 * MINUTE).waiting_notices == 0
    assert zone.run(look_over, since=START, now=START + 11 * MINUTE).waiting_notices == zone.run(queued) > 0


def test_updates_that_wait_and_that_were_set_aside_lately(zone: Zone) -> None:
    updates = [NewUpdate(update_id=number, lane=1, payload={}) for number in (1, 2, 3)]
    early, late, _ = zone.run(store_updates, 9, updates, START)
    for stored, at in ((early, START - MINUTE), (late, START)):
        failure = Failure(inbox_id=stored.id, sender=None, reference=f"ref-{stored.update_id}")
        zone.run(fail_update, failure, most_tries=1, now=at)

    assert overview(zone).inbox == InboxCount(waiting=1, set_aside=("ref-2",))


def test_cases_that_cannot_be_followed_up_are_named(zone: Zone) -> None:
    zone.open()
    case_id = zone.open()
    zone.run(set_case_aside, case_id, reference="F2-1", now=START)

    assert overview(zone).setbacks == ("ZQ261124-002",)
