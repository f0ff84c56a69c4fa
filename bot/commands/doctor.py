"""`zhuqi doctor`: what is well, and what must be mended before the bot can do its work."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from rich.text import Text

from bot.checkup import Finding, Mark, check_up
from bot.commands.printing import say
from bot.settings import Settings, load_settings

_COLOURS = {Mark.GOOD: "green", Mark.NOTE: "yellow", Mark.BAD: "red"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `doctor` into the parser of the command line."""
    parser = subparsers.add_parser("doctor", help="检查设置、数据库、政策文件，以及谁还没有加入")
    parser.set_defaults(func=_examine)


def _examine(_: argparse.Namespace) -> int:
    settings = load_settings()
    findings = [asyncio.run(check_token(settings)), *check_up(settings, datetime.now(UTC))]
    for finding in findings:
        say(Text(f"{finding.mark.value} {finding.what}", style=_COLOURS[finding.mark]))
        say(*(f"    {line}" for line in finding.details))
    bad = sum(finding.mark is Mark.BAD for finding in findings)
    say("", f"有 {bad} 处要处理。" if bad else "可以运行。")
    return 1 if bad else 0


async def check_token(settings: Settings) -> Finding:
    """Whether Telegram knows the bot."""
    if settings.bot_token is None:
        return Finding(mark=Mark.NOTE, what="没有设置 BOT_TOKEN：zhuqi run 之前要填")
    # Takes half a second that no other command should wait for.
    from telegram import Bot  # noqa: PLC0415
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415
    from telegram.request import HTTPXRequest  # noqa: PLC0415

    request = HTTPXRequest(proxy=settings.proxy_url)
    try:
        async with Bot(
            settings.require_token(), base_url=f"{settings.bot_api_url}/bot", request=request
        ) as bot:
            return Finding(mark=Mark.GOOD, what=f"机器人：@{bot.username}（{settings.bot_api_url}）")
    except InvalidToken:
        return Finding(mark=Mark.BAD, what="Telegram 不认 BOT_TOKEN：请核对，或向 BotFather 要一个新的")
    except TelegramError as error:
        what = f"连不上 {settings.bot_api_url}（{error.message}）：请检查网络、BOT_API_URL 和 PROXY_URL"
        return Finding(mark=Mark.BAD, what=what)
