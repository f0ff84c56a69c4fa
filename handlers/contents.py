"""What a message brings: words, and a file or a place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from telegram import Message
from telegram.ext import filters

from storage.ledger.draft_files import NewAttachment
from storage.ledger.drafts import Said
from storage.tables import AttachmentKind

# Telegram takes 4,096 characters a message; what is longer is cut by the client, near there and where it fits.
LONG: Final = 3000

_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Letters by name, blanks by sight: the fillers of Hangul, the empty pattern of Braille.
_BLANK: Final = "\u115f\u1160\u2800\u3164\uffa0"

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
class Content(Said):
    """One message, ready to be taken into a draft."""

    is_piece: bool = False  # of what is sent in several messages at once: all of it is answered together

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be read or looked at."""
        return not self.text and self.attachment is None

    @property
    def is_mute(self) -> bool:
        """Whether it is a file or a place that says nothing by itself, and so belongs to what was said before."""
        return not self.text and self.attachment is not None and self.attachment.kind not in _SPOKEN


def content_of(message: Message) -> Content:
    """The words and the file of a message that `CONTENT` lets through."""
    text = message.text or message.caption or ""
    return Content(
        message_id=message.message_id,
        text=text if is_visible(text) else "",
        attachment=_place(message) or _file(message),
        is_piece=bool(message.media_group_id or message.forward_origin) or may_be_cut(text),
    )


def may_be_cut(text: str) -> bool:
    """Whether a text is so long that it may go on in the next message."""
    return len(text) >= LONG


def is_visible(text: str) -> bool:
    """Whether a text has anything to be seen: zero-width characters and blanks have not."""
    return any(
        unicodedata.category(character) not in _UNSEEN and character not in _BLANK for character in text
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
