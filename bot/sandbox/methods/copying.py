"""The bot repeats what was said elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.sandbox.checks import Params
from bot.sandbox.contents import above, caption
from bot.sandbox.messages import CAPTIONED, Content, Message
from bot.sandbox.methods.sending import deliver
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import SERVICE_KINDS, World

Json = dict[str, Any]


async def copy_message(world: World, params: Params) -> Json:
    """The same content as a message of the bot's own, without saying where it comes from."""
    source = _source(world, params, "copy")
    content = source.content
    if params.get("caption") is not None and source.kind in CAPTIONED:
        content = replace(content, formatted=caption(params.values), extras=_above(content, params))
    return {"message_id": deliver(world, params, content).id}


async def forward_message(world: World, params: Params) -> Json:
    """The same content, with its origin."""
    source = _source(world, params, "forward")
    origin = source.origin or {
        "type": "user",
        "date": int(source.at.timestamp()),
        "sender_user": source.sender.as_json(),
    }
    return deliver(world, params, source.content, origin=origin).as_json()


def _source(world: World, params: Params, what: str) -> Message:
    chat = world.chat(params.get("from_chat_id"))
    source = world.message(chat, params.get("message_id"), f"message to {what} not found")
    if source.kind in SERVICE_KINDS or source.protected:
        raise bad_request("message can't be copied" if what == "copy" else "message can't be forwarded")
    return source


def _above(content: Content, params: Params) -> Json:
    extras = {name: value for name, value in content.extras.items() if name != "show_caption_above_media"}
    return extras | ({"show_caption_above_media": True} if above(params.values) else {})
