"""A draft as the talk sees it, as a value, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.draft_words import joined
from storage.rules.urgency import Urgency
from storage.rules.words import Action
from storage.tables import Attachment, AttachmentKind, Case, Draft, Enterprise, Entry, Source

# Asked on every update, so built once.
_SUBMITTED = select(Entry.id).where(Entry.cause == bindparam("cause"))
_NAME = select(Enterprise.name).where(col(Enterprise.id) == bindparam("enterprise_id"))
_FILES = (
    select(Attachment.kind, Attachment.size)
    .where(Attachment.draft_id == bindparam("draft_id"))
    .order_by(col(Attachment.message_id))
)


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """A draft as the talk sees it."""

    id: int
    person_id: int
    action: Action
    case_id: int | None
    turn: int | None
    enterprise_id: int | None
    source: Source
    confidential: bool
    category: str | None
    urgency: Urgency | None
    choice: str | None
    text: str
    messages: int  # that brought words
    attachments: tuple[AttachmentKind, ...]
    is_full: bool  # as many attachments as the policy allows
    has_large: bool  # an attachment of which no copy is kept
    prompt_message_id: int | None
    begun_at: datetime
    is_open: bool
    is_submitted: bool
    enterprise: str | None  # of the report, or of the case
    case_number: str | None

    @property
    def cause(self) -> str:
        """The cause of what comes of it."""
        return cause_of(self.id)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said yet."""
        return not self.text and not self.attachments


def view_draft(session: LedgerSession, draft: Draft) -> DraftView:
    """A draft with its files and the names of what it is about."""
    case = session.get(Case, draft.case_id) if draft.case_id else None
    enterprise_id = case.enterprise_id if case else draft.enterprise_id
    files = session.exec(_FILES, params={"draft_id": draft.id}).all()
    limits = session.policy.attachments
    return DraftView(
        id=draft.id,
        person_id=draft.person_id,
        action=draft.action,
        case_id=draft.case_id,
        turn=draft.turn,
        enterprise_id=draft.enterprise_id,
        source=draft.source,
        confidential=draft.confidential,
        category=draft.category,
        urgency=draft.urgency,
        choice=draft.choice,
        text=joined(draft.parts),
        messages=sum(1 for _, words in draft.parts if words),
        attachments=tuple(AttachmentKind(kind) for kind, _ in files),
        is_full=len(files) >= limits.max_per_case,
        has_large=any((size or 0) > limits.copy_max_bytes for _, size in files),
        prompt_message_id=draft.prompt_message_id,
        begun_at=draft.begun_at,
        is_open=draft.ended_at is None,
        is_submitted=draft.ended_at is not None and is_submitted(session, draft),
        enterprise=session.once(_NAME, enterprise_id=enterprise_id)[0] if enterprise_id else None,
        case_number=case.number if case else None,
    )


def is_submitted(session: LedgerSession, draft: Draft) -> bool:
    """Whether something came of it: its id is the cause."""
    return session.exec(_SUBMITTED, params={"cause": cause_of(draft.id)}).first() is not None


def cause_of(draft_id: int) -> str:
    """The cause of what comes of a draft."""
    return f"draft:{draft_id}"
