"""What a client sends, checked against the table of names, types and required ones.

Telegram overlooks names that it does not know; the sandbox refuses them, so that a slip of the pen is seen.
"""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox import table, values
from bot.sandbox.refusals import bad_request, no_such_method
from bot.sandbox.uploads import Upload

Json = dict[str, Any]

# What is said where something required is not there; where nothing is listed, that it is required.
_MISSING: Final = {
    "text": "Message text is empty",
    "chat_id": "chat_id is empty",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "photo": "There is no photo in the request",
    "document": "There is no document in the request",
    "voice": "There is no voice in the request",
    "video": "There is no video in the request",
    "audio": "There is no audio in the request",
    "action": "Wrong parameter action in request",
    "file_id": "file_id not specified",
    "user_id": "Invalid user_id specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "deleteMessage.chat_id": "Chat identifier is not specified",
    "deleteMessage.message_id": "Message identifier is not specified",
}
# An empty one is no missing one.
_MAY_BE_EMPTY: Final = frozenset({"setWebhook.url"})


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

    def upload(self, value: Any, otherwise: str = "attached file not found") -> Upload | None:
        """The file that a value stands for: itself, or the part that `attach://name` points at.

        Raises:
            Refusal: with the words given, it points at none.
        """
        if isinstance(value, Upload):
            return value
        if isinstance(value, str) and value.startswith("attach://"):
            found = self.uploads.get(value.removeprefix("attach://"))
            if found is None:
                raise bad_request(otherwise)
            return found
        return None


def method_name(name: str) -> str:
    """The method's name as it is spelt; Telegram does not mind the case.

    Raises:
        Refusal: there is no such method.
    """
    try:
        return table.method_names()[name.lower()]
    except KeyError:
        raise no_such_method() from None


def check(method: str, sent: Json, uploads: dict[str, Upload]) -> Params:
    """Checks one call; `sent` holds text (forms) or JSON values.

    Raises:
        Refusal: a name is unknown, a required one missing, a value of the wrong type.
    """
    parameters = table.parameters(method)
    named_files = {name: upload for name, upload in uploads.items() if name in parameters}
    given = {name: value for name, value in (sent | named_files).items() if value is not None}
    for name in given:
        if name not in parameters:
            raise bad_request(f"{method}: unknown parameter {name!r}")
    for name, parameter in parameters.items():
        if parameter["required"] and _is_missing(given.get(name), f"{method}.{name}"):
            raise bad_request(_missing(method, name))
    read = {
        name: values.read(parameters[name]["types"], value, method, name) for name, value in given.items()
    }
    unused = uploads.keys() - parameters.keys() - {name.removeprefix("attach://") for name in _strings(read)}
    if unused:
        raise bad_request(f"{method}: no parameter takes the file {min(unused)!r}")
    return Params(method, read, uploads)


def _is_missing(value: Any, where: str) -> bool:
    return value is None or (value == "" and where not in _MAY_BE_EMPTY)


def _missing(method: str, name: str) -> str:
    return _MISSING.get(f"{method}.{name}") or _MISSING.get(name) or f'Parameter "{name}" is required'


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return []
