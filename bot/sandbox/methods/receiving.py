"""How the bot gets its updates."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.checks import Params
from bot.sandbox.refusals import bad_request, conflict
from bot.sandbox.table import update_kinds
from bot.sandbox.webhook import Target, check_address
from bot.sandbox.world import World

LONGEST_POLL_SECONDS = 50
SECRET_LIMIT = 256


async def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    """Long polling: at most one at a time, and none while a webhook is set."""
    if world.webhook.target is not None:
        way_out = "use deleteWebhook to delete the webhook first"
        raise conflict(f"can't use getUpdates method while webhook is active; {way_out}")
    _allow(world, params)
    limit = 100 if params.get("limit") is None else params.get("limit")
    updates = await world.updates.poll(
        offset=params.get("offset") or 0,
        limit=min(max(limit, 1), 100),
        timeout_seconds=min(max(params.get("timeout") or 0, 0), LONGEST_POLL_SECONDS),
    )
    return [update.as_json() for update in updates]


async def set_webhook(world: World, params: Params) -> bool:
    """Updates are posted from now on; an empty address takes the webhook away."""
    secret = params.text("secret_token")
    if len(secret) > SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if params.text("url"):
        check_address(params.text("url"))
    _allow(world, params)
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    if not params.text("url"):
        await world.webhook.clear()
        return True
    connections = min(max(params.get("max_connections") or 40, 1), 100)
    await world.webhook.set(Target(url=params.text("url"), secret=secret, max_connections=connections))
    return True


def _allow(world: World, params: Params) -> None:
    """Telegram overlooks kinds of updates that it does not know; the sandbox does not."""
    kinds = params.get("allowed_updates")
    if kinds is None:
        return
    unknown = next((kind for kind in kinds if kind not in update_kinds()), None)
    if unknown is not None:
        raise bad_request(f"{params.method}.allowed_updates: unknown kind of update {unknown!r}")
    world.updates.allowed = kinds


async def delete_webhook(world: World, params: Params) -> bool:
    """Back to long polling. May be repeated."""
    await world.webhook.clear()
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


async def get_webhook_info(world: World, params: Params) -> dict[str, Any]:
    """Where updates go, and what went wrong last."""
    target, error = world.webhook.target, world.webhook.last_error
    info: dict[str, Any] = {
        "url": target.url if target else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if target is not None:
        info["max_connections"] = target.max_connections
    if error is not None:
        info |= {"last_error_date": int(error[0].timestamp()), "last_error_message": error[1]}
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})
