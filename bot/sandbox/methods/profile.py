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

COMMANDS_LIMIT = 100
COMMAND_LIMIT = 32
COMMAND_DESCRIPTION_LIMIT = 256


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
    scope = _scope(params)
    for command in commands:
        _check_length("Command", command["command"].strip().removeprefix("/"), COMMAND_LIMIT)
        _check_length("Command description", command["description"].strip(), COMMAND_DESCRIPTION_LIMIT)
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if not all(re.fullmatch("/?[a-z0-9_]+", command["command"].strip()) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    world.announce(scope, commands)
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


def _check_length(noun: str, text: str, limit: int) -> None:
    if not text:
        raise bad_request(f"{noun} must be non-empty")
    if len(text) > limit:
        raise bad_request(f"{noun} length must not exceed {limit}")


def _scope(params: Params) -> tuple[str, str]:
    if not re.fullmatch("([a-z]{2})?", params.text("language_code")):
        raise bad_request("invalid language code specified")
    scope = params.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")
