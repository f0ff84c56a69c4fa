"""Callback data: a typed codec, and the handler that decodes what was pressed.

A button is a frozen dataclass. Its fields are written in order after its code, so that one pressed weeks later still
decodes, or is recognised as out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Final, Self, TypeVar, get_args, get_type_hints

from telegram import InlineKeyboardButton, Update
from telegram.ext import BaseHandler

from handlers.context import Context
from handlers.speech import answer_press
from storage.errors import ZhuqiError

LIMIT_BYTES: Final = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton
_SEPARATOR: Final = ":"
_BEYOND: Final = 2**63  # a number that no key of the ledger reaches, and no database takes


class OutOfDate(ValueError):
    """The data belongs to no button of this version."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """What is packed into a button. Subclasses name their fields (int, str, bool, enum, or one of these or None)."""

    code: ClassVar[str]
    kinds: ClassVar[dict[str, type[Button]]] = {}

    def __init_subclass__(cls, *, code: str) -> None:
        if code in Button.kinds:
            raise TypeError(f"{code} is taken by {Button.kinds[code]}")
        cls.code = code
        Button.kinds[code] = cls

    def pack(self) -> str:
        """The callback data.

        Raises:
            ValueError: it does not fit into 64 bytes, or a text holds the separator.
        """
        data = _SEPARATOR.join([self.code, *(_written(getattr(self, field.name)) for field in fields(self))])
        if data.count(_SEPARATOR) != len(fields(self)) or len(data.encode()) > LIMIT_BYTES:
            raise ValueError(f"{data!r} does not fit into a button")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self:
        """Read what `pack` wrote.

        Raises:
            OutOfDate: it is no button, or not one of this kind.
        """
        code, *values = data.split(_SEPARATOR)
        kind = Button.kinds.get(code)
        if kind is None or not issubclass(kind, cls) or len(values) != len(fields(kind)):
            raise OutOfDate(data)
        hints = kind._types()
        try:
            button = kind(
                **{f.name: _read(hints[f.name], v) for f, v in zip(fields(kind), values, strict=True)}
            )
            # " 7", "+7" and "٧" are numbers too, but no button of ours says so.
            if button.pack() != data:
                raise OutOfDate(data)
        except ValueError:
            raise OutOfDate(data) from None
        return button

    @classmethod
    @cache
    def _types(cls) -> dict[str, Any]:
        return get_type_hints(cls)

    def labelled(self, text: str) -> InlineKeyboardButton:
        """The button as it is shown."""
        return InlineKeyboardButton(text, callback_data=self.pack())


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return str(value.value if isinstance(value, Enum) else value)


def _read(hint: Any, text: str) -> Any:
    options = get_args(hint)
    if type(None) in options:
        if not text:
            return None
        hint = next(option for option in options if option is not type(None))
    if hint is bool:
        return bool(int(text))
    if hint is int and not -_BEYOND <= int(text) < _BEYOND:
        raise ValueError(text)
    return hint(text)


ButtonT = TypeVar("ButtonT", bound=Button)
OnPress = Callable[[Update, Context, ButtonT], Coroutine[Any, Any, object]]


class Pressed(BaseHandler[Update, Context, object]):
    """Handles the presses of one kind of button; the callback is given the button."""

    def __init__(self, kind: type[ButtonT], callback: OnPress[ButtonT]) -> None:
        self._kind, self._on_press = kind, callback
        super().__init__(self._call)

    def check_update(self, update: object) -> Button | None:
        """The button that was pressed, if it is of this kind."""
        if not isinstance(update, Update) or not update.callback_query or not update.callback_query.data:
            return None
        try:
            return self._kind.unpack(update.callback_query.data)
        except OutOfDate:
            return None

    async def handle_update(
        self, update: Update, application: Any, check_result: Any, context: Context
    ) -> object:
        """Call the callback with the button, and answer the press, whatever came of it."""
        try:
            return await self._on_press(update, context, check_result)
        except ZhuqiError as error:
            context.toast, context.alert = error.message, True
            return None
        finally:
            await answer_press(update, context)

    async def _call(self, update: Update, context: Context) -> object:
        raise AssertionError("a press is handled with its button")
