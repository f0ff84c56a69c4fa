"""Drafts as people make them: begun, and message by message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storage.ledger.draft_files import NewAttachment
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import NewDraft, Said, begin_draft, take_in
from storage.rules.words import Action
from storage.tables import AttachmentKind
from tests.storage.ledger.zone import Zone

PHOTO = NewAttachment(kind=AttachmentKind.PHOTO, file_id="photo")


def begin(zone: Zone, draft_id: int = 1, **changes: Any) -> DraftView:
    """Begin a draft: now, by the reporter and of a report, unless something else is said."""
    new: dict[str, Any] = {"person_id": zone.who.reporter, "action": Action.OPEN, "now": zone.now}
    return zone.run(begin_draft, NewDraft(id=draft_id, **{**new, **changes}))


def say(
    zone: Zone,
    message_id: int,
    text: str = "",
    attachment: NewAttachment | None = None,
    *,
    draft_id: int = 1,
    by: int | None = None,
    now: datetime | None = None,
) -> DraftView:
    """Have a draft take a message in: now, and of the reporter, unless something else is said."""
    said = Said(message_id=message_id, text=text, attachment=attachment)
    return zone.run(take_in, draft_id, by or zone.who.reporter, said, now=now or zone.now)
