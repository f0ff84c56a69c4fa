"""What is in the sandbox, as the page is told of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from bot.sandbox import Call, Message
from bot.sandbox.chats import Chat, User
from bot.sandbox.uploads import Upload
from bot.sandbox.world import World

Json = dict[str, Any]

_FILES: Final = frozenset({"photo", "document", "voice", "video", "audio", "video_note"})
_QUOTED: Final = 120  # characters of a message that is replied to


def shown_message(message: Message, bot: User) -> Json:
    """One message, with all that a bubble needs."""
    formatted = message.content.formatted
    return {
        "id": message.id,
        "chat": message.chat.id,
        "from": _sender(message.sender, bot),
        "at": shown_time(message.at),
        "edited": shown_time(message.edited_at) if message.edited_at else None,
        "kind": message.kind,
        "text": formatted.text,
        "entities": [dict(entity) for entity in formatted.entities],
        "inline": [[_inline_button(button) for button in row] for row in message.inline_keyboard],
        "reply_to": _quoted(message.reply_to),
        "silent": message.silent,
        "album": message.album,
        "file": _file(message),
        "location": _location(message),
        "contact": _contact(message),
        "service": _service(message),
    }


def shown_keyboard(chat: Chat) -> Json:
    """The reply keyboard that hangs under a chat; `rows` is None where there is none."""
    markup = (chat.keyboard.markup if chat.keyboard else None) or {}
    rows = [[_reply_button(button) for button in row] for row in markup["keyboard"]] if markup else None
    return {
        "chat": chat.id,
        "rows": rows,
        "persistent": bool(markup.get("is_persistent")),
        "placeholder": markup.get("input_field_placeholder", ""),
    }


def shown_call(call: Call) -> Json:
    """A call of the Bot API with its answer, files by their names."""
    return {
        "at": shown_time(call.at),
        "method": call.method,
        "params": _plain(call.params),
        "ok": call.ok,
        "error": f"{call.refusal.code} {call.refusal.description}" if call.refusal else None,
        "result": call.result,
        "answered": call.answered,
    }


def shown_commands(world: World) -> list[Json]:
    """What the bot offers after `/`, to everybody and in every language."""
    return world.commands.get((json.dumps({"type": "default"}), ""), [])


def shown_time(at: datetime) -> str:
    """A moment, with its zone, to the second."""
    return at.isoformat(timespec="seconds")


def _sender(user: User, bot: User) -> Json:
    return {"id": user.id, "name": user.first_name, "bot": user == bot}


def _inline_button(button: Json) -> Json:
    reached = {"data": button.get("callback_data"), "url": button.get("url")}
    return {"text": button["text"]} | {name: value for name, value in reached.items() if value}


def _reply_button(button: Json) -> Json:
    return {
        "text": button["text"],
        "contact": bool(button.get("request_contact")),
        "location": bool(button.get("request_location")),
    }


def _quoted(message: Message | None) -> Json | None:
    if message is None or message.deleted:
        return None
    return {
        "id": message.id,
        "name": message.sender.first_name,
        "kind": message.kind,
        "text": message.text[:_QUOTED],
    }


def _file(message: Message) -> Json | None:
    if message.kind not in _FILES:
        return None
    media = message.content.media
    biggest: Json = media[-1] if isinstance(media, list) else media
    found = {
        "id": biggest["file_id"],
        "name": biggest.get("file_name", ""),
        "mime": biggest.get("mime_type", "image/jpeg" if message.kind == "photo" else ""),
        "size": biggest.get("file_size", 0),
    }
    return found | {name: biggest[name] for name in ("width", "height", "duration") if name in biggest}


def _location(message: Message) -> Json | None:
    if message.kind != "location":
        return None
    return {name: message.content.media[name] for name in ("latitude", "longitude")}


def _contact(message: Message) -> Json | None:
    if message.kind != "contact":
        return None
    media = message.content.media
    return {"name": media["first_name"], "phone": media["phone_number"]}


def _service(message: Message) -> str | None:
    """What happened in a group, in words."""
    media, who = message.content.media, message.sender.first_name
    match message.kind:
        case "new_chat_members":
            return f"{'、'.join(one['first_name'] for one in media)} 加入了群"
        case "left_chat_member":
            gone = media["first_name"]
            return f"{gone} 离开了群" if media["id"] == message.sender.id else f"{who} 把 {gone} 移出了群"
        case "migrate_to_chat_id" | "migrate_from_chat_id":
            return "群已升级为超级群"
        case _:
            return None


def _plain(value: Any) -> Any:
    if isinstance(value, Upload):
        return f"（文件）{value.name}，{len(value.data)} 字节"
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
