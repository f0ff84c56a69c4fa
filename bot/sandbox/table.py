"""The table that the sandbox holds its clients to: methods, objects and kinds of updates, as `schema.py` derives it."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@functools.cache
def _table() -> Json:
    table: Json = json.loads(Path(__file__).with_name("methods.json").read_text(encoding="utf-8"))
    return table


@functools.cache
def method_names() -> dict[str, str]:
    """The methods as they are spelt, by their names in small letters."""
    return {name.lower(): name for name in _table()["methods"]}


def parameters(method: str) -> Json:
    """A method's parameters: for each its types and whether it is required."""
    found: Json = _table()["methods"][method]
    return found


def described(type_name: str) -> Json:
    """An object's `fields`, or the `kinds` that it may be of."""
    found: Json = _table()["objects"][type_name]
    return found


@functools.cache
def update_kinds() -> frozenset[str]:
    """What a bot can ask to be told of."""
    return frozenset(_table()["updates"])
