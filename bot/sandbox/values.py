"""Reads the values of a call as the types that the table names.

What is JSON is refused in Telegram's words. Plain parameters Telegram reads leniently, "x" as 0 and "maybe" as false;
the sandbox refuses them in words of its own, so that a slip of the pen is seen.
"""

from __future__ import annotations

import json
from typing import Any, Final

from bot.sandbox import table
from bot.sandbox.refusals import bad_request
from bot.sandbox.uploads import Upload

Json = dict[str, Any]

# A parameter, what it is called when it is no JSON, and what is said when it is JSON of another type.
_WORDS: Final = {
    "reply_markup": ("reply keyboard markup JSON object", "Object expected as reply markup"),
    "reply_parameters": ("reply parameters JSON object", "Object expected as reply parameters"),
    "link_preview_options": ("link preview options JSON object", "Object expected as link preview options"),
    "commands": ("commands JSON object", "Expected an Array of BotCommand"),
    "scope": (
        "BotCommandScope JSON object",
        "Can't parse BotCommandScope: BotCommandScope must be an Object",
    ),
    "sendMediaGroup.media": ("media JSON object", "Expected an Array of InputMedia"),
    "editMessageMedia.media": ("input media JSON object", "Can't parse InputMedia: expected an Object"),
}
# Objects that are named when something in them is wrong, and what is said when they are none.
_NAMED: Final = {
    "InlineKeyboardButton": ("inline keyboard button", "InlineKeyboardButton must be an Object"),
    "KeyboardButton": ("keyboard button", "KeyboardButton must be a String or an Object"),
    "MessageEntity": ("MessageEntity", "expected an Object"),
    "BotCommand": ("BotCommand", "expected an Object"),
    "BotCommandScope": ("BotCommandScope", "BotCommandScope must be an Object"),
    "InputMedia": ("InputMedia", "expected an Object"),
}
_ROWS: Final = {
    "keyboard": 'Field "keyboard" must be an Array of Arrays',
    "inline_keyboard": 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
}
_MARKUPS: Final = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
_FLAGS: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class _Misread(ValueError):
    """A value is not what it should be; the message says how, in Telegram's words."""


def read(types: list[str], value: Any, method: str, name: str) -> Any:
    """The value of a parameter as one of its types; `value` is text of a form, a file, or a JSON value.

    Raises:
        Refusal: it is none of them.
    """
    where = f"{method}.{name}"
    if set(types) <= _PLAIN.keys():
        return _plain(types, value, where)
    of_arrays = types[0].startswith("Array of ")
    no_json, other_type = (
        _WORDS.get(where)
        or _WORDS.get(name)
        or (
            f"{where}: it is no JSON",
            f"Can't parse {where}: {'an array' if of_arrays else 'an object'} is expected",
        )
    )
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"Can't parse {no_json}") from None
    if not isinstance(value, list if of_arrays else dict):
        raise bad_request(other_type)
    try:
        if of_arrays:
            items = [type_name.removeprefix("Array of ") for type_name in types]
            return [_item(items, item, where) for item in value]
        return _object(types, value)
    except _Misread as misread:
        raise bad_request(str(misread)) from None


def _item(types: list[str], value: Any, where: str) -> Any:
    if types != ["String"]:
        return _object(types, value)
    if isinstance(value, str):
        return value
    raise _Misread(f"Can't parse {where}: an array of strings is expected")


def _object(types: list[str], value: Any) -> Json:
    """The value as one of several kinds of objects."""
    noun, no_object = next((words for name, words in _NAMED.items() if _is_of(types[0], name)), ("", ""))
    if types == ["KeyboardButton"] and isinstance(value, str):
        value = {"text": value}
    try:
        if not isinstance(value, dict):
            raise _Misread(no_object)
        return _fields(_kind(types, value), value)
    except _Misread as misread:
        raise _Misread(f"Can't parse {noun}: {misread}" if noun else str(misread)) from None


def _is_of(type_name: str, family: str) -> bool:
    """Whether it is that type, or one of its kinds."""
    return type_name == family or (
        family in {"InputMedia", "BotCommandScope"} and type_name.startswith(family)
    )


