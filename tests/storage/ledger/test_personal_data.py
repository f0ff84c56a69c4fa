"""Personal data is read in full by the enterprise and who handles the case, and masked for everybody else."""

from __future__ import annotations

from typing import Any

from storage.ledger.lists import handled_cases, own_cases, pending_cases
from storage.ledger.values import Target
from storage.ledger.views import look, look_at_entry
from storage.rules.words import Action
from tests.storage.ledger.zone import Zone

READERS = ("reporter", "colleague", "lead", "member", "manager", "leader")
PHONE, MASKED = "13900139000", "139****9000"


def read(zone: Zone, case_id: int, name: str) -> set[str]:
    """How somebody reads what was written, on the card, in the history and in every entry of a case."""
    person_id = getattr(zone.who, name)
    case = zone.run(look, case_id, person_id, zone.now, show=99)
    looked_at = [zone.run(look_at_entry, entry.id, person_id, zone.now) for entry in case.entries]
    texts = [case.text, *(entry.text for entry in case.entries)]
    texts += [text for then, entry in looked_at for text in (then.text, entry.text)]
    assert len(texts) > 3
    return set(texts)


def written(zone: Zone, *steps: tuple[Action, int], **changes: Any) -> int:
    """A case in which each text is a phone."""
    case_id = zone.open(text=PHONE, **changes)
    for action, by in steps:
        zone.act(action, case_id, by, text=PHONE)
    return case_id


def test_what_is_personal_is_read_by_the_enterprise_and_the_handler(zone: Zone) -> None:
    who = zone.who
    case_id = written(
        zone, (Action.ACCEPT, who.lead), (Action.PROGRESS, who.lead), (Action.ANSWER, who.reporter)
    )

    assert {name: read(zone, case_id, name) for name in READERS} == {
        **{name: {PHONE} for name in ("reporter", "colleague", "lead")},
        **{name: {MASKED} for name in ("member", "manager", "leader")},
    }


def test_what_is_personal_goes_with_the_case_from_hand_to_hand(zone: Zone) -> None:
    who = zone.who
    case_id = written(zone, (Action.ANSWER, who.reporter), (Action.RETURN, who.lead))
    returned = {
        name: read(zone, case_id, name) for name in ("lead", "member", "manager", "manager2", "leader")
    }
    zone.act(Action.TAKE, case_id, who.manager, text=PHONE)
    taken = {name: read(zone, case_id, name) for name in returned}
    zone.act(Action.REASSIGN, case_id, who.manager2, text=PHONE, target=Target(person_id=who.member))
    given = {name: read(zone, case_id, name) for name in returned}

    nobody = {name: {MASKED} for name in returned}
    assert returned == nobody | {"manager": {PHONE}, "manager2": {PHONE}}
    assert taken == nobody | {"manager": {PHONE}}
    assert given == nobody | {"member": {PHONE}}


def test_what_is_personal_in_a_confidential_case_the_managers_read(zone: Zone) -> None:
    case_id = written(
        zone, (Action.ANSWER, zone.who.reporter), (Action.TAKE, zone.who.manager), confidential=True
    )

    assert {name: read(zone, case_id, name) for name in ("reporter", "manager", "manager2", "leader")} == {
        **{name: {PHONE} for name in ("reporter", "manager", "manager2")},
        "leader": {MASKED},
    }


def test_who_stands_in_for_a_handler_that_left_reads_what_is_personal(zone: Zone) -> None:
    case_id = written(zone, (Action.ACCEPT, zone.who.lead), (Action.PROGRESS, zone.who.lead))
    zone.leave_office(zone.who.lead)

    assert {name: read(zone, case_id, name) for name in ("member", "manager", "leader")} == {
        "member": {PHONE},
        "manager": {PHONE},
        "leader": {MASKED},
    }


def test_no_list_shows_what_is_personal(zone: Zone) -> None:
    who = zone.who
    case_id = written(zone)
    zone.act(Action.ACCEPT, case_id, who.lead)
    lists = [
        *zone.run(own_cases, who.reporter, 0, now=zone.now).lines,
        *zone.run(pending_cases, who.lead, 0, now=zone.now).lines,
        *zone.run(handled_cases, who.lead, now=zone.now),
    ]

    assert [line.text for line in lists] == [MASKED] * 3
