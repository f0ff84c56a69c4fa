"""Copies of what is attached to cases: which are still to be made, and where each one is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Attachment, AttachmentKind, Case


@dataclass(frozen=True, kw_only=True)
class FileToCopy:
    """A file that Telegram has and we do not."""

    attachment_id: int
    case_number: str
    kind: AttachmentKind
    file_id: str
    name: str  # as its sender called it


def files_to_copy(session: LedgerSession, *, after: int = 0, limit: int = 100) -> list[FileToCopy]:
    """Files of cases that have no copy yet and are not too big for one, oldest first; `after` an attachment's id."""
    fits = col(Attachment.size).is_(None) | (
        col(Attachment.size) <= session.policy.attachments.copy_max_bytes
    )
    query = (
        select(Attachment, Case.number)
        .join(Case, col(Case.id) == Attachment.case_id)
        .where(col(Attachment.copied_to).is_(None), col(Attachment.file_id).is_not(None), fits)
        .where(Attachment.id > after)
    )
    return [
        FileToCopy(
            attachment_id=row.id, case_number=number, kind=row.kind, file_id=row.file_id or "", name=row.name
        )
        for row, number in session.exec(query.order_by(col(Attachment.id)).limit(limit))
    ]


def note_copy(session: LedgerSession, attachment_id: int, path: str) -> None:
    """A copy is there, at this path below FILES_DIR. May be repeated."""
    session.get_one(Attachment, attachment_id).copied_to = path
