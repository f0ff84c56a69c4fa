"""The main story, step by step: one problem from a photo to 满意, asked about and denied on its way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.sandbox import Person
from storage.rules.words import Action, State
from tests.e2e.zone import COLLEAGUE, CONTACT, OFFICER, PARTS_NAME, Enlisted
from tests.kill.book import Line
from tests.kill.stage import Stage, labels

PROBLEM: Final = "厂门口的路坏了，货车进不来（示例）"
PROGRESS: Final = "已约交通局周三到现场"
QUESTION: Final = "请说明坏了多长一段"
ANSWER: Final = "大约四十米"
FIRST_WORK: Final = "坑已填平"
REASON: Final = "下雨后又塌了"
SECOND_WORK: Final = "路基重做，已通车"


@dataclass(frozen=True)
class Sight:
    """The newest message in which somebody finds the pattern, and what its buttons say."""

    who: Enlisted
    pattern: str
    buttons: str = ""


@dataclass(frozen=True)
class Step:
    """Somebody does one thing; what is to be seen once all is quiet."""

    who: Enlisted
    does: Callable[[Person], object]
    sees: Sequence[Sight]


def says(words: str) -> Callable[[Person], object]:
    """Types something."""
    return lambda person: person.say(words)


def presses(button: str) -> Callable[[Person], object]:
    """Presses the newest button that says so."""
    return lambda person: person.press(button)


_LEAVE: Final = "修改 取消"


def _resolved(words: str) -> tuple[Step, ...]:
    """办结, with a result and what was done."""
    return (
        Step(OFFICER, presses("办结"), [Sight(OFFICER, "办结：结果是", "已解决 部分解决 解释答复 取消")]),
        Step(OFFICER, presses("已解决"), [Sight(OFFICER, "办结（已解决）：请写明", "取消")]),
        Step(OFFICER, says(words), [Sight(OFFICER, f"办结（已解决）.*{words}", f"提交 {_LEAVE}")]),
        Step(
            OFFICER,
            presses("提交"),
            [
                Sight(OFFICER, f"✔ .*已办结.*{words}"),
                Sight(OFFICER, "· 待确认\n", "撤回办结 全部记录"),
                Sight(CONTACT, f"已办结：已解决\n.*{words}", "已解决 没解决"),
                Sight(COLLEAGUE, f"已办结：已解决\n.*{words}", "已解决 没解决"),
            ],
        ),
    )


_WORKING: Final = "记进展 请企业补充 办结"

STORY: Final = (
    Step(
        CONTACT,
        lambda person: person.send_photo(PROBLEM),
        [
            Sight(
                CONTACT,
                f"^📝 请核对.*{PARTS_NAME}.*{PROBLEM}\n📎 照片 1\n",
                f"提交 类别：物流交通 紧急程度：一般 {_LEAVE}",
            )
        ],
    ),
    Step(
        CONTACT,
        presses("提交"),
        [
            Sight(CONTACT, "已收到.*李驻企", "查看"),
            Sight(COLLEAGUE, f"已收到.*{PROBLEM}", "查看"),
            Sight(OFFICER, "· 待签收\n", "签收 退单"),
        ],
    ),
    Step(
        OFFICER,
        presses("签收"),
        [
            Sight(OFFICER, "· 办理中\n", _WORKING),
            Sight(CONTACT, "已签收.*李驻企"),
            Sight(COLLEAGUE, "已签收.*李驻企"),
        ],
    ),
    Step(OFFICER, presses("记进展"), [Sight(OFFICER, "记进展：做了什么", "取消")]),
    Step(OFFICER, says(PROGRESS), [Sight(OFFICER, f"记进展.*{PROGRESS}\n", f"企业可见 内部 {_LEAVE}")]),
    Step(
        OFFICER,
        presses("企业可见"),
        [
            Sight(OFFICER, f"✔ .*已记进展（企业可见）.*{PROGRESS}"),
            Sight(OFFICER, f"· 办理中\n.*{PROGRESS}", _WORKING),
            Sight(CONTACT, f"有新进展\n.*{PROGRESS}"),
            Sight(COLLEAGUE, f"有新进展\n.*{PROGRESS}"),
        ],
    ),
    Step(OFFICER, presses("请企业补充"), [Sight(OFFICER, "请企业补充：需要", "取消")]),
    Step(
        OFFICER,
        says(QUESTION),
        [
            Sight(OFFICER, f"✔ .*已请企业补充.*{QUESTION}"),
            Sight(OFFICER, "· 待补充\n", "撤销补充 记进展 全部记录"),
            Sight(CONTACT, f"请您补充\n.*{QUESTION}", "补充"),
            Sight(COLLEAGUE, f"请您补充\n.*{QUESTION}", "补充"),
        ],
    ),
    Step(CONTACT, presses("补充"), [Sight(CONTACT, "补充：请发", "取消")]),
    Step(CONTACT, says(ANSWER), [Sight(CONTACT, f"补充.*{ANSWER}", f"提交 {_LEAVE}")]),
    Step(
        CONTACT,
        presses("提交"),
        [
            Sight(CONTACT, f"已记下补充.*{ANSWER}.*李驻企"),
            Sight(COLLEAGUE, f"已记下补充.*{ANSWER}.*李驻企"),
            Sight(OFFICER, "· 办理中\n", f"{_WORKING} 全部记录"),
            Sight(OFFICER, f"企业补充\n.*{ANSWER}"),
        ],
    ),
    *_resolved(FIRST_WORK),
    Step(CONTACT, presses("没解决"), [Sight(CONTACT, "没解决：还差什么", "取消")]),
    Step(
        CONTACT,
        says(REASON),
        [
            Sight(CONTACT, f"已记下：没解决.*{REASON}.*李驻企"),
            Sight(COLLEAGUE, f"已记下：没解决.*{REASON}.*李驻企"),
            Sight(OFFICER, f"没解决\n{PARTS_NAME}.*{REASON}.*重办"),
            Sight(OFFICER, "· 办理中\n", f"{_WORKING} 全部记录"),
        ],
    ),
    *_resolved(SECOND_WORK),
    Step(
        CONTACT,
        presses("已解决"),
        [
            Sight(CONTACT, "已销号", "满意 基本满意 不满意"),
            Sight(COLLEAGUE, "已销号", "满意 基本满意 不满意"),
            Sight(OFFICER, "企业确认已解决，已销号"),
            Sight(OFFICER, "· 已销号（企业确认）\n", "全部记录"),
        ],
    ),
    Step(
        CONTACT,
        presses("满意"),
        [
            Sight(CONTACT, "谢谢评价：满意", "写几句意见"),
            Sight(OFFICER, "企业评价：满意"),
            Sight(OFFICER, "· 已销号（企业确认）\n.*评价：满意\n", "全部记录"),
        ],
    ),
)

_WORKED, _WAITED = State.IN_PROGRESS, State.RESOLVED
HISTORY: Final = [
    Line("王示例", Action.OPEN, None, State.SUBMITTED, 0, PROBLEM),
    Line("李驻企", Action.ACCEPT, State.SUBMITTED, _WORKED, 1),
    Line("李驻企", Action.PROGRESS, _WORKED, _WORKED, 1, PROGRESS),
    Line("李驻企", Action.ASK, _WORKED, State.NEEDS_INFO, 2, QUESTION),
    Line("王示例", Action.ANSWER, State.NEEDS_INFO, _WORKED, 3, ANSWER),
    Line("李驻企", Action.RESOLVE, _WORKED, _WAITED, 4, FIRST_WORK, "已解决"),
    Line("王示例", Action.DENY, _WAITED, _WORKED, 5, REASON),
    Line("李驻企", Action.RESOLVE, _WORKED, _WAITED, 6, SECOND_WORK, "已解决"),
    Line("王示例", Action.CONFIRM, _WAITED, State.CLOSED, 7),
    Line("王示例", Action.RATE, State.CLOSED, State.CLOSED, 7, "", "满意"),
]


async def play(stage: Stage) -> None:
    """Everybody does each thing once, and sees what came of it: nothing has to be said or pressed again."""
    for number, step in enumerate(STORY):
        stage.step = number
        step.does(stage.people[step.who])
        await stage.settle()
        for sight in step.sees:
            check(stage, number, sight)


def check(stage: Stage, number: int, sight: Sight) -> None:
    """Somebody sees what they ought to, with the buttons that fit it."""
    person = stage.people[sight.who]
    found = person.sees(re.compile(sight.pattern, re.DOTALL))
    seen = "\n---\n".join(message.text for message in person.heard()[-4:])
    assert found is not None, f"step {number}: {person.name} does not see {sight.pattern!r}:\n{seen}"
    assert " ".join(labels(found)) == sight.buttons, f"step {number}: {sight.pattern!r} has {labels(found)}"
