"""What has changed in the sandbox, for whoever shows it while it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.chats import Chat, User
from bot.sandbox.messages import Message, Press
from bot.sandbox.recording import Call


@dataclass(frozen=True, kw_only=True)
class Put:
    """A new message."""

    message: Message


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A message changed in place."""

    message: Message


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """A message is gone."""

    message: Message


@dataclass(frozen=True, kw_only=True)
class Hung:
    """Another reply keyboard hangs under a chat, or none any more."""

    chat: Chat


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The bot has answered a press."""

    press: Press


@dataclass(frozen=True, kw_only=True)
class Acting:
    """The bot shows a chat that it is at work: `typing` and its like."""

    chat: Chat
    action: str


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Somebody, or the bot, has another standing in a chat: came, went, blocked the bot."""

    chat: Chat
    user: User


@dataclass(frozen=True, kw_only=True)
class Announced:
    """The bot has other commands."""


@dataclass(frozen=True, kw_only=True)
class Called:
    """A call of the bot is over."""

    call: Call


Change = Put | Edited | Deleted | Hung | Answered | Acting | Moved | Announced | Called
