"""What a person sees: the messages of the bot, and the buttons under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.chats import Chat, GroupChat, User
from bot.sandbox.messages import Json, Message
from bot.sandbox.world import World

Words = str | re.Pattern[str]

_AROUND_WORDS = re.compile(r"^[^\w+]+|\W+$")


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button as it is shown: on a message, or on the reply keyboard that a message brought."""

    text: str
    message: Message
    is_inline: bool
    fields: Json = field(repr=False)

    @property
    def data(self) -> str | None:
        """The callback data of an inline button that has some."""
        found = self.fields.get("callback_data")
        return None if found is None else str(found)

    def says(self, words: Words) -> bool:
        """Whether it says exactly this, an emoji before it aside; a pattern is searched for."""
        if isinstance(words, str):
            return words in {self.text, _AROUND_WORDS.sub("", self.text)}
        return words.search(self.text) is not None


class Screen:
    """What the bot has put before one person, in private and in the groups they are in."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._user = user

    def heard(self, after: Message | int = 0, *, chat: Chat | None = None) -> list[Message]:
        """The bot's messages that are there now, oldest first; only those after a message, only of a chat."""
        last = after.id if isinstance(after, Message) else after
        return [
            message
            for message in self._visible(chat)
            if message.sender == self._world.bot and message.id > last
        ]

    def sees(self, words: Words, after: Message | int = 0, *, chat: Chat | None = None) -> Message | None:
        """The bot's newest message in which this pattern is found, or None."""
        pattern = re.compile(words, re.DOTALL) if isinstance(words, str) else words
        found = (
            message for message in reversed(self.heard(after, chat=chat)) if pattern.search(message.text)
        )
        return next(found, None)

    def buttons(self, message: Message | None = None, *, chat: Chat | None = None) -> list[Button]:
        """The buttons that can be pressed: inline ones, newest message first, then the reply keyboard."""
        sources = [message] if message is not None else list(reversed(self.heard(chat=chat)))
        inline = [button for source in sources for button in _inline(source)]
        if message is not None and message.inline_keyboard:
            return inline
        chats = {id(found): found for found in (self._chats() if chat is None else [chat])}
        keyboards = [found.keyboard for found in chats.values() if found.keyboard is not None]
        if message is not None:
            keyboards = [keyboard for keyboard in keyboards if keyboard is message]
        return inline + [button for keyboard in keyboards for button in _reply(keyboard)]

    def toasts(self) -> list[str]:
        """What answers to this person's presses said, oldest first."""
        presses = self._world.presses.values()
        return [press.answer for press in presses if press.user == self._user and press.answer]

    def _chats(self) -> Iterator[Chat]:
        for chat in self._world.chats.values():
            if chat.id == self._user.id or (isinstance(chat, GroupChat) and self._user.id in chat.members):
                yield chat

    def _visible(self, chat: Chat | None) -> list[Message]:
        places = [found.id for found in self._chats() if chat is None or found is chat]
        return [
            message
            for message in self._world.messages.values()
            if message.chat.id in places and not message.deleted
        ]


def _inline(message: Message) -> Iterator[Button]:
    for row in message.inline_keyboard:
        for fields in row:
            yield Button(text=fields["text"], message=message, is_inline=True, fields=fields)


def _reply(message: Message) -> Iterator[Button]:
    for row in (message.markup or {}).get("keyboard", []):
        for fields in row:
            yield Button(text=fields["text"], message=message, is_inline=False, fields=fields)
