"""One person's chat as it goes on: what they did, and what the bot put before them or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox import Content, Message, Person


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message of their own."""

    words: str
    picture: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A button that they pressed."""

    button: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message of the bot as it was at that moment.

    Attributes:
        before: what it said until then, if it was there already.
        rows: its buttons; `menu` those of the keyboard that it put under the chat.
    """

    content: Content
    rows: Sequence[Sequence[str]]
    menu: Sequence[Sequence[str]]
    silent: bool
    picture: bytes | None = None
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class Toast:
    """What flashed up in answer to a press."""

    words: str


Line = Said | Pressed | Shown | Toast


class Chat:
    """Remembers what was shown, so that each look brings only what is new."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._texts: dict[int, str] = {}
        self._toasts = 0

    def news(self) -> list[Line]:
        """What has come or changed since the last look, oldest first; the answers to presses before all else."""
        toasts = self._person.toasts()[self._toasts :]
        self._toasts += len(toasts)
        return [*(Toast(words=words) for words in toasts), *self._messages()]

    def _messages(self) -> list[Line]:
        found: list[Line] = []
        for message in self._person.heard():
            before = self._texts.get(message.id)
            if before == message.text:
                continue  # at most its buttons have changed
            self._texts[message.id] = message.text
            found.append(self._shown(message, before))
        return found

    def _shown(self, message: Message, before: str | None) -> Shown:
        return Shown(
            content=message.content,
            rows=_labels(message.inline_keyboard),
            menu=_labels((message.markup or {}).get("keyboard", [])),
            silent=message.silent,
            picture=self._person.open(message) if message.kind == "photo" else None,
            before=before,
        )


def _labels(rows: Sequence[Sequence[dict[str, str]]]) -> list[list[str]]:
    return [[button["text"] for button in row] for row in rows]
