"""The files of a draft, one a message."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import func
from sqlmodel import select

from storage.database import LedgerSession
from storage.tables import Attachment, AttachmentKind


@dataclass(frozen=True, kw_only=True)
class NewAttachment:
    """A file or a place as a message brought it."""

    kind: AttachmentKind
    file_id: str | None = None
    file_unique_id: str | None = None
    name: str = ""
    mime_type: str = ""
    size: int | None = None  # bytes
    latitude: float | None = None
    longitude: float | None = None


def put_file(session: LedgerSession, draft_id: int, message_id: int, attachment: NewAttachment) -> None:
    """The file of a message, in place of the one that it had before; one too many is left out."""
    query = select(Attachment).where(Attachment.draft_id == draft_id, Attachment.message_id == message_id)
    file = session.exec(query).first()
    if file is None:
        if _is_full(session, draft_id):
            return
        file = Attachment(draft_id=draft_id, message_id=message_id, kind=attachment.kind)
    for name, value in asdict(attachment).items():
        setattr(file, name, value)
    session.add(file)
    session.flush()


def _is_full(session: LedgerSession, draft_id: int) -> bool:
    count = session.exec(select(func.count()).where(Attachment.draft_id == draft_id)).one()
    return count >= session.policy.attachments.max_per_case