def _kind(types: list[str], value: Json) -> str:
    """Which of the types an object says that it is."""
    if types[0] in _MARKUPS.values():
        kind = next((kind for name, kind in _MARKUPS.items() if name in value), types[0])
        if kind not in types:
            raise _Misread("Inline keyboard expected")
        return kind
    kinds = table.described(types[0]).get("kinds", types)
    if len(kinds) == 1:
        return str(kinds[0])
    family = next(family for family in ("InputMedia", "BotCommandScope") if _is_of(types[0], family))
    if family == "InputMedia" and not value.get("media"):
        raise _Misread("media not found")
    named = _string(value["type"], "type") if "type" in value else None
    if named is None:
        raise _Misread('Can\'t find field "type"')
    kind = family + "".join(word.capitalize() for word in named.split("_"))
    if kind not in kinds:
        raise _Misread(
            f'type "{named}" is unsupported' if family == "InputMedia" else "Unsupported type specified"
        )
    return kind


def _fields(type_name: str, value: Json) -> Json:
    fields = table.described(type_name)["fields"]
    for name, field in fields.items():
        if field["required"] and value.get(name) is None:
            raise _Misread(f'Can\'t find field "{name}"')
    for name in value:
        if name not in fields:
            raise _Misread(f"unknown field {name!r}")
    return {
        name: _field(fields[name]["types"], each, name) for name, each in value.items() if each is not None
    }


def _field(types: list[str], value: Any, name: str) -> Any:
    if types[0].startswith("Array of Array of "):
        rows = _typed(list, "Array", value, name)
        if not all(isinstance(row, list) for row in rows):
            raise _Misread(_ROWS[name])
        of = [types[0].removeprefix("Array of Array of ")]
        return [[_object(of, item) for item in row] for row in rows]
    if types[0].startswith("Array of "):
        of = [types[0].removeprefix("Array of ")]
        return [_object(of, item) for item in _typed(list, "Array", value, name)]
    if types == ["Integer", "String"]:
        return value if isinstance(value, str) else _integer(value, name)
    if types[0] in _READERS:
        return _READERS[types[0]](value, name)
    return _object(types, _typed(dict, "Object", value, name))


def _typed(kind: type, noun: str, value: Any, name: str) -> Any:
    if isinstance(value, kind):
        return value
    raise _Misread(f'Field "{name}" must be of type {noun}')


def _string(value: Any, name: str) -> str:
    return str(_typed(str, "String", value, name))


def _boolean(value: Any, name: str) -> bool:
    return bool(_typed(bool, "Boolean", value, name))


def _integer(value: Any, name: str) -> int:
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            raise _Misread(f'Can\'t parse as an integer string "{value}"') from None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _Misread(f'Field "{name}" must be of type Number')


def _plain(types: list[str], value: Any, where: str) -> Any:
    """A value that is no JSON, as the first of the types that takes it."""
    misread = _Misread()
    for type_name in types:
        try:
            return _PLAIN[type_name](value)
        except _Misread as reason:
            misread = reason
    raise bad_request(f"{where} {misread}")


def _plain_integer(value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise _Misread(f"must be an integer, not {value!r}") from None


def _plain_float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _Misread(f"must be a number, not {value!r}") from None


def _plain_boolean(value: Any) -> bool:
    try:
        return _FLAGS[str(value).lower()]
    except KeyError:
        raise _Misread(f"must be true or false, not {value!r}") from None


def _plain_string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _Misread(f"must be a string, not {type(value).__name__}")


def _file(value: Any) -> Upload:
    if isinstance(value, Upload):
        return value
    raise _Misread("must be a file of the request")


_READERS: Final = {"Integer": _integer, "Boolean": _boolean, "True": _boolean, "String": _string}
_PLAIN: Final = {
    "Integer": _plain_integer,
    "Float": _plain_float,
    "Boolean": _plain_boolean,
    "String": _plain_string,
    "InputFile": _file,
}
