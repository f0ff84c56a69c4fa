"""The bot speaks."""

from __future__ import annotations

from typing import Any

from bot.sandbox import keyboards
from bot.sandbox.changes import Acting
from bot.sandbox.chats import Chat, GroupChat
from bot.sandbox.checks import Params
from bot.sandbox.contents import location_content, media_content, text_content
from bot.sandbox.messages import Content, Message
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World

Json = dict[str, Any]

ALBUM_SIZES = range(2, 11)
# Telegram sends one alone as if it had been asked to, which the documentation does not promise.
_NO_ALBUM = {0: "there are no messages to send", 1: "there must be at least 2 messages in an album"}
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


async def send_message(world: World, params: Params) -> Json:
    """A text."""
    return deliver(world, params, text_content(params)).as_json()


async def send_photo(world: World, params: Params) -> Json:
    """A picture."""
    return _send_file(world, params, "photo")


async def send_document(world: World, params: Params) -> Json:
    """A file of any kind."""
    return _send_file(world, params, "document")


async def send_voice(world: World, params: Params) -> Json:
    """A voice message."""
    return _send_file(world, params, "voice")


async def send_video(world: World, params: Params) -> Json:
    """A video."""
    return _send_file(world, params, "video")


async def send_audio(world: World, params: Params) -> Json:
    """Music."""
    return _send_file(world, params, "audio")


async def send_location(world: World, params: Params) -> Json:
    """A point on the map."""
    return deliver(world, params, location_content(params)).as_json()


async def send_media_group(world: World, params: Params) -> list[Json]:
    """An album: 2–10 pictures and videos, or documents, or music, all or none."""
    items = params.objects("media")
    if len(items) not in ALBUM_SIZES:
        raise bad_request(_NO_ALBUM.get(len(items), "too many messages to send as an album"))
    kinds = {item["type"] for item in items}
    for alone in ("document", "audio"):
        if alone in kinds and len(kinds) > 1:
            raise bad_request(f"{alone.capitalize()} can't be mixed with other media types")
    contents = [media_content(world.files, params, item["type"], item, item["media"]) for item in items]
    place = admit(world, params)
    album = str(world.number())
    return [_put(world, params, place, content, markup=None, album=album).as_json() for content in contents]


async def send_chat_action(world: World, params: Params) -> bool:
    """Shows that the bot is at work."""
    if params.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.chat(params.get("chat_id"))
    chat.admit_bot()
    world.on_change(Acting(chat=chat, action=params.text("action")))
    return True


def deliver(world: World, params: Params, content: Content, **more: Any) -> Message:
    """Puts one message of the bot where the call wants it; `more` are further fields of `Message`.

    Raises:
        Refusal: the chat, the message replied to or the keyboard is refused, or the pace.
    """
    markup = keyboards.checked(params.get("reply_markup"))
    return _put(world, params, admit(world, params), content, markup=markup, **more)


def admit(world: World, params: Params) -> tuple[Chat, Message | None]:
    """The chat that the bot may send to now, and the message it replies to.

    Raises:
        Refusal: it may not, or not so fast.
    """
    chat = world.chat(params.get("chat_id"))
    chat.admit_bot()
    topic = params.get("message_thread_id")
    if topic is not None and not (isinstance(chat, GroupChat) and topic in chat.topics):
        raise bad_request("message thread not found")
    reply_to = _replied_to(world, chat, params.get("reply_parameters"))
    world.pace.count(chat.id, is_group=chat.is_group)
    return chat, reply_to


def _send_file(world: World, params: Params, kind: str) -> Json:
    content = media_content(world.files, params, kind, params.values, params.get(kind))
    return deliver(world, params, content).as_json()


def _put(
    world: World, params: Params, place: tuple[Chat, Message | None], content: Content, **more: Any
) -> Message:
    chat, reply_to = place
    return world.put(
        chat,
        world.bot,
        content,
        reply_to=reply_to,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        topic=params.get("message_thread_id"),
        **more,
    )


def _replied_to(world: World, chat: Chat, wanted: Json | None) -> Message | None:
    if wanted is None:
        return None
    other_chat_id = wanted.get("chat_id", chat.id)
    source = chat if other_chat_id == chat.id else world.chat(other_chat_id)
    found = world.messages.get((source.id, wanted["message_id"]))
    if found is not None and not found.deleted:
        return found
    if wanted.get("allow_sending_without_reply") and source is chat:
        return None
    raise bad_request("message to be replied not found")
