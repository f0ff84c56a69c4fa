"""Who there is and where they talk, and whether the bot may talk there too."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.refusals import forbidden, migrated

if TYPE_CHECKING:
    from bot.sandbox.messages import Message

ADMINISTRATORS = frozenset({"creator", "administrator"})


@dataclass(frozen=True, kw_only=True)
class User:
    """A person or a bot, as the wire names it."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language_code: str | None = None

    def as_json(self) -> dict[str, Any]:
        """A `User` of the Bot API."""
        fields = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        optional = {"username": self.username, "language_code": self.language_code}
        return fields | {name: value for name, value in optional.items() if value}


# Telegram's own account behind which administrators of a group stay anonymous.
ANONYMOUS_ADMIN = User(id=1087968824, first_name="Group", is_bot=True, username="GroupAnonymousBot")


@dataclass(kw_only=True)
class Chat(ABC):
    """A place for messages; `keyboard` is the reply keyboard that hangs under it now."""

    id: int
    keyboard: Message | None = None

    @property
    @abstractmethod
    def is_group(self) -> bool:
        """Whether several people are in it."""

    @abstractmethod
    def as_json(self) -> dict[str, Any]:
        """A `Chat` of the Bot API."""

    @abstractmethod
    def admit_bot(self) -> None:
        """Lets the bot send to it.

        Raises:
            Refusal: it may not.
        """

    @abstractmethod
    def admit_bot_to_edit(self) -> None:
        """Lets the bot change and delete what it sent.

        Raises:
            Refusal: it may not.
        """


@dataclass(kw_only=True)
class PrivateChat(Chat):
    """A person's talk with the bot."""

    user: User
    started: bool = False
    blocked: bool = False
    deleted: bool = False

    is_group = False

    def as_json(self) -> dict[str, Any]:
        """A `Chat` of the Bot API."""
        fields = {"id": self.id, "type": "private", "first_name": self.user.first_name}
        return fields | ({"username": self.user.username} if self.user.username else {})

    def admit_bot(self) -> None:
        """A person must have begun, not have blocked the bot, and still be there."""
        if self.deleted:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")

    def admit_bot_to_edit(self) -> None:
        """Who blocked the bot is not told, but the message changes all the same; who is gone has none."""
        if self.deleted:
            raise forbidden("user is deactivated")


@dataclass(kw_only=True)
class GroupChat(Chat):
    """A group, or a supergroup. `members` has each one's status, the bot's too."""

    title: str
    is_supergroup: bool = False
    members: dict[int, str] = field(default_factory=dict)
    bot_id: int
    topics: set[int] = field(default_factory=set)
    migrated_to: int | None = None

    is_group = True

    @property
    def kind(self) -> str:
        """As the Bot API calls it."""
        return "supergroup" if self.is_supergroup else "group"

    def as_json(self) -> dict[str, Any]:
        """A `Chat` of the Bot API."""
        fields = {"id": self.id, "type": self.kind, "title": self.title}
        return fields | ({"is_forum": True} if self.topics else {})

    def admit_bot(self) -> None:
        """The bot must be in it, and it must not have moved."""
        if self.migrated_to is not None:
            raise migrated(self.migrated_to)
        status = self.members.get(self.bot_id, "left")
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if status == "left":
            raise forbidden(f"bot is not a member of the {self.kind} chat")

    def admit_bot_to_edit(self) -> None:
        """As for sending."""
        self.admit_bot()
