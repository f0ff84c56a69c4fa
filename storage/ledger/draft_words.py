"""The words of a draft: a part a message, in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Telegram cuts a longer text into messages of so many UTF-16 units; the cut is no line break of the writer's.
_TELEGRAM_CUT = 4096


def with_part(parts: Sequence[Any], message_id: int, text: str) -> list[Any]:
    """The parts with this message's words put in, in the order in which the messages were sent."""
    others = [part for part in parts if part[0] != message_id]
    return sorted([*others, [message_id, text]])


def joined(parts: Sequence[Any]) -> str:
    """The words of all messages, a line each; a text that Telegram cut in pieces is put together again."""
    text, glue = "", ""
    for _, words in parts:
        if words:
            text += glue + words
            glue = "" if _fills_a_message(words) else "\n"
    return text


def _fills_a_message(words: str) -> bool:
    return len(words.encode("utf-16-le")) // 2 == _TELEGRAM_CUT
