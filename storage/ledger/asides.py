"""Texts that were taken for something else than a report: put aside, until their writer says that it is one."""

from __future__ import annotations

from datetime import datetime

from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import (
    Begun,
    NewDraft,
    Said,
    begin_draft,
    begun,
    end_draft,
    get_draft,
    take_in,
)
from storage.tables import Draft


def put_aside(session: LedgerSession, new: NewDraft, said: Said) -> DraftView:
    """Keep what was said as a draft that nobody is asked about. Again, it changes nothing."""
    draft = begin_draft(session, new)
    if draft.is_empty:
        take_in(session, new.id, new.person_id, said, now=new.now)
        end_draft(session, new.id, new.person_id, now=new.now)
    return get_draft(session, new.id, new.person_id)


def take_up(session: LedgerSession, draft_id: int, person_id: int, *, now: datetime) -> Begun:
    """It is a report after all: the draft is open again. Again, it changes nothing.

    Raises:
        NotFound: it was submitted already, dropped after its days, or is somebody else's.
    """
    draft = get_draft(session, draft_id, person_id)
    if draft.is_submitted:
        raise NotFound(what="这份草稿")
    row = session.get_one(Draft, draft_id)
    if not draft.is_open:
        row.ended_at, row.touched_at = None, now
    return begun(session, row)
