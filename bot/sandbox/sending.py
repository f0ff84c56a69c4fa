"""What people send: texts, files, places, and all the things that a chat knows besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.chats import ANONYMOUS_ADMIN, Chat, GroupChat, User
from bot.sandbox.messages import CAPTIONED, Content, Json, Message
from bot.sandbox.screen import Screen
from bot.sandbox.text import CAPTION_LIMIT, Formatted, found_in, split, utf16_length
from bot.sandbox.world import World

# The smallest picture that there is: one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63680000008200815ddb0e270000000049454e44ae426082"
)


class CannotDo(Exception):
    """A person tries what no client of Telegram lets them do."""


class Sender(Screen):
    """Someone who can write to the bot and to groups.

    Attributes:
        user: id, name and language as the wire carries them.
        phone: what they share when asked for their contact.
        chat: the private chat with the bot.
    """

    def __init__(self, world: World, user: User, phone: str) -> None:
        super().__init__(world, user)
        self.user = user
        self.phone = phone
        self.chat = world.add_user(user)

    def __repr__(self) -> str:
        return f"<Person {self.id} {self.name}>"

    @property
    def id(self) -> int:
        """The id of the account and of its private chat."""
        return self.user.id

    @property
    def name(self) -> str:
        """The first name."""
        return self.user.first_name

    @property
    def language(self) -> str | None:
        """What their client speaks."""
        return self.user.language_code

    def say(self, text: str, **where: Any) -> Message:
        """Types a text; what is too long for one message goes out as several, of which the last is returned.

        Args:
            text: marked for commands and mentions as a client does.
            **where: `reply_to`, a message; `chat`, a group's instead of the bot's; `topic`, its number in a
                forum; `anonymous`, as the group, which only its administrators can.
        """
        parts = split(text)
        messages = [
            self._send(Content(formatted=Formatted(text=part, entities=found_in(part))), **where)
            for part in parts
        ]
        return messages[-1]

    def send_photo(self, caption: str = "", *, data: bytes = PIXEL, **where: Any) -> Message:
        """Sends a picture; `where` as for `say`."""
        return self.send_file("photo", caption, data, **where)

    def send_document(
        self,
        caption: str = "",
        *,
        data: bytes = b"document",
        name: str = "示例.pdf",
        size_bytes: int | None = None,
        **where: Any,
    ) -> Message:
        """Sends a file; `size_bytes` makes it seem bigger than its data."""
        return self.send_file("document", caption, data, name=name, size_bytes=size_bytes, **where)

    def send_voice(
        self, caption: str = "", *, data: bytes = b"OggS", seconds: int = 3, **where: Any
    ) -> Message:
        """Sends a voice message."""
        return self.send_file("voice", caption, data, details={"duration": seconds}, **where)

    def send_video(
        self, caption: str = "", *, data: bytes = b"ftyp", size_bytes: int | None = None, **where: Any
    ) -> Message:
        """Sends a video."""
        return self.send_file("video", caption, data, name="video.mp4", size_bytes=size_bytes, **where)

    def send_video_note(self, **where: Any) -> Message:
        """Sends a round video, as it is made by holding a button."""
        number = self._world.number()
        media = {
            "file_id": f"round-{number}",
            "file_unique_id": f"unique-round-{number}",
            "length": 240,
            "duration": 3,
        }
        return self._send(Content(kind="video_note", media=media), **where)

    def send_audio(self, caption: str = "", *, data: bytes = b"ID3", **where: Any) -> Message:
        """Sends music."""
        return self.send_file("audio", caption, data, name="audio.mp3", **where)

    def send_album(
        self, items: Sequence[str] = ("photo", "photo"), caption: str = "", **where: Any
    ) -> list[Message]:
        """Sends several files at once, by their kinds; the caption hangs on the first."""
        album = str(self._world.number())
        data = {"photo": PIXEL, "video": b"ftyp", "document": b"document", "audio": b"ID3"}
        return [
            self.send_file(kind, caption if place == 0 else "", data[kind], album=album, **where)
            for place, kind in enumerate(items)
        ]

    def send_location(self, latitude: float = 43.82, longitude: float = 125.17, **where: Any) -> Message:
        """Sends a place."""
        return self._send(
            Content(kind="location", media={"latitude": latitude, "longitude": longitude}), **where
        )

    def share_live_location(
        self, latitude: float = 43.82, longitude: float = 125.17, *, seconds: int = 900, **where: Any
    ) -> Message:
        """Shares where they are for a while; `move` tells where they have gone."""
        place = {"latitude": latitude, "longitude": longitude, "live_period": seconds}
        return self._send(Content(kind="location", media=place), **where)

    def move(self, message: Message, latitude: float, longitude: float) -> None:
        """Is somewhere else while a live location runs: the message changes by itself."""
        place = {**message.content.media, "latitude": latitude, "longitude": longitude}
        self._world.change(message, Content(kind="location", media=place), message.markup)
        self._world.tell(message, edited=True)

    def forward(self, text: str, author: str = "示例转发", **where: Any) -> Message:
        """Forwards what somebody wrote elsewhere, who hides their account."""
        when = int(self._world.now().timestamp())
        origin = {"type": "hidden_user", "date": when, "sender_user_name": author}
        return self._send(Content(formatted=Formatted(text=text)), origin=origin, **where)

    def send_story(self, **where: Any) -> Message:
        """Shares a story."""
        media = {"id": self._world.number(), "chat": self.chat.as_json()}
        return self._send(Content(kind="story", media=media), **where)

    def send_sticker(self, emoji: str = "👍", **where: Any) -> Message:
        """Sends a sticker."""
        number = self._world.number()
        media = {
            "file_id": f"sticker-{number}",
            "file_unique_id": f"unique-sticker-{number}",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
        }
        return self._send(Content(kind="sticker", media=media), **where)

    def roll_dice(self, value: int = 6, **where: Any) -> Message:
        """Sends a die."""
        return self._send(Content(kind="dice", media={"emoji": "🎲", "value": value}), **where)

    def send_poll(self, question: str, options: Sequence[str], **where: Any) -> Message:
        """Sends a poll."""
        media = {
            "id": str(self._world.number()),
            "question": question,
            "total_voter_count": 0,
            "type": "regular",
            "is_closed": False,
            "is_anonymous": True,
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
            "options": [
                {"text": option, "voter_count": 0, "persistent_id": str(place)}
                for place, option in enumerate(options)
            ],
        }
        return self._send(Content(kind="poll", media=media), **where)

    def share_contact(self, of: Sender | None = None, **where: Any) -> Message:
        """Shares a contact card: their own, which Telegram vouches for by the id in it, or another person's."""
        owner = of or self
        media = {"phone_number": owner.phone, "first_name": owner.name, "user_id": owner.id}
        return self._send(Content(kind="contact", media=media), **where)

    def share_number(self, phone: str, name: str, **where: Any) -> Message:
        """Shares an entry of the address book that belongs to no account."""
        return self._send(Content(kind="contact", media={"phone_number": phone, "first_name": name}), **where)

    def send_file(
        self,
        kind: str,
        caption: str,
        data: bytes,
        *,
        name: str = "",
        mime_type: str = "",
        size_bytes: int | None = None,
        details: Json | None = None,
        **where: Any,
    ) -> Message:
        """Sends a file of any kind that has a caption; files with the same `album` belong together.

        Raises:
            CannotDo: the caption is too long.
            Refusal: it is empty, too big, or no picture where one is meant.
        """
        assert kind in CAPTIONED
        if utf16_length(caption) > CAPTION_LIMIT:
            raise CannotDo("a caption has at most 1024 characters")
        file = self._world.files.add(
            kind=kind, data=data, name=name, mime_type=mime_type, size_bytes=size_bytes
        )
        formatted = Formatted(text=caption, entities=found_in(caption))
        return self._send(
            Content(kind=kind, formatted=formatted, media=file.as_media(**(details or {}))), **where
        )

    def _send(
        self,
        content: Content,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
        album: str | None = None,
        origin: Json | None = None,
        anonymous: bool = False,
    ) -> Message:
        place = chat or self.chat
        self._may_speak(place)
        message = self._world.put(
            place,
            ANONYMOUS_ADMIN if anonymous else self.user,
            content,
            reply_to=reply_to,
            topic=topic,
            album=album,
            origin=origin,
            sender_chat=place if anonymous else None,
        )
        self._world.tell(message)
        return message

    def _may_speak(self, place: Chat) -> None:
        if self.chat.deleted:
            raise CannotDo(f"{self.name} has no account any more")
        if isinstance(place, GroupChat):
            if self.id not in place.members or place.migrated_to is not None:
                raise CannotDo(f"{self.name} is not in {place.title}")
            return
        if self.chat.blocked:
            raise CannotDo(f"{self.name} has blocked the bot")
        self.chat.started = True
