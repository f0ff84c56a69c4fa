"""`zhuqi import` and `zhuqi invites`: the roster comes in, invitations go out."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.commands.opening import open_ledger
from bot.commands.printing import say
from bot.commands.roster_report import report_lines
from bot.settings import Settings, load_settings
from storage.database import Ledger
from storage.errors import ZhuqiError
from storage.ledger.people import InviteLine, make_invites
from storage.ledger.roster import EndingMany, ImportReport, import_roster, plan_import
from storage.rules.policy import Policy
from storage.workbook import MAX_BYTES, read_roster_workbook, roster_template, table_workbook

INVITE_HEADERS: Final = ("姓名", "单位/企业", "身份", "邀请链接", "有效期至")


class FileTrouble(ZhuqiError):
    """{path}：{reason}"""


class EndNotGiven(ZhuqiError):
    """{reason}请先用 --dry-run 看看结束的是哪些；确认无误，加上 --end {number}。"""


class NoUsername(ZhuqiError):
    """没有问到机器人的用户名（{reason}）；请检查网络和 BOT_TOKEN，或用 --bot 写明。"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `import` and `invites` into the parser of the command line."""
    roster = subparsers.add_parser("import", help="导入花名册（.xlsx）")
    roster.add_argument("file", type=Path, metavar="FILE", help="花名册；用 --template 时是要写出的文件")
    roster.add_argument("--dry-run", action="store_true", help="只看会有什么变化，不改动任何内容")
    roster.add_argument(
        "--end", type=_count, metavar="N", help="确认要结束的项数；结束超过一张表的 5%% 时必填"
    )
    roster.add_argument("--template", action="store_true", help="写出一份空的花名册，每张表带一行示例")
    roster.set_defaults(func=_import)
    invites = subparsers.add_parser("invites", help="为还没有加入的人生成邀请（.xlsx）")
    invites.add_argument("file", type=Path, metavar="FILE", help="要写出的文件")
    invites.add_argument(
        "--bot", type=_username, metavar="NAME", help="机器人的用户名；不写就用 BOT_TOKEN 去问"
    )
    invites.set_defaults(func=_invite)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError("应为一个数，如 3")
    return int(text)


def _username(text: str) -> str:
    name = text.removeprefix("@")
    if not (name.isascii() and name.replace("_", "").isalnum()):
        raise argparse.ArgumentTypeError("应为机器人的用户名，如 example_bot")
    return name


def _import(arguments: argparse.Namespace) -> int:
    if arguments.template:
        _write_new(arguments.file, roster_template)
        say(f"已写出 {arguments.file}。填好后先用 zhuqi import --dry-run 看一遍，再导入。")
        return 0
    data = _read(arguments.file)
    with open_ledger(load_settings()) as ledger:
        report = _take_in(ledger, data, dry_run=arguments.dry_run, end=arguments.end)
        say(*report_lines(report, ledger.policy))
    return 0


def _take_in(ledger: Ledger, data: bytes, *, dry_run: bool, end: int | None) -> ImportReport:
    roster = read_roster_workbook(data, ledger.policy)
    if dry_run:
        return ledger.read_now(plan_import, roster=roster)
    now = datetime.now(UTC)
    try:
        return ledger.write_now(import_roster, roster=roster, end=end, now=now, cause=_cause("import", now))
    except EndingMany as error:
        raise EndNotGiven(reason=str(error), number=error.number) from error


def _invite(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    username = arguments.bot or _ask_username(settings)
    with open_ledger(settings) as ledger:
        _write_new(arguments.file, lambda: _invitations(ledger, username))
    say(f"已写出 {arguments.file}。每个邀请只能用一次，请单独发给本人，不要发到群里。")
    if username is None:
        say("没有机器人的用户名，所以写的是邀请码，不是链接：请本人在与机器人的私聊里发送 /start 加邀请码。")
    return 0


def _invitations(ledger: Ledger, username: str | None) -> bytes:
    now = datetime.now(UTC)
    lines = ledger.write_now(
        make_invites, now=now, cause=_cause("invites", now), random_bytes=secrets.token_bytes
    )
    say(f"还没有加入的有 {len(lines)} 人。")
    return table_workbook("邀请", INVITE_HEADERS, [_cells(line, username, ledger.policy) for line in lines])


def _cells(line: InviteLine, username: str | None, policy: Policy) -> Sequence[str]:
    roles = line.person.roles
    return (
        line.person.name,
        "、".join(dict.fromkeys(role.belongs_to for role in roles if role.belongs_to)),
        "、".join(dict.fromkeys(role.kind.label for role in roles)),
        f"https://t.me/{username}?start={line.secret}" if username else line.secret,
        f"{line.expires_at.astimezone(policy.timezone):%Y-%m-%d %H:%M}",
    )


def _ask_username(settings: Settings) -> str | None:
    """The bot's own name as Telegram has it; None without a token."""
    if settings.bot_token is None:
        return None
    # Takes half a second that no other command should wait for.
    from telegram import Bot  # noqa: PLC0415
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415
    from telegram.request import HTTPXRequest  # noqa: PLC0415

    async def ask(token: str) -> str:
        request = HTTPXRequest(proxy=settings.proxy_url)
        async with Bot(token, base_url=f"{settings.bot_api_url}/bot", request=request) as bot:
            return bot.username

    try:
        return asyncio.run(ask(settings.require_token()))
    except InvalidToken:
        # Its own message, and the traceback with it, would show the token.
        raise NoUsername(reason="BOT_TOKEN 不被接受") from None
    except TelegramError as error:
        raise NoUsername(reason=type(error).__name__) from None


def _cause(command: str, now: datetime) -> str:
    return f"cli:{command}:{now.isoformat()}"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileTrouble(path=path, reason=f"打不开（{error.strerror}）") from error


def _write_new(path: Path, content: Callable[[], bytes]) -> None:
    """Write a file that was not there, for its owner's eyes; what makes the content is run once the file is ours."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileTrouble(path=path, reason="已有这个文件，没有覆盖；请换一个文件名") from None
    except OSError as error:
        raise FileTrouble(path=path, reason=f"写不出（{error.strerror}）") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
