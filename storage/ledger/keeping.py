"""What is kept for a while only, and goes: payloads, drafts, invites, uploads (rules.md, "Privacy")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete, select, update

from storage.database import LedgerSession
from storage.ledger.inbox import empty_payloads
from storage.tables import Attachment, Draft, Invite, RosterUpload


@dataclass(frozen=True, kw_only=True)
class Gone:
    """How much of what went."""

    payloads: int
    drafts: int
    invites: int
    uploads: int


def keep_house(session: LedgerSession, now: datetime) -> Gone:
    """Let go what the policy says is kept no longer. Idempotent: what is gone is gone."""
    keeping = session.policy.keeping
    drafts_until = now - timedelta(days=keeping.draft_gone_days)
    return Gone(
        payloads=empty_payloads(session, before=now - timedelta(days=keeping.payload_days)),
        drafts=_drop_drafts(session, before=drafts_until),
        invites=session.exec(delete(Invite).where(col(Invite.expires_at) <= now)).rowcount,
        uploads=session.exec(delete(RosterUpload).where(col(RosterUpload.sent_at) < drafts_until)).rowcount,
    )


def _drop_drafts(session: LedgerSession, *, before: datetime) -> int:
    """Drop drafts that nobody touched since then; a case keeps what was attached by one of them."""
    old = select(Draft.id).where(Draft.touched_at < before)
    of_old = col(Attachment.draft_id).in_(old)
    session.exec(delete(Attachment).where(of_old, col(Attachment.case_id).is_(None)))
    session.exec(update(Attachment).where(of_old).values(draft_id=None))
    return session.exec(delete(Draft).where(col(Draft.touched_at) < before)).rowcount
