"""Reads `refusals.toml`, and fills in what its `$…` stand for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bot.sandbox import Group, Person, Sandbox
from bot.sandbox.messages import Content, Message, Press
from bot.sandbox.sending import PIXEL
from bot.sandbox.table import parameters
from bot.sandbox.text import Formatted
from bot.sandbox.uploads import Upload

Json = dict[str, Any]

MEGABYTE = 1024 * 1024
TABLE: Final[Json] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))
METHODS: Final = frozenset(TABLE["taken"])

_NOTHING: Final = "$nothing"
_MANY = re.compile(r"\$(.) x (\d+)")
_BUTTON = {"text": "签收", "callback_data": "1"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One call that differs from one that is taken, and what it is answered with."""

    method: str
    sent: Json
    answer: str
    source: str

    def params(self, things: Things) -> Json:
        """The whole call, in a small world of its own."""
        whole = TABLE["taken"][self.method] | self.sent
        return {name: things.fill_in(value) for name, value in whole.items() if value != _NOTHING}


def rows_of(method: str) -> list[Row]:
    """Everything that the table says of one method."""
    return [
        Row(method=method, sent=sent, answer=_answer(words, f"{method}.{next(iter(sent))}"), source=source)
        for sent, words, source in _rows(method)
    ]


def required() -> set[str]:
    """The required parameters of all methods."""
    return {
        f"{method}.{name}"
        for method in METHODS
        for name, parameter in parameters(method).items()
        if parameter["required"]
    }


def _rows(method: str) -> Iterator[tuple[Json, str, str]]:
    for where, (words, source) in TABLE["missing"].items():
        of, name = where.split(".")
        if of == method:
            yield {name: _NOTHING}, words, source
    for name, parameter in parameters(method).items():
        for value, words, source in TABLE["types"].get(_kind(name)) or TABLE["types"][parameter["types"][0]]:
            yield {name: value}, words, source
    for group in TABLE["rows"]:
        meant = group["methods"]
        if meant == "all" or (meant == "send" and method.startswith("send")) or method in meant:
            yield from group["of"]


def _kind(name: str) -> str:
    return "entities" if name == "caption_entities" else name


def _answer(words: str, where: str) -> str:
    words = words.replace("{where}", where).replace("{method}", where.partition(".")[0])
    return words if words == "taken" or words[:3].isdecimal() else f"400 Bad Request: {words}"


class Things:
    """A small world in which there is everything that a row needs, made when it is asked for."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._world = sandbox.world
        self._somebody = self._person()

    def fill_in(self, value: Any) -> Any:
        """The value with all that `$…` stands for."""
        if isinstance(value, dict):
            return {name: self.fill_in(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.fill_in(each) for each in value]
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        if many := _MANY.fullmatch(value):
            return many[1] * int(many[2])
        return self._makers[value.removeprefix("$")](self)

    def _person(self, *acts: Callable[[Person], object]) -> Person:
        person = self._sandbox.person("示例甲")
        person.start()
        for act in acts:
            act(person)
        return person

    def _group(self, *acts: Callable[[Group], object], is_supergroup: bool = False) -> int:
        group = self._sandbox.group("示例群", self._somebody, is_supergroup=is_supergroup)
        number = group.id
        for act in acts:
            act(group)
        return number

    def _said(self, **more: Any) -> Message:
        content = more.pop("content", Content(formatted=Formatted(text="好")))
        return self._world.put(self._somebody.chat, self._world.bot, content, **more)

    def _taken_away(self) -> int:
        message = self._said()
        self._world.delete(message)
        return message.id

    def _two_days_old(self) -> int:
        message = self._said()
        message.at -= timedelta(hours=48, seconds=1)
        return message.id

    def _pressed(self) -> Press:
        return self._world.press(
            self._somebody.user, self._said(markup={"inline_keyboard": [[_BUTTON]]}), "1"
        )

    def _old_press(self) -> str:
        press = self._pressed()
        press.at -= timedelta(minutes=15, seconds=1)
        return press.id

    def _file(self, kind: str, data: bytes = b"x", size_bytes: int | None = None) -> str:
        return self._world.files.add(kind=kind, data=data, size_bytes=size_bytes).id

    def _album(self, size: int = 2) -> list[Json]:
        return [{"type": "photo", "media": self._file("photo", PIXEL)} for _ in range(size)]

    def _with_a_picture(self) -> int:
        file = self._world.files.add(kind="photo", data=PIXEL)
        return self._said(content=Content(kind="photo", media=file.as_media())).id

    _makers: Final[dict[str, Callable[[Things], Any]]] = {
        "somebody": lambda self: self._somebody.id,
        "nobody": lambda self: 424242,
        "silent": lambda self: self._sandbox.person("示例乙").id,
        "blocking": lambda self: self._person(Person.block).id,
        "deleted": lambda self: self._person(Person.delete_account).id,
        "kicked": lambda self: self._group(Group.add_bot, Group.remove_bot),
        "kicked from supergroup": lambda self: self._group(Group.remove_bot, is_supergroup=True),
        "not in": lambda self: self._group(),
        "migrated": lambda self: self._group(Group.add_bot, Group.migrate),
        "own": lambda self: self._said().id,
        "taken away": _taken_away,
        "two days old": _two_days_old,
        "typed": lambda self: self._somebody.say("好").id,
        "with a picture": _with_a_picture,
        "with a reply keyboard": lambda self: self._said(markup={"keyboard": [[{"text": "好"}]]}).id,
        "press": lambda self: self._pressed().id,
        "old press": _old_press,
        "keyboard": lambda self: {"inline_keyboard": [[_BUTTON]]},
        "101 rows": lambda self: [[_BUTTON]] * 101,
        "row of 9": lambda self: [[_BUTTON] * 9],
        "101 commands": lambda self: [{"command": f"c{n}", "description": "命令"} for n in range(101)],
        "picture": lambda self: self._file("photo", PIXEL),
        "document": lambda self: self._file("document"),
        "voice": lambda self: self._file("voice"),
        "video": lambda self: self._file("video"),
        "audio": lambda self: self._file("audio"),
        "21 MB": lambda self: self._file("document", size_bytes=21 * MEGABYTE),
        "album": _album,
        "album of 11": lambda self: self._album(11),
        "upload of nothing": lambda self: _upload(b""),
        "upload of a text": lambda self: _upload("好".encode()),
        "upload of a picture": lambda self: _upload(PIXEL),
        "upload of 11 MB": lambda self: _upload(PIXEL.ljust(11 * MEGABYTE, b"\0")),
        "upload of 51 MB": lambda self: _upload(bytes(51 * MEGABYTE)),
    }


def _upload(data: bytes) -> Upload:
    return Upload(name="示例.png", mime_type="image/png", data=data)
