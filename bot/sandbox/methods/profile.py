"""What the bot says of itself."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.checks import Params
from bot.sandbox.refusals import bad_request
from bot.sandbox.text import utf16_length
from bot.sandbox.world import World

Json = dict[str, Any]


async def get_me(world: World, params: Params) -> Json:
    """Who the bot is."""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(world: World, params: Params) -> bool:
    """The commands that clients offer, for a scope and a language."""
    commands = params.objects("commands")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch("/?[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.announce(_scope(params), commands)
    return True


async def get_my_commands(world: World, params: Params) -> list[Json]:
    """The commands of exactly this scope and language."""
    return world.commands.get(_scope(params), [])


async def delete_my_commands(world: World, params: Params) -> bool:
    """No commands for this scope and language. May be repeated."""
    world.announce(_scope(params), None)
    return True


async def set_my_description(world: World, params: Params) -> bool:
    """What stands in an empty chat with the bot."""
    if utf16_length(params.text("description")) > 512:
        raise bad_request("BOT_DESCRIPTION_TOO_LONG")
    return True


async def set_my_short_description(world: World, params: Params) -> bool:
    """What stands in the bot's profile."""
    if utf16_length(params.text("short_description")) > 120:
        raise bad_request("BOT_SHORT_DESCRIPTION_TOO_LONG")
    return True


def _scope(params: Params) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")
