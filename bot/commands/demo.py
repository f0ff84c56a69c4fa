"""`zhuqi demo`: a day of the service in the terminal, then a page to try it on; no token, no network."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import MemoryHandler
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from rich.console import Console

from bot.commands.printing import say
from bot.signals import told_to_stop
from storage.errors import ZhuqiError

if TYPE_CHECKING:
    from bot.demo.script import Scene
    from bot.page.page import Page

PORT: Final = 8081
_LAST_PORT: Final = 65_535
NEXT: Final = (
    "",
    "接下来，用在本区：",
    "  zhuqi import --template 花名册.xlsx   写出一份空的花名册，填好后导入",
    "  zhuqi run                             在 .env 里填上 BOT_TOKEN，机器人就开始服务",
    "详见 README.md。",
)


class NoPicture(ZhuqiError):
    """图没有写成 {path}：{reason}"""


class NoDatabase(ZhuqiError):
    """数据不能存在 {path}：{reason}"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `demo` into the parser of the command line."""
    parser = subparsers.add_parser(
        "demo", help="先在终端里演示一天的服务，再打开一个网页自己试用（不需要令牌和网络）"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="演完就结束，不开网页；退出码说明演成没有")
    what.add_argument("--page-only", action="store_true", help="不演示，直接开网页")
    parser.add_argument(
        "--picture", type=Path, metavar="FILE", help="演示不在终端里显示，画成一幅图（.svg）就结束"
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, metavar="N", help=f"网页的端口（默认 {PORT}；0 表示任意空闲端口）"
    )
    parser.add_argument(
        "--host",
        type=_loopback,
        default="127.0.0.1",
        metavar="HOST",
        help="网页只在本机打开：只能是 127.0.0.1",
    )
    parser.add_argument("--database", type=Path, metavar="FILE", help="网页的数据存在这个文件里，下次接着用")
    parser.add_argument("--empty", action="store_true", help="网页从空台账开始，不导入示例花名册")
    parser.set_defaults(func=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    has_page = arguments.page_only or not (arguments.once or arguments.picture)
    if has_page:
        from bot.page.server import check_port  # noqa: PLC0415

        check_port(arguments.port)
    if not arguments.page_only:
        # Takes half a second that no other command should wait for.
        from bot.demo.story import STORY  # noqa: PLC0415

        show(STORY, picture=arguments.picture)
    if has_page:
        asyncio.run(_serve_page(port=arguments.port, database=arguments.database, empty=arguments.empty))
    return 0


async def _serve_page(*, port: int, database: Path | None, empty: bool) -> None:
    """Serve the page until SIGTERM or Ctrl+C.

    Raises:
        ZhuqiError: it cannot be served; says why.
    """
    from bot.page.opening import open_page  # noqa: PLC0415

    if database is not None:
        database = _kept(database)
    with TemporaryDirectory(prefix="zhuqi-page-") as folder, told_to_stop() as asked:
        async with open_page(Path(folder), port=port, database=database, empty=empty) as page:
            await page.bot.start()
            say(
                "",
                f"网页已打开，自己试试：{page.url}",
                f"只在本机能打开。那里现在是{_words(page)}。按 Ctrl+C 结束。",
            )
            if database is not None:
                say(f"数据存在 {database}，下次用同样的 --database 接着用。")
            if empty:
                say(
                    f"从空台账开始，花名册这样导入：DATABASE_URL={page.database_url} zhuqi import 花名册.xlsx"
                )
            say(*NEXT)
            await asked.wait()
            say("", "正在结束……")


def _words(page: Page) -> str:
    """What time it is on the page, which begins in office hours, as the zone reads its clocks."""
    now = page.clock().astimezone(page.ledger.policy.timezone)
    return f"{now.month}月{now.day}日 {now:%H:%M}"


def _kept(path: Path) -> Path:
    """Where the database is to be kept.

    Raises:
        NoDatabase: it cannot be there.
    """
    path = path.absolute()
    if path.is_dir():
        raise NoDatabase(path=path, reason="这是一个文件夹")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoDatabase(path=path, reason=error.strerror) from error
    return path


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"端口应为 0 到 {_LAST_PORT} 的整数，不是“{text}”")
    return int(text)


def _loopback(text: str) -> str:
    if text not in {"127.0.0.1", "localhost"}:
        raise argparse.ArgumentTypeError(
            f"网页谁打开都能以任何人的身份操作，所以只在本机打开，不能用“{text}”；只能是 127.0.0.1"
        )
    return text


def show(story: Sequence[Scene], *, picture: Path | None = None) -> None:
    """Play a story in the terminal, or into a picture.

    Raises:
        ZhuqiError: it went wrong; says where, and what was expected.
    """
    from bot.demo.picture import drawn, paper  # noqa: PLC0415
    from bot.demo.playing import TITLE, play  # noqa: PLC0415

    console = paper() if picture else Console(highlight=False, markup=False, emoji=False)
    with _log_held_back():
        asyncio.run(play(story, console))
    if picture:
        _save(picture, drawn(console, TITLE))


def _save(path: Path, svg: str) -> None:
    try:
        path.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise NoPicture(path=path, reason=error.strerror) from error
    say(f"已写出 {path}。")


@contextmanager
def _log_held_back() -> Iterator[None]:
    """Nothing is written between the phones; only what goes wrong brings the log after it."""
    root = logging.getLogger()
    held = MemoryHandler(
        10_000, flushLevel=logging.CRITICAL + 1, target=logging.StreamHandler(), flushOnClose=False
    )
    root.addHandler(held)
    try:
        yield
    except Exception:
        held.flush()
        raise
    finally:
        root.removeHandler(held)
        held.close()
