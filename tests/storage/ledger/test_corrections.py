"""What became of a message that was edited too late."""

from __future__ import annotations

from dataclasses import replace

from storage.ledger.corrections import EDITABLE_FOR, TakenIn, taken_in
from storage.ledger.draft_files import NewAttachment
from storage.ledger.drafts import end_draft
from storage.ledger.submitting import submit_report
from storage.tables import AttachmentKind
from tests.storage.ledger.drafting import begin, say
from tests.storage.ledger.zone import Zone

ONE_PHOTO = NewAttachment(kind=AttachmentKind.PHOTO, file_id="photo", file_unique_id="one")


def report(zone: Zone, draft_id: int) -> None:
    begin(zone, draft_id, enterprise_id=zone.who.enterprise)
    say(zone, 10 * draft_id, "停电了", draft_id=draft_id)
    say(zone, 10 * draft_id + 1, attachment=ONE_PHOTO, draft_id=draft_id)


def find(zone: Zone, message_id: int, person_id: int | None = None) -> TakenIn | None:
    return zone.run(taken_in, person_id or zone.who.reporter, message_id=message_id, now=zone.now)


def test_message_of_a_case_has_its_number(zone: Zone) -> None:
    report(zone, 1)
    assert find(zone, 10) is None  # its draft is open
    done = zone.run(submit_report, 1, zone.who.reporter, now=zone.now)

    words = TakenIn(text="停电了", file_unique_id=None, case_id=done.case_id, number=done.number)
    assert find(zone, 10) == words
    assert find(zone, 11) == replace(words, text="", file_unique_id="one")
    assert find(zone, 12) is None
    assert find(zone, 10, zone.who.colleague) is None


def test_message_of_what_was_left_has_none(zone: Zone) -> None:
    report(zone, 1)
    zone.run(end_draft, 1, zone.who.reporter, now=zone.now)

    assert find(zone, 10) == TakenIn(text="停电了", file_unique_id=None)


def test_message_that_cannot_be_edited_any_more_is_not_looked_for(zone: Zone) -> None:
    report(zone, 1)
    zone.run(end_draft, 1, zone.who.reporter, now=zone.now)
    zone.later(hours=EDITABLE_FOR.total_seconds() / 3600)
    assert find(zone, 10) is not None
    zone.later(minutes=1)

    assert find(zone, 10) is None
