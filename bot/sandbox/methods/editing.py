"""The bot changes what it said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.sandbox import keyboards
from bot.sandbox.checks import Params
from bot.sandbox.contents import caption, media_content, text_content
from bot.sandbox.messages import CAPTIONED, Content, Message
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World

Json = dict[str, Any]

DELETABLE_FOR = timedelta(hours=48)


async def edit_message_text(world: World, params: Params) -> Json:
    """Another text; without a keyboard in the call the message loses its own."""
    content = text_content(params)
    message = _editable(world, params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, content, params)


async def edit_message_caption(world: World, params: Params) -> Json:
    """Another caption."""
    formatted = caption(params.values)
    message = _editable(world, params)
    if message.kind not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, message, replace(message.content, formatted=formatted), params)


async def edit_message_media(world: World, params: Params) -> Json:
    """Another file with its caption; in an album only one of a fitting kind."""
    media = params.get("media")
    message = _editable(world, params)
    if message.album is not None and _album_kind(media["type"]) != _album_kind(message.kind):
        raise bad_request("can't change the type of a message in an album")
    content = media_content(world.files, params, media["type"], media, media["media"])
    return _edit(world, message, content, params)


async def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Another inline keyboard, or none."""
    message = _editable(world, params)
    return _edit(world, message, message.content, params)


async def delete_message(world: World, params: Params) -> bool:
    """Takes a message of the last 48 hours away, in a group only one of the bot's own."""
    chat = world.chat(params.get("chat_id"))
    chat.admit_bot_to_edit()
    message = world.message(chat, params.get("message_id"), "message to delete not found")
    others = chat.is_group and message.sender != world.bot
    if others or world.now() - message.at > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    world.delete(message)
    return True


def _editable(world: World, params: Params) -> Message:
    """The bot's own message that a call means; one with a reply keyboard cannot be edited any more."""
    if params.get("chat_id") is None:
        nowhere = params.get("message_id") is None
        raise bad_request("message identifier is not specified" if nowhere else "chat_id is empty")
    chat = world.chat(params.get("chat_id"))
    chat.admit_bot_to_edit()
    message = world.message(chat, params.get("message_id"), "message to edit not found")
    has_reply_keyboard = message.markup is not None and not message.inline_keyboard
    if message.sender != world.bot or message.origin is not None or has_reply_keyboard:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, message: Message, content: Content, params: Params) -> Json:
    markup = keyboards.inline(params.get("reply_markup"))
    if message.album is not None and markup is not None:
        raise bad_request("message can't be edited")
    if content == message.content and markup == message.markup:
        same = "specified new message content and reply markup are exactly the same as a current content"
        raise bad_request(f"message is not modified: {same} and reply markup of the message")
    world.change(message, content, markup)
    return message.as_json()


def _album_kind(kind: str) -> str:
    return "picture" if kind in {"photo", "video"} else kind
