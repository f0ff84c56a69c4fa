"""The library's part: the bot, and the application that finds the handler of an update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import LinkPreviewOptions
from telegram.ext import Application, ApplicationBuilder, BaseRateLimiter, ContextTypes, Defaults, ExtBot

from bot.intake.handling import App
from bot.persistence import TalkPersistence
from bot.request import ANSWER_SECONDS, request_of
from bot.settings import Settings
from handlers.context import Context


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What the application is told of the handlers: how to add them, their states, their commands."""

    install: Callable[[Application[Any, Context, Any, Any, Any, Any]], None]
    states: frozenset[str]
    commands: tuple[tuple[str, str], ...]  # name, what it does


def the_talk() -> Talk:
    """The talk of the service."""
    # Takes a while, and who brings a talk of their own needs none of it.
    from handlers import conversation, menu  # noqa: PLC0415

    return Talk(install=conversation.install, states=frozenset(conversation.STATES), commands=menu.COMMANDS)


def build_application(
    settings: Settings,
    talk: Talk,
    persistence: TalkPersistence,
    pacer: BaseRateLimiter[Any],
    *,
    answer_seconds: float = ANSWER_SECONDS,
) -> App:
    """The application with all its handlers, not initialized. It is never started: intake feeds it.

    Args:
        settings: the token, and how Telegram is reached.
        talk: the handlers.
        persistence: where each person's talk stands.
        pacer: how fast the bot may speak.
        answer_seconds: for how long an answer of Telegram's is waited for; then the call has failed.

    Raises:
        SettingsError: there is no token.
    """
    request = request_of(settings.proxy_url, answer_seconds=answer_seconds)
    bot = ExtBot(
        settings.require_token(),
        base_url=f"{settings.bot_api_url}/bot",
        base_file_url=f"{settings.bot_api_url}/file/bot",
        request=request,
        # Polls go the same way as everything else.
        get_updates_request=request,
        # No parse mode: the library would send it with places and keyboards too, which have none.
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=pacer,
    )
    application = (
        ApplicationBuilder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .persistence(persistence)
        .build()
    )
    talk.install(application)
    return application
