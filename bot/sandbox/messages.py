"""Messages and presses, as the server keeps them and as they go over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, User
from bot.sandbox.text import Formatted

Json = dict[str, Any]

CAPTIONED = frozenset({"photo", "document", "voice", "video", "audio"})


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a message carries.

    Attributes:
        kind: `text`, or the name of the message's field that holds `media`.
        formatted: the text, or the caption.
        media: the value of that field as the Bot API describes it.
        extras: further fields of the message that belong to its content.
    """

    kind: str = "text"
    formatted: Formatted = field(default_factory=Formatted)
    media: Any = None
    extras: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        """The fields of a `Message` that carry it."""
        if self.kind == "text":
            names, carried = ("text", "entities"), {}
        else:
            names, carried = ("caption", "caption_entities"), {self.kind: self.media}
        if self.formatted.text:
            carried[names[0]] = self.formatted.text
        if self.formatted.entities:
            carried[names[1]] = [dict(entity) for entity in self.formatted.entities]
        return carried | self.extras


@dataclass(kw_only=True, eq=False, repr=False)
class Message:
    """A message as it stands now.

    Attributes:
        markup: its keyboard as it was sent, inline or not.
        silent: sent without a sound.
        edited_at: when it was last edited; `edits` counts how often.
        album: the `media_group_id`.
        topic: the `message_thread_id`.
        sender_chat: the group, where an administrator speaks as the group.
        origin: `forward_origin` of a forwarded message.
    """

    id: int
    chat: Chat
    sender: User
    at: datetime
    content: Content
    reply_to: Message | None = None
    markup: Json | None = None
    silent: bool = False
    protected: bool = False
    edited_at: datetime | None = None
    edits: int = 0
    deleted: bool = False
    album: str | None = None
    topic: int | None = None
    sender_chat: Chat | None = None
    origin: Json | None = None

    def __repr__(self) -> str:
        return f"<Message {self.id} in {self.chat.id}, {self.kind}: {self.text!r}>"

    @property
    def text(self) -> str:
        """What is written in it: its text or caption."""
        return self.content.formatted.text

    @property
    def kind(self) -> str:
        """`text`, `photo`, `document`, …"""
        return self.content.kind

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        """The rows of buttons that hang on it."""
        return list((self.markup or {}).get("inline_keyboard", []))

    def as_json(self, *, with_reply: bool = True) -> Json:
        """A `Message` of the Bot API; what it replies to is shown without what that replies to."""
        fields: Json = {
            "message_id": self.id,
            "date": int(self.at.timestamp()),
            "chat": self.chat.as_json(),
            "from": self.sender.as_json(),
            **self.content.as_json(),
        }
        if self.inline_keyboard:
            fields["reply_markup"] = self.markup
        if self.reply_to is not None and with_reply and not self.reply_to.deleted:
            fields["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        if self.edited_at is not None:
            fields["edit_date"] = int(self.edited_at.timestamp())
        if self.topic is not None:
            fields |= {"message_thread_id": self.topic, "is_topic_message": True}
        if self.sender_chat is not None:
            fields["sender_chat"] = self.sender_chat.as_json()
        optional = {
            "media_group_id": self.album,
            "forward_origin": self.origin,
            "has_protected_content": self.protected or None,
        }
        return fields | {name: value for name, value in optional.items() if value is not None}

    def as_inaccessible(self) -> Json:
        """What a press on a message that is gone shows of it."""
        return {"message_id": self.id, "date": 0, "chat": self.chat.as_json()}


@dataclass(kw_only=True, eq=False)
class Press:
    """A callback query: someone pressed an inline button, or says so.

    Attributes:
        answered: whether the bot has answered; with `answer`, shown as an alert if `alert`.
    """

    id: str
    user: User
    message: Message
    data: str
    at: datetime
    answered: bool = False
    answer: str = ""
    alert: bool = False

    def as_json(self) -> Json:
        """A `CallbackQuery` of the Bot API."""
        return {
            "id": self.id,
            "from": self.user.as_json(),
            "message": self.message.as_inaccessible() if self.message.deleted else self.message.as_json(),
            "chat_instance": str(self.message.chat.id),
            "data": self.data,
        }
