"""What a raw update is: whose it is, and whether it is meant for the bot at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from storage.ledger.inbox import NewUpdate

# Only what is handled is asked for: https://core.telegram.org/bots/api#getupdates
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_SPOKEN: Final = frozenset({"message", "edited_message", "callback_query"})
_GROUPS: Final = frozenset({"group", "supergroup"})

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Me:
    """The bot as others see it."""

    id: int
    username: str


def sort_update(raw: Json, me: Me) -> NewUpdate | None:
    """The update with its lane; None for one that is not for the bot and is not to be stored.

    What is not understood is kept under lane 0: it will be set aside, with the reason in the log.
    """
    kind = next((name for name in KINDS if name in raw), None)
    if kind is None:
        return None
    body = raw[kind]
    if kind in {"message", "edited_message"} and _is_overheard(body, me, edited=kind == "edited_message"):
        return None
    sender = sender_of(raw)
    chat = body.get("chat") or {}
    return NewUpdate(
        update_id=raw["update_id"],
        lane=sender if sender is not None else chat.get("id", 0),
        payload=raw,
        speaker=sender if kind in _SPOKEN else None,
    )


def sender_of(raw: Json) -> int | None:
    """The Telegram id of whoever wrote, pressed or blocked; None where the update has nobody."""
    body: Json = next((raw[name] for name in KINDS if name in raw), {})
    sender = (body.get("from") or {}).get("id")
    return sender if isinstance(sender, int) else None


def _is_overheard(message: Json, me: Me, *, edited: bool) -> bool:
    """Whether it is said among the people of a group, and not to the bot."""
    if message.get("chat", {}).get("type") not in _GROUPS:
        return False
    return edited or not _is_command_for(message, me)


def _is_command_for(message: Json, me: Me) -> bool:
    for entity in message.get("entities", ()):
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            # A command is ASCII, so UTF-16 code units are characters here.
            _, _, name = message["text"][: entity["length"]].partition("@")
            return not name or name.lower() == me.username.lower()
    return False
