"""Derives `methods.json` from a machine-readable description of the Bot API: names, types, required or not.

`python -m bot.sandbox.schema FILE` rewrites the table beside this module. Only what the sandbox really does is
taken; what is left out here is refused as unknown, so that nobody builds on a parameter that does nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("methods.json")

METHODS = [
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendVoice",
    "sendVideo",
    "sendAudio",
    "sendLocation",
    "sendMediaGroup",
    "sendChatAction",
    "copyMessage",
    "forwardMessage",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "deleteMessage",
    "answerCallbackQuery",
    "getFile",
    "getChat",
    "getChatMember",
    "getChatAdministrators",
    "setMyCommands",
    "getMyCommands",
    "deleteMyCommands",
    "setMyDescription",
    "setMyShortDescription",
]

# What no part of the sandbox plays: business accounts, channels, games, payments, web apps, live places, quotes.
NAMES_LEFT_OUT = frozenset(
    [
        "business_connection_id",
        "direct_messages_topic_id",
        "suggested_post_parameters",
        "message_effect_id",
        "allow_paid_broadcast",
        "rich_message",
        "inline_message_id",
        "pay",
        "login_url",
        "web_app",
        "callback_game",
        "switch_inline_query_chosen_chat",
        "request_users",
        "request_chat",
        "request_managed_bot",
        "request_poll",
        "checklist_task_id",
        "poll_option_id",
        # Not `quote_parse_mode`: the library's defaults put it into every reply, quoting or not.
        "quote",
        "quote_entities",
        "quote_position",
        "certificate",
        "ip_address",
        "return_bots",
        "cover",
        "start_timestamp",
        "video_start_timestamp",
        "live_period",
        "heading",
        "proximity_alert_radius",
    ]
)
TYPES_LEFT_OUT = frozenset({"InputMediaAnimation", "InputMediaLivePhoto"})

Fields = dict[str, dict[str, Any]]


def derive(description: dict[str, Any]) -> dict[str, Any]:
    """The table of the methods that the sandbox has, of the objects in their parameters, and of what updates tell."""
    methods = {name: _fields(description["methods"][name]) for name in METHODS}
    objects: dict[str, Any] = {}
    waiting = list(methods.values())
    while waiting:
        for name in _named_types(waiting.pop()):
            found = description["types"].get(name)
            if found is None or name in objects or name == "InputFile":
                continue
            kinds = [kind for kind in found.get("subtypes", []) if kind not in TYPES_LEFT_OUT]
            objects[name] = {"kinds": kinds} if kinds else {"fields": _fields(found)}
            waiting.append(_fields(found) if not kinds else {"": {"types": kinds}})
    updates = [field["name"] for field in description["types"]["Update"]["fields"][1:]]
    return {"methods": methods, "objects": dict(sorted(objects.items())), "updates": updates}


def _fields(entry: dict[str, Any]) -> Fields:
    return {
        field["name"]: {
            "types": [name for name in field["types"] if _bare(name) not in TYPES_LEFT_OUT],
            "required": field["required"],
        }
        for field in entry.get("fields", [])
        if field["name"] not in NAMES_LEFT_OUT
    }


def _named_types(fields: Fields) -> list[str]:
    return [_bare(name) for field in fields.values() for name in field["types"]]


def _bare(type_name: str) -> str:
    return re.sub("^(Array of )+", "", type_name)


def main(arguments: list[str]) -> int:
    """Exit status 0: written; 2: wrong usage."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m bot.sandbox.schema FILE\n")
        return 2
    table = derive(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
