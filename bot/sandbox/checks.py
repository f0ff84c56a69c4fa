"""What a client sends, checked against the table of names, types and required ones.

Telegram overlooks names that it does not know; the sandbox refuses them, so that a slip of the pen is seen.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.refusals import Refusal, bad_request, no_such_method

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    data: bytes


class Params:
    """The checked parameters of one call: what is there has the type that the table names."""

    def __init__(self, method: str, values: Json, uploads: dict[str, Upload]) -> None:
        self.method = method
        self.values = values
        self.uploads = uploads

    def get(self, name: str) -> Any:
        """The value, or None where the client left it out."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A string, empty where it was left out."""
        return str(self.values.get(name, ""))

    def flag(self, name: str) -> bool:
        """A boolean, False where it was left out."""
        return bool(self.values.get(name, False))

    def objects(self, name: str) -> list[Json]:
        """An array of objects, empty where it was left out."""
        return list(self.values.get(name, []))

    def upload(self, value: Any) -> Upload | None:
        """The file that a value stands for: itself, or the part that `attach://name` points at."""
        if isinstance(value, Upload):
            return value
        if isinstance(value, str) and value.startswith("attach://"):
            found = self.uploads.get(value.removeprefix("attach://"))
            if found is None:
                raise bad_request("attached file not found")
            return found
        return None


@functools.cache
def _table() -> Json:
    table: Json = json.loads(Path(__file__).with_name("methods.json").read_text(encoding="utf-8"))
    return table


@functools.cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in _table()["methods"]}


def method_name(name: str) -> str:
    """The method's name as it is spelt; Telegram does not mind the case.

    Raises:
        Refusal: there is no such method.
    """
    try:
        return _names()[name.lower()]
    except KeyError:
        raise no_such_method() from None


def check(method: str, sent: Json, uploads: dict[str, Upload]) -> Params:
    """Checks one call; `sent` holds text (forms) or JSON values.

    Raises:
        Refusal: a name is unknown, a required one missing, a value of the wrong type.
    """
    fields = _table()["methods"][method]
    named_files = {name: upload for name, upload in uploads.items() if name in fields}
    values = _checked_fields(fields, {**sent, **named_files}, method)
    params = Params(method, values, uploads)
    unused = uploads.keys() - fields.keys() - {name.removeprefix("attach://") for name in _strings(values)}
    if unused:
        raise bad_request(f"{method}: no parameter takes the file {min(unused)!r}")
    return params


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return []


def _checked_fields(fields: Json, sent: Json, where: str) -> Json:
    for name in sent:
        if name not in fields:
            raise bad_request(f"{where}: unknown parameter {name!r}")
    missing = [name for name, field in fields.items() if field["required"] and sent.get(name) is None]
    if missing:
        raise bad_request(_empty(where, missing[0]))
    return {
        name: _checked(fields[name]["types"], value, f"{where}.{name}")
        for name, value in sent.items()
        if value is not None
    }


def _empty(where: str, name: str) -> str:
    if name == "text":
        return "message text is empty"
    return "chat_id is empty" if name == "chat_id" else f"{where}: parameter {name!r} is required"


def _checked(types: list[str], value: Any, where: str) -> Any:
    """The value as the first of the types that takes it."""
    refusals = []
    for type_name in types:
        try:
            return _as(type_name, value, where)
        except Refusal as refusal:
            refusals.append(refusal)
    # An object that resembles one of several kinds is best explained by the kind it got furthest with.
    raise max(refusals, key=lambda refusal: refusal.description.count("."))


def _as(type_name: str, value: Any, where: str) -> Any:
    if type_name.startswith("Array of "):
        of, items = type_name.removeprefix("Array of "), _decoded(value, list, where)
        return [_as(of, item, f"{where}.{place}") for place, item in enumerate(items)]
    if type_name in _SIMPLE:
        return _SIMPLE[type_name](value, where)
    return _as_object(type_name, _decoded(value, dict, where), where)


def _as_object(type_name: str, value: Json, where: str) -> Json:
    entry = _table()["objects"][type_name]
    if "kinds" not in entry:
        return _checked_fields(entry["fields"], value, where)
    wanted = type_name + "".join(word.capitalize() for word in str(value.get("type", "")).split("_"))
    if wanted not in entry["kinds"]:
        raise bad_request(f"{where}: type {value.get('type')!r} isn't supported")
    return _as_object(wanted, value, where)


def _decoded(value: Any, kind: type, where: str) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {where}: it is no JSON") from None
    if not isinstance(value, kind):
        raise bad_request(f"can't parse {where}: {'an array' if kind is list else 'an object'} is expected")
    return value


def _integer(value: Any, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(value) if isinstance(value, str) else int(str(value))
    except ValueError:
        raise bad_request(f"{where} must be an integer, not {value!r}") from None


def _float(value: Any, where: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise bad_request(f"{where} must be a number, not {value!r}") from None


def _boolean(value: Any, where: str) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise bad_request(f"{where} must be true or false, not {value!r}") from None


def _string(value: Any, where: str) -> str:
    if isinstance(value, str):
        return value
    raise bad_request(f"{where} must be a string, not {type(value).__name__}")


def _file(value: Any, where: str) -> Upload:
    if isinstance(value, Upload):
        return value
    raise bad_request(f"{where}: there is no file in the request")


_SIMPLE = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "True": _boolean,
    "String": _string,
    "InputFile": _file,
}
