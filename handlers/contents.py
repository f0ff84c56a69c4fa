"""What a message brings: words, and a file or a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telegram import Message
from telegram.ext import filters

from storage.ledger.drafts import NewAttachment
from storage.tables import AttachmentKind

# What people can report with; anything else is answered by the catch-all.
CONTENT: Final = (
    (filters.TEXT & ~filters.COMMAND)
    | filters.PHOTO
    | filters.Document.ALL
    | filters.VOICE
    | filters.VIDEO
    | filters.AUDIO
    | filters.LOCATION
)


# Words all the same.
_SPOKEN: Final = frozenset({AttachmentKind.VOICE, AttachmentKind.AUDIO})


@dataclass(frozen=True, kw_only=True)
class Content:
    """One message, ready to be taken into a draft."""

    message_id: int
    text: str
    attachment: NewAttachment | None

    @property
    def is_mute(self) -> bool:
        """Whether it is a file or a place that says nothing by itself, and so belongs to what was said before."""
        return not self.text and self.attachment is not None and self.attachment.kind not in _SPOKEN


def content_of(message: Message) -> Content:
    """The words and the file of a message that `CONTENT` lets through."""
    return Content(
        message_id=message.message_id,
        text=message.text or message.caption or "",
        attachment=_place(message) or _file(message),
    )


def _place(message: Message) -> NewAttachment | None:
    if message.location is None:
        return None
    venue = message.venue
    return NewAttachment(
        kind=AttachmentKind.LOCATION,
        latitude=message.location.latitude,
        longitude=message.location.longitude,
        name=f"{venue.title} {venue.address}" if venue else "",
    )


def _file(message: Message) -> NewAttachment | None:
    # An animation is sent as a document too; a photo comes in several sizes, the largest last.
    found = {
        AttachmentKind.PHOTO: message.photo[-1] if message.photo else None,
        AttachmentKind.VIDEO: message.video,
        AttachmentKind.VOICE: message.voice,
        AttachmentKind.AUDIO: message.audio,
        AttachmentKind.DOCUMENT: message.document,
    }
    for kind, file in found.items():
        if file is not None:
            return NewAttachment(
                kind=kind,
                file_id=file.file_id,
                file_unique_id=file.file_unique_id,
                name=getattr(file, "file_name", None) or "",
                mime_type=getattr(file, "mime_type", None) or "",
                size=file.file_size,
            )
    return None
