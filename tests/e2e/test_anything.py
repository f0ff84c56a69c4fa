"""Whatever people press, type and send, in any order: nothing is refused, left unanswered, or goes wrong."""

from __future__ import annotations

from random import Random

import pytest

from bot.sandbox import Button
from tests.e2e.stage import NOT_EDITABLE, NOT_MODIFIED, NOTHING_TO_DELETE, Someone, Stage

WORDS = [
    *(
        "招不到焊工",
        "车间停电了 <b>&",
        "好的",
        "建设",
        "零部件",
        "取消",
        "上报问题",
        "我的问题",
        "我的服务员",
    ),
    *("找专班", "待办", "代上报", "企业", "帮助", "/cancel", "/my", "/todo", "/report", "/start"),
    *("/case ZQ261124-001", "/case ZQ261124-002"),
]
# Old messages are edited and taken away, which may have happened already or be too late.
OLD = frozenset(
    {
        NOTHING_TO_DELETE,
        NOT_EDITABLE,
        NOT_MODIFIED,
        "Bad Request: message to edit not found",
        "Bad Request: message can't be deleted for everyone",
    }
)


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_order_of_things_is_handled(stage: Stage, seed: int) -> None:
    choose = Random(seed)
    stage.tolerated = OLD
    cast = [stage.contact] * 5 + [stage.officer] * 5 + [stage.manager] * 3
    cast += [stage.colleague, stage.member, stage.liaison, stage.lone, stage.twofold, stage.leader]
    pressed: list[tuple[Someone, Button]] = []
    for _ in range(60):
        stage.clock.forward(minutes=choose.choice([0, 0, 1, 30]))
        for who in choose.choices(cast, k=choose.randint(1, 4)):
            stage.clock.tick()
            do_anything(choose, who, pressed)
        await stage.settle()


def do_anything(choose: Random, who: Someone, pressed: list[tuple[Someone, Button]]) -> None:
    """Press one of the newest buttons, or one pressed before, type, reply, or send a file."""
    dice, heard = choose.random(), who.person.heard()
    if dice < 0.6 and (buttons := who.person.buttons()):
        pressed.append((who, choose.choice(buttons[:8])))
        who.person.press(pressed[-1][1])
    elif dice < 0.7 and pressed:
        again, button = choose.choice(pressed)
        again.person.press(button)
    elif dice < 0.9:
        reply_to = choose.choice(heard) if heard and choose.random() < 0.3 else None
        who.person.say(choose.choice(WORDS), reply_to=reply_to)
    elif dice < 0.95:
        who.person.send_photo(choose.choice(["", "图"]))
    else:
        who.person.send_album(["photo"] * 3)
