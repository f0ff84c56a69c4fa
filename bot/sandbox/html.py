"""Telegram's subset of HTML: what it takes, and how it refuses the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import Refusal, bad_request
from bot.sandbox.text import Formatted, utf16_length

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>\d{1,8})|#x(?P<hexadecimal>[0-9a-fA-F]{1,7})|(?P<name>lt|gt|amp|quot)(?![A-Za-z]));?"
)
_SPACE = re.compile(r"[ \t\r\n\v]*")
_TAG_NAME = re.compile(r"[^ \t\r\n\v>]*")
_ATTRIBUTE_NAME = re.compile(r"""[^ \t\r\n\v=>/"']*""")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_ENDS_OF_TOKEN = frozenset(["", " ", "\t", "\r", "\n", "\v", ">"])


@dataclass(kw_only=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parse_html(source: str) -> Formatted:
    """Text and entities of a message written with `parse_mode=HTML`.

    Raises:
        Refusal: a tag is unknown, crossed, never closed, or lacks what it needs.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def parse(self) -> Formatted:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end_tag()
            elif self.source[self.at] == "<":
                self._start_tag()
            else:
                self._characters()
        if self.open:
            name = self.open[-1].tag
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{name}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted(text="".join(self.text), entities=tuple(self.entities))

    def _characters(self) -> None:
        reference = _REFERENCE.match(self.source, self.at)
        if reference is None:
            found = self.source[self.at]
            self.at += 1
        else:
            found = _character(reference)
            self.at = reference.end()
        self.text.append(found)
        self.length += utf16_length(found)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take(_TAG_NAME).lower()
        if self.at == len(self.source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in _STYLES:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        attributes = {}
        while self._next() != ">":
            attribute, value = self._attribute(name, begin)
            attributes[attribute] = value
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(_Open(tag=name, attributes=attributes, offset=self.length))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._take(_ATTRIBUTE_NAME).lower()
        if not name:
            raise _cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        if self._next() not in {"=", ""}:
            return name, ""
        self.at += 1
        quote = self._next()
        if not quote:
            raise _cannot_parse(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        value = self._quoted() if quote in "\"'" else self._token()
        if self.at >= len(self.source):
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return name, value

    def _quoted(self) -> str:
        begin = self.at + 1
        end = self.source.find(self.source[self.at], begin)
        self.at = len(self.source) if end < 0 else end + 1
        return _REFERENCE.sub(_character, self.source[begin : max(end, begin)])

    def _token(self) -> str:
        begin = self.at
        token = self._take(_TOKEN).lower()
        if self.source[self.at : self.at + 1] not in _ENDS_OF_TOKEN:
            raise _cannot_parse(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return token

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._take(_TAG_NAME).lower()
        if self._next() != ">":
            raise _cannot_parse(f"Unclosed end tag at byte offset {self._byte(begin)}")
        start = self.open.pop()
        if name not in ("", start.tag):
            expected = f'expected "</{start.tag}>", found "</{name}>"'
            raise _cannot_parse(f"Unmatched end tag at byte offset {self._byte(begin)}, {expected}")
        self.at += 1
        self._close(start)

    def _take(self, pattern: re.Pattern[str]) -> str:
        """What the pattern finds here, which may be nothing, and goes on behind it."""
        found = pattern.match(self.source, self.at)
        assert found is not None
        self.at = found.end()
        return found.group()

    def _next(self) -> str:
        """The next character behind white space, none at the end."""
        self._take(_SPACE)
        return self.source[self.at : self.at + 1]

    def _close(self, start: _Open) -> None:
        length = self.length - start.offset
        entity = {"type": _STYLES[start.tag], "offset": start.offset, "length": length}
        if start.tag == "a":
            url = start.attributes.get("href") or "".join(self.text)[-length:]
            if "." not in url and ":" not in url:
                return
            entity["url"] = url
        elif start.tag == "tg-emoji":
            if not start.attributes.get("emoji-id", "").isdigit():
                raise _cannot_parse("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = start.attributes["emoji-id"]
        elif start.tag == "blockquote" and "expandable" in start.attributes:
            entity["type"] = "expandable_blockquote"
        elif start.tag == "code" and self.open and self.open[-1].tag == "pre":
            language = start.attributes.get("class", "").removeprefix("language-")
            self.open[-1].attributes["language"] = language
            return
        elif start.tag == "pre" and start.attributes.get("language"):
            entity["language"] = start.attributes["language"]
        if length:
            self.entities.append(entity)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())


def _character(reference: re.Match[str]) -> str:
    if reference["name"]:
        return _NAMED[reference["name"]]
    digits = reference["decimal"]
    code = int(digits) if digits else int(reference["hexadecimal"], 16)
    if 0xD800 <= code < 0xE000:
        unmatched = "check for unmatched surrogate code units"
        raise _cannot_parse(
            f"Text contains invalid Unicode characters after decoding HTML entities, {unmatched}"
        )
    return chr(code) if 0 < code < 0x10FFFF else reference.group()


def _cannot_parse(what: str) -> Refusal:
    return bad_request(f"can't parse entities: {what}")
