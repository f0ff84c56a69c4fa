"""Drafts that were left lying: after a while their writer is asked what is to become of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, or_, select

from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import get_draft
from storage.ledger.notices import notify
from storage.rules.telling import Audience
from storage.tables import Attachment, Draft

DRAFT_QUESTION: Final = "draft_question"  # the topic of the notice


@dataclass(frozen=True, kw_only=True)
class LeftDraft:
    """What a writer is asked about: the draft, and when it goes by itself; times in the district's zone."""

    draft: DraftView
    touched_at: datetime
    gone_at: datetime


def ask_about_drafts(session: LedgerSession, now: datetime) -> int:
    """Ask about every draft that nobody touched for as long as the policy says; how many questions that makes.

    In office hours only, and once until the draft is touched again.
    """
    if not session.calendar.is_open(now):
        return 0
    left = select(Draft).where(
        col(Draft.ended_at).is_(None),
        Draft.touched_at <= now - timedelta(days=session.policy.keeping.draft_ask_days),
        or_(col(Draft.asked_at).is_(None), col(Draft.asked_at) < col(Draft.touched_at)),
    )
    asked = [draft for draft in session.exec(left.order_by(col(Draft.id))) if _says_anything(session, draft)]
    for draft in asked:
        draft.asked_at = now
        notify(
            session,
            key=f"draft:{draft.id}:{now:%y%m%d%H%M%S}",
            topic=DRAFT_QUESTION,
            audience=Audience.PERSON,
            person_id=draft.person_id,
            facts={"draft": draft.id},
            now=now,
        )
    return len(asked)


def left_draft(session: LedgerSession, draft_id: int, person_id: int) -> LeftDraft | None:
    """The draft that a question is about; None if it was submitted, left or dropped since."""
    try:
        draft = get_draft(session, draft_id, person_id)
    except NotFound:
        return None
    if not draft.is_open:
        return None
    zone, keeping = session.policy.timezone, session.policy.keeping
    touched_at = session.get_one(Draft, draft_id).touched_at.astimezone(zone)
    return LeftDraft(
        draft=draft, touched_at=touched_at, gone_at=touched_at + timedelta(days=keeping.draft_gone_days)
    )


def _says_anything(session: LedgerSession, draft: Draft) -> bool:
    if any(words for _, words in draft.parts):
        return True
    return session.exec(select(Attachment.id).where(Attachment.draft_id == draft.id)).first() is not None
