"""Keyboards that a bot hangs on a message: what they may be made of."""

from __future__ import annotations

from typing import Any

from bot.sandbox.refusals import bad_request
from bot.sandbox.text import utf16_length

BUTTONS_LIMIT = 100
ROW_LIMIT = 8
CALLBACK_DATA_LIMIT_BYTES = 64

_MAY_BE_EMPTY = frozenset({"switch_inline_query", "switch_inline_query_current_chat"})
_ACTIONS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")

Json = dict[str, Any]


def checked(markup: Json | None) -> Json | None:
    """The keyboard of a new message; None where there is none, or an empty inline one.

    Raises:
        Refusal: Telegram would not take it.
    """
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return inline(markup)
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"])
        if not rows:
            raise bad_request("reply keyboard must be non-empty")
        for button in (button for row in rows for button in row):
            _check_text(button, "Keyboard button")
        if utf16_length(markup.get("input_field_placeholder", "")) > 64:
            raise bad_request("input field placeholder is too long")
        return markup | {"keyboard": rows}
    return markup


def inline(markup: Json | None) -> Json | None:
    """An inline keyboard; None where there is none left.

    Raises:
        Refusal: Telegram would not take it.
    """
    rows = _rows((markup or {}).get("inline_keyboard", []))
    for button in (button for row in rows for button in row):
        _check_text(button, "Inline keyboard button")
        _check_action(button)
    return {"inline_keyboard": rows} if rows else None


def _rows(rows: list[list[Json]]) -> list[list[Json]]:
    """The rows that have buttons, as Telegram keeps them."""
    rows = [row for row in rows if row]
    if any(len(row) > ROW_LIMIT for row in rows) or sum(map(len, rows)) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    return rows


def _check_text(button: Json, noun: str) -> None:
    if not button["text"].strip():
        raise bad_request(f"{noun} text must be non-empty")


def _check_action(button: Json) -> None:
    actions = [name for name in _ACTIONS if button.get(name) or (name in button and name in _MAY_BE_EMPTY)]
    if not actions:
        text_only = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {text_only}")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is expected")
    if len(button.get("callback_data", "").encode()) > CALLBACK_DATA_LIMIT_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.get("url") and not button["url"].startswith(("http://", "https://", "tg://", "mailto:")):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
