"""The bot looks something up, or answers a press."""

from __future__ import annotations

from typing import Any

from bot.sandbox.changes import Answered
from bot.sandbox.chats import ADMINISTRATORS, Chat, GroupChat, PrivateChat
from bot.sandbox.checks import Params
from bot.sandbox.files import DOWNLOAD_LIMIT_BYTES
from bot.sandbox.refusals import Refusal, bad_request
from bot.sandbox.world import PRESS_LIVES_FOR, World, member_status

Json = dict[str, Any]

ANSWER_LIMIT = 200

_GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


async def answer_callback_query(world: World, params: Params) -> bool:
    """Ends the waiting circle on a button, with a word if there is one."""
    press = world.presses.get(params.text("callback_query_id"))
    if press is None or world.now() - press.at > PRESS_LIVES_FOR:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(params.text("text")) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.get("url") is not None:
        raise bad_request("URL_INVALID")
    press.answered = True
    press.answer = params.text("text")
    press.alert = params.flag("show_alert")
    world.activity.touch()
    world.on_change(Answered(press=press))
    return True


async def get_file(world: World, params: Params) -> Json:
    """Where a file can be downloaded; at most 20 MB."""
    try:
        file = world.files.get(params.text("file_id"))
    except Refusal:
        raise bad_request("invalid file_id") from None
    if file.size_bytes > DOWNLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    return file.as_json() | {"file_path": file.path}


async def get_chat(world: World, params: Params) -> Json:
    """All about a chat."""
    chat = _visible(world, params)
    return chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, True),
    }


async def get_chat_member(world: World, params: Params) -> Json:
    """Someone's standing in a chat."""
    chat = _visible(world, params)
    user = world.users.get(params.get("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if isinstance(chat, GroupChat):
        status = chat.members.get(user.id, "left")
    else:
        status = "member" if user.id in {chat.id, world.bot.id} else "left"
    return {"user": user.as_json(), **member_status(status)}


async def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """Who leads a group, other bots left out."""
    chat = _visible(world, params)
    if not isinstance(chat, GroupChat):
        raise bad_request("there are no administrators in the private chat")
    return [
        {"user": world.users[number].as_json(), **member_status(status)}
        for number, status in chat.members.items()
        if status in ADMINISTRATORS
    ]


def _visible(world: World, params: Params) -> Chat:
    """A chat that the bot has seen from within: it may have been blocked since, but not thrown out."""
    chat = world.chat(params.get("chat_id"))
    if isinstance(chat, PrivateChat) and not chat.started:
        raise bad_request("chat not found")
    if isinstance(chat, GroupChat):
        chat.admit_bot()
    return chat
