"""A message of Telegram's as text of the terminal: bold is bold, a quotation has a bar before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from bot.sandbox import Content

BAR: Final = "┃ "
_STYLES: Final = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "bold",
    "pre": "bold",
    "text_link": "underline",
}
# What stays in one line: a word, or a character, with the signs that open before and close after it.
_PIECE: Final = re.compile(r"\s*[（“《【]*(?:[!-~]+|.)[，。；：！？、）”》】…]*")


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A line as it was written."""

    text: Text
    quoted: bool = False

    def wrapped(self, width: int) -> list[Text]:
        """The lines that it takes at this width, each with the bar of a quotation."""
        if not self.quoted:
            return wrapped(self.text, width)
        return [Text.assemble((BAR, "cyan"), line) for line in wrapped(self.text, width - len(BAR))]


Words = Sequence[Paragraph]


def plain(words: str) -> Words:
    """What was typed."""
    return [Paragraph(text=Text(line)) for line in words.splitlines()]


def formatted(content: Content) -> Words:
    """What the bot sent, with its formatting; nothing for a picture without words."""
    words = content.formatted
    if not words.text:
        return []
    text, quoted = Text(words.text), [False] * (len(words.text) + 1)
    for entity in words.entities:
        start = _index(words.text, entity["offset"])
        end = _index(words.text, entity["offset"] + entity["length"])
        if "blockquote" in entity["type"]:
            quoted[start:end] = [True] * (end - start)
        else:
            text.stylize(_STYLES.get(entity["type"], ""), start, end)
    paragraphs, at = [], 0
    for line in text.split("\n", allow_blank=True):
        paragraphs.append(Paragraph(text=line, quoted=quoted[at]))
        at += len(line) + 1
    return paragraphs


def changed(words: Words, before: str) -> Words:
    """The lines that were not there before; all of them where it has become another message."""
    old = set(before.splitlines())
    kept = old.intersection(paragraph.text.plain for paragraph in words)
    if 2 * len(kept) < len(old):
        return words
    return [paragraph for paragraph in words if paragraph.text.plain not in kept]


def wrapped(text: Text, width: int) -> list[Text]:
    """The lines of a text, broken where Chinese is: anywhere but inside a word and before what closes."""
    breaks, used = [], 0
    for piece in _PIECE.finditer(text.plain):
        size = cell_len(piece.group())
        if used and used + size > width:
            bare = piece.group().lstrip()
            breaks.append(piece.end() - len(bare))
            size, used = cell_len(bare), 0
        used += size
    lines = text.divide(breaks)
    for line in lines:
        line.rstrip()
    return list(lines)


def _index(text: str, units: int) -> int:
    """Where so many UTF-16 code units end: what Telegram counts in."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le"))
