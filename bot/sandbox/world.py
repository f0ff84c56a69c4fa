"""All that there is: people, chats, messages, files. The bot's calls and the people's acts meet here."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.activity import Activity
from bot.sandbox.changes import Announced, Change, Deleted, Edited, Hung, Moved, Put
from bot.sandbox.chats import Chat, GroupChat, PrivateChat, User
from bot.sandbox.files import Files
from bot.sandbox.messages import Content, Message, Press
from bot.sandbox.pace import Pace
from bot.sandbox.refusals import bad_request
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook

PRESS_LIVES_FOR = timedelta(minutes=15)


class World:
    """The state behind the server. Nothing in it waits, so that each change is whole.

    Attributes:
        on_change: told of each change once it is whole; it must not wait, nor raise.
    """

    def __init__(
        self,
        *,
        bot: User,
        now: Callable[[], datetime],
        activity: Activity,
        updates: Updates,
        webhook: Webhook,
        pace: Pace,
        privacy: bool,
    ) -> None:
        self.bot = bot
        self.now = now
        self.activity = activity
        self.updates = updates
        self.webhook = webhook
        self.pace = pace
        self.privacy = privacy
        self.files = Files()
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.on_change: Callable[[Change], None] = lambda _: None
        self._numbers = itertools.count(1)

    def number(self) -> int:
        """A number that was never given before; messages are numbered through all chats."""
        return next(self._numbers)

    def number_from(self, first: int) -> None:
        """Gives numbers from this one on: a bot that has lived with an earlier world takes none for one of that."""
        self._numbers = itertools.count(first)

    def add_user(self, user: User) -> PrivateChat:
        """Someone with whom the bot has not talked yet.

        Raises:
            ValueError: the id is taken.
        """
        if user.id in self.users:
            raise ValueError(f"there is somebody with the id {user.id} already")
        self.users[user.id] = user
        chat = PrivateChat(id=user.id, user=user)
        self.chats[chat.id] = chat
        return chat

    def chat(self, chat_id: int | str) -> Chat:
        """The chat that a call names, by its id or `@name`.

        Raises:
            Refusal: there is none.
        """
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None:
            raise bad_request("chat not found")
        return found

    def message(self, chat: Chat, message_id: int, otherwise: str) -> Message:
        """A message that is still there.

        Raises:
            Refusal: with the words given.
        """
        found = self.messages.get((chat.id, message_id))
        if found is None or found.deleted:
            raise bad_request(otherwise)
        return found

    def in_chat(self, chat: Chat) -> Iterator[Message]:
        """The messages of a chat, oldest first."""
        return (message for message in self.messages.values() if message.chat is chat and not message.deleted)

    def put(self, chat: Chat, sender: User, content: Content, **more: Any) -> Message:
        """Adds a message to a chat; `more` are further fields of `Message`. Tells nobody."""
        message = Message(id=self.number(), chat=chat, sender=sender, at=self.now(), content=content, **more)
        self.messages[chat.id, message.id] = message
        if message.topic is not None and isinstance(chat, GroupChat):
            chat.topics.add(message.topic)
        self.activity.touch()
        self.on_change(Put(message=message))
        markup = message.markup or {}
        if "keyboard" in markup:
            self.hang_keyboard(chat, message)
        elif "remove_keyboard" in markup:
            self.hang_keyboard(chat, None)
        return message

    def hang_keyboard(self, chat: Chat, message: Message | None) -> None:
        """Has the reply keyboard of a message hang under a chat, or none."""
        chat.keyboard = message
        self.on_change(Hung(chat=chat))

    def change(self, message: Message, content: Content, markup: dict[str, Any] | None) -> None:
        """Edits a message in place."""
        message.content = content
        message.markup = markup
        message.edited_at = self.now()
        message.edits += 1
        self.activity.touch()
        self.on_change(Edited(message=message))

    def delete(self, message: Message) -> None:
        """Takes a message away for everyone. May be repeated."""
        message.deleted = True
        self.activity.touch()
        self.on_change(Deleted(message=message))

    def announce(self, scope: tuple[str, str], commands: list[dict[str, Any]] | None) -> None:
        """Has clients offer these commands in a scope and language; None: those of a wider one."""
        if commands is None:
            self.commands.pop(scope, None)
        else:
            self.commands[scope] = commands
        self.on_change(Announced())

    def tell(self, message: Message, *, edited: bool = False) -> None:
        """Tells the bot of a message, unless it may not hear it."""
        if self._is_heard(message):
            self.updates.add("edited_message" if edited else "message", message.as_json())

    def press(self, user: User, message: Message, data: str) -> Press:
        """Someone presses an inline button, and the bot is told."""
        press = Press(id=str(4_000_000 + self.number()), user=user, message=message, data=data, at=self.now())
        self.presses[press.id] = press
        self.updates.add("callback_query", press.as_json())
        return press

    def member_changes(self, chat: Chat, by: User, who: User, statuses: tuple[str, str]) -> None:
        """Tells the bot that its own or someone's standing in a chat went from one status to another."""
        old, new = ({"user": who.as_json(), **member_status(status)} for status in statuses)
        kind = "my_chat_member" if who == self.bot else "chat_member"
        body = {"chat": chat.as_json(), "from": by.as_json(), "date": int(self.now().timestamp())}
        self.updates.add(kind, body | {"old_chat_member": old, "new_chat_member": new})
        self.on_change(Moved(chat=chat, user=who))

    def _is_heard(self, message: Message) -> bool:
        """In groups a bot in privacy mode hears what is meant for it, and what happens, but no talk."""
        chat = message.chat
        if not isinstance(chat, GroupChat):
            return True
        status = chat.members.get(self.bot.id, "left")
        if status in {"left", "kicked"}:
            return False
        if not self.privacy or status == "administrator" or message.kind in SERVICE_KINDS:
            return True
        if message.reply_to is not None and message.reply_to.sender == self.bot:
            return True
        if message.text.startswith("/") and "@" not in message.text.split()[0]:
            return True
        return f"@{self.bot.username}".lower() in message.text.lower()


SERVICE_KINDS = frozenset(
    {"new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id"}
)

_ADMIN_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]


def member_status(status: str) -> dict[str, Any]:
    """The fields of a `ChatMember` of this status, but for the user."""
    if status == "administrator":
        return {"status": status} | dict.fromkeys(_ADMIN_RIGHTS, False)
    if status == "creator":
        return {"status": status, "is_anonymous": False}
    return {"status": status, "until_date": 0} if status == "kicked" else {"status": status}
