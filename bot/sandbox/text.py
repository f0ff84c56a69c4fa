"""Text as Telegram counts and reads it: in UTF-16 code units, with the marks that a client finds by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

# In characters, once the marks are parsed; before that, in bytes.
MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
SOURCE_LIMIT_BYTES = 1 << 15

_MARKS = re.compile(
    r"(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
    r"|(?<!\w)(?P<mention>@[A-Za-z][A-Za-z0-9_]{2,31})\b"
)


@dataclass(frozen=True, kw_only=True)
class Formatted:
    """Plain text and what lies over it; offsets and lengths in UTF-16 code units, as on the wire."""

    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()

    def stripped(self) -> Formatted:
        """Without white space around it, as Telegram stores it."""
        left = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        end = utf16_length(text)
        moved = []
        for entity in self.entities:
            start = max(entity["offset"] - left, 0)
            stop = min(entity["offset"] - left + entity["length"], end)
            if stop > start:
                moved.append({**entity, "offset": start, "length": stop - start})
        return Formatted(text=text, entities=tuple(moved))


def utf16_length(text: str) -> int:
    """The length that offsets count: an emoji beyond the basic plane is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def found_in(text: str) -> tuple[dict[str, Any], ...]:
    """The commands and mentions that a client marks in typed text."""
    return tuple(
        {
            "type": str(mark.lastgroup),
            "offset": utf16_length(text[: mark.start()]),
            "length": utf16_length(mark.group()),
        }
        for mark in _MARKS.finditer(text)
    )


def split(text: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """The messages that a client makes of a text that is too long for one."""
    parts, size = [""], 0
    for character in text:
        width = utf16_length(character)
        if size + width > limit:
            parts.append("")
            size = 0
        parts[-1] += character
        size += width
    return parts
