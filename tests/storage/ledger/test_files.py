"""Which attachments still have no copy of ours."""

from __future__ import annotations

import pytest

from storage.ledger.draft_files import NewAttachment
from storage.ledger.files import FileToCopy, files_to_copy, note_copy
from storage.tables import AttachmentKind
from tests.storage.ledger.drafting import begin, say
from tests.storage.ledger.zone import Zone

LIMIT = 20 * 1024 * 1024


def attach(zone: Zone, *attachments: NewAttachment, submitted: bool = True) -> None:
    begin(zone)
    for number, attachment in enumerate(attachments, start=1):
        say(zone, number, attachment=attachment)
    if submitted:
        zone.open(draft_id=1)


def file(file_id: str | None, size: int | None = None) -> NewAttachment:
    return NewAttachment(kind=AttachmentKind.DOCUMENT, file_id=file_id, size=size, name="图纸.pdf")


def to_copy(zone: Zone, after: int = 0, limit: int = 100) -> list[str]:
    return [one.file_id for one in zone.run(files_to_copy, after=after, limit=limit)]


def test_file_of_a_case_is_to_be_copied_until_that_is_noted(zone: Zone) -> None:
    attach(zone, file("a"))

    assert zone.run(files_to_copy) == [
        FileToCopy(
            attachment_id=1,
            case_number="ZQ261124-001",
            kind=AttachmentKind.DOCUMENT,
            file_id="a",
            name="图纸.pdf",
        )
    ]
    zone.run(note_copy, 1, "ZQ261124-001/1.pdf")
    assert to_copy(zone) == []


def test_what_is_not_submitted_is_not_copied(zone: Zone) -> None:
    attach(zone, file("a"), submitted=False)

    assert to_copy(zone) == []


def test_place_has_no_file(zone: Zone) -> None:
    attach(zone, NewAttachment(kind=AttachmentKind.LOCATION, latitude=43.8, longitude=125.2))

    assert to_copy(zone) == []


@pytest.mark.parametrize(("size", "copied"), [(None, True), (LIMIT, True), (LIMIT + 1, False)])
def test_file_too_big_for_a_copy_is_left(zone: Zone, size: int | None, copied: bool) -> None:
    attach(zone, file("a", size))

    assert to_copy(zone) == (["a"] if copied else [])


def test_files_come_in_batches(zone: Zone) -> None:
    attach(zone, *(file(name) for name in "abc"))

    assert to_copy(zone, limit=2) == ["a", "b"]
    assert to_copy(zone, after=2) == ["c"]
