"""People: what they do in the chat. Nothing here waits for the bot; `Sandbox.settle` does."""

from __future__ import annotations

from bot.sandbox.chats import Chat
from bot.sandbox.messages import Content, Message, Press
from bot.sandbox.screen import Button, Words
from bot.sandbox.sending import CannotDo, Sender
from bot.sandbox.text import Formatted, found_in


class Person(Sender):
    """Someone with a Telegram account. Made by `Sandbox.person`."""

    def start(self, payload: str = "") -> Message:
        """Presses 开始, or opens a link with a payload."""
        return self.say(f"/start {payload}".rstrip())

    def edit(self, message: Message, text: str) -> None:
        """Changes a text or a caption of their own."""
        if message.sender != self.user:
            raise CannotDo(f"{self.name} did not write message {message.id}")
        formatted = Formatted(text=text, entities=found_in(text))
        content = Content(
            kind=message.kind, formatted=formatted, media=message.content.media, extras=message.content.extras
        )
        self._world.change(message, content, message.markup)
        self._world.tell(message, edited=True)

    def exchange(self, message: Message, data: bytes) -> None:
        """Puts another file of the same kind in place of the one that they sent."""
        file = self._world.files.add(kind=message.kind, data=data, name="")
        content = Content(kind=message.kind, formatted=message.content.formatted, media=file.as_media())
        self._world.change(message, content, message.markup)
        self._world.tell(message, edited=True)

    def press(
        self, button: Words | Button, message: Message | None = None, *, chat: Chat | None = None
    ) -> Press | Message:
        """Presses a button by what it says, the newest first; on one message or in one chat if that is given.

        An inline button becomes a press, a button of the reply keyboard the message that it sends. A `Button` read
        earlier can be pressed too, when its message has changed or gone since.

        Raises:
            CannotDo: nothing says so, or pressing it does not reach the bot.
        """
        if not isinstance(button, Button):
            seen = self.buttons(message, chat=chat)
            found = next((one for one in seen if one.says(button)), None)
            if found is None:
                raise CannotDo(f"{self.name} sees no button {button!r}, but {[one.text for one in seen]}")
            button = found
        if button.is_inline:
            if button.data is None:
                raise CannotDo(f"the button {button.text!r} does not reach the bot")
            return self.forge(button.data, button.message)
        keyboard = button.message
        if (keyboard.markup or {}).get("one_time_keyboard"):
            self._world.hang_keyboard(keyboard.chat, None)
        place = None if keyboard.chat is self.chat else keyboard.chat
        if button.fields.get("request_contact"):
            return self.share_contact(reply_to=keyboard, chat=place)
        if button.fields.get("request_location"):
            return self.send_location(reply_to=keyboard, chat=place)
        return self.say(button.text, chat=place, reply_to=keyboard if place else None)

    def forge(self, data: str, message: Message | None = None) -> Press:
        """Sends callback data of their own making, on the bot's newest message unless another is given."""
        target = message or self.heard()[-1]
        return self._world.press(self.user, target, data)

    def block(self) -> None:
        """Stops the bot from writing to them. May be repeated."""
        if not self.chat.blocked:
            self.chat.blocked = True
            self._world.member_changes(self.chat, self.user, self._world.bot, ("member", "kicked"))

    def unblock(self) -> None:
        """Lets the bot write again. May be repeated."""
        if self.chat.blocked:
            self.chat.blocked = False
            self._world.member_changes(self.chat, self.user, self._world.bot, ("kicked", "member"))

    def delete_account(self) -> None:
        """Leaves Telegram for good; the bot is not told."""
        self.chat.deleted = True

    def open(self, message: Message) -> bytes:
        """Looks at the file of a message."""
        media = message.content.media
        file_id = (media[-1] if isinstance(media, list) else media)["file_id"]
        return self._world.files.get(file_id).data
