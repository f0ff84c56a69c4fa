"""The files of a draft, one a message."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Attachment, AttachmentKind

_FILES = select(Attachment).where(col(Attachment.draft_id) == bindparam("draft_id"))


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
    files = session.exec(_FILES, params={"draft_id": draft_id}).all()
    file = next((one for one in files if one.message_id == message_id), None)
    if file is None:
        if len(files) >= session.policy.attachments.max_per_case:
            return
        file = Attachment(draft_id=draft_id, message_id=message_id, kind=attachment.kind)
    for name, value in asdict(attachment).items():
        setattr(file, name, value)
    session.add(file)
    session.flush()
