"""How Telegram says no: the code, its own words, and what a client may do about it."""

from __future__ import annotations


class Refusal(Exception):
    """The answer `{"ok": false}` of a call, in Telegram's wording.

    `code` is the HTTP status too; `parameters` carries `retry_after` (seconds) or `migrate_to_chat_id`.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(what: str) -> Refusal:
    """400: the call can never succeed as it is; the reason goes on in small letters, unless it is a code."""
    is_code = what[1:2] == "_" or "A" <= what[1:2] <= "Z"
    return Refusal(400, f"Bad Request: {what if is_code else what[:1].lower() + what[1:]}")


def forbidden(what: str) -> Refusal:
    """403: the bot may not speak there (any more)."""
    return Refusal(403, f"Forbidden: {what}")


def conflict(what: str) -> Refusal:
    """409: two ways of taking updates exclude each other."""
    return Refusal(409, f"Conflict: {what}")


def too_many_requests(retry_after_seconds: int) -> Refusal:
    """429: too fast; the same call may be made again after so many seconds."""
    return Refusal(
        429, f"Too Many Requests: retry after {retry_after_seconds}", retry_after=retry_after_seconds
    )


def migrated(new_chat_id: int) -> Refusal:
    """400: the group has become a supergroup with another id."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, text, migrate_to_chat_id=new_chat_id)


def unauthorized() -> Refusal:
    """401: no bot has this token."""
    return Refusal(401, "Unauthorized")


def no_such_method() -> Refusal:
    """404: a method that the Bot API, or this sandbox, does not have."""
    return Refusal(404, "Not Found: method not found")
