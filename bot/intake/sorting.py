"""What a raw update is: whose it is, and whether it is meant for the bot at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from storage.ledger.inbox import NewUpdate

# Only what is handled is asked for: https://core.telegram.org/bots/api#getupdates
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
NOBODY: Final = 0  # the lane of what has neither a person nor a chat
_MESSAGES: Final = frozenset({"message", "edited_message"})
_SPOKEN: Final = _MESSAGES | {"callback_query"}
_GROUPS: Final = frozenset({"group", "supergroup"})
_BEYOND: Final = 2**63
_COMMAND: Final = re.compile(r"/[A-Za-z0-9_]+(?:@(?P<bot>[A-Za-z0-9_]+))?(?![A-Za-z0-9_@])")

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Me:
    """The bot as others see it."""

    id: int
    username: str


def sort_update(raw: Json, me: Me) -> NewUpdate | None:
    """The update with its lane; None for one that is not for the bot, or has no number to be stored under.

    Never raises: what cannot be understood is kept, and will be set aside with the reason in the log.
    """
    kind = next((name for name in KINDS if name in raw), None)
    number = _number(raw.get("update_id"))
    if kind is None or number is None:
        return None
    body = _part(raw, kind)
    if kind in _MESSAGES and _is_overheard(body, me, edited=kind == "edited_message"):
        return None
    sender = sender_of(raw)
    chat_id = _number(_part(body, "chat").get("id"))
    return NewUpdate(
        update_id=number,
        lane=next((one for one in (sender, chat_id) if one is not None), NOBODY),
        payload=raw,
        speaker=sender if kind in _SPOKEN else None,
    )


def sender_of(raw: Json) -> int | None:
    """The Telegram id of whoever wrote, pressed or blocked; None where the update has nobody."""
    kind = next((name for name in KINDS if name in raw), "")
    return _number(_part(_part(raw, kind), "from").get("id"))


def _number(value: Any) -> int | None:
    """A number that the ledger can take: what it cannot would be refused by it, and then asked for again for ever."""
    return value if type(value) is int and -_BEYOND <= value < _BEYOND else None


def _part(whole: Json, name: str) -> Json:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _is_overheard(message: Json, me: Me, *, edited: bool) -> bool:
    """Whether it is said among the people of a group, and not to the bot."""
    if str(_part(message, "chat").get("type")) not in _GROUPS:
        return False
    return edited or not _is_command_for(message, me)


def _is_command_for(message: Json, me: Me) -> bool:
    # A command is ASCII, so it does not matter how Telegram counts characters.
    command = _COMMAND.match(str(message.get("text", "")))
    return command is not None and (command["bot"] or me.username).lower() == me.username.lower()
