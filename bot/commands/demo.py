"""`zhuqi demo`: a day of the service up to the next morning's 日报, in the terminal; no token, no network."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import MemoryHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from bot.commands.printing import say
from storage.errors import ZhuqiError

if TYPE_CHECKING:
    from bot.demo.script import Scene

NEXT: Final = (
    "",
    "接下来，用在本区：",
    "  zhuqi import --template 花名册.xlsx   写出一份空的花名册，填好后导入",
    "  zhuqi run                             在 .env 里填上 BOT_TOKEN，机器人就开始服务",
    "详见 README.md。",
)


class NoPicture(ZhuqiError):
    """图没有写成 {path}：{reason}"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `demo` into the parser of the command line."""
    parser = subparsers.add_parser(
        "demo", help="在终端里演示：从上报到评价，从提醒到日报（不需要令牌和网络）"
    )
    parser.add_argument("--once", action="store_true", help="演完就结束，不提示下一步；退出码说明演成没有")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="不在终端里显示，画成一幅图（.svg）")
    parser.set_defaults(func=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    # Takes half a second that no other command should wait for.
    from bot.demo.story import STORY  # noqa: PLC0415

    show(STORY, picture=arguments.picture)
    if not arguments.once:
        say(*NEXT)
    return 0


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
