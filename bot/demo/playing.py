"""Playing a story on a console, scene by scene."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.text import Text

from bot.demo.screen import Heading, Opening, Phones
from bot.demo.script import Scene, perform
from bot.demo.stage import Stage, open_stage
from bot.demo.words import wrapped
from bot.demo.zone import CHARACTERS
from storage.errors import ZhuqiError

TITLE: Final = "万人驻（助）企服务机器人 · 演示"
INTRODUCTION: Final = (
    "企业在 Telegram 里说出困难，驻企服务员签收、办理、办结，企业确认是否解决并评价。",
    "到点没办的有提醒，工作日早上有日报，专班全程看得到。",
    "机器人与正式运行时完全一样；Telegram 由本机的模拟服务器代替。人物和企业都是虚构的（示例）。",
)
WENT_WELL: Final = "✔ 全程走通：Telegram 没有拒绝过一次调用，每次按键都有回应。"


class CallsWentWrong(ZhuqiError):
    """演示演完了，但有调用出了问题：{calls}"""


async def play(story: Sequence[Scene], console: Console) -> None:
    """Play it on a fresh database, which is gone afterwards.

    Raises:
        StoryBroken: somebody does not see what they ought to.
        CallsWentWrong: Telegram would have refused a call, or a press was never answered.
        ZhuqiError: the bot does not start.
    """
    console.print(Opening(TITLE, INTRODUCTION))
    with TemporaryDirectory(prefix="zhuqi-demo-") as folder:
        async with open_stage(Path(folder), story[0].clock, CHARACTERS) as stage:
            for scene in story:
                phones = await perform(scene, stage)
                console.print(Heading(f"{scene.title} · {_when(scene.clock)}", scene.caption))
                console.print(Phones(phones))
            _check_calls(stage)
    console.print()
    console.print(*wrapped(Text(WENT_WELL, style="bold green"), console.width), sep="\n")


def _when(clock: datetime) -> str:
    return f"{clock.month}月{clock.day}日 {clock:%H:%M}"


def _check_calls(stage: Stage) -> None:
    wrong = [f"{call.method}：{call.refusal.description}" for call in stage.sandbox.refused if call.refusal]
    wrong += [f"按键“{press.data}”没有回应" for press in stage.sandbox.unanswered]
    if wrong:
        raise CallsWentWrong(calls="；".join(wrong))
