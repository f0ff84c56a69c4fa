"""Which acts are done at once, and what the others have to be asked for first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from storage.rules.words import Action

# One press is all there is to it.
AT_ONCE: Final = frozenset({Action.ACCEPT, Action.UNASK, Action.CONFIRM, Action.URGE, Action.TAKE})


# Where 已 before the word of the button is no Chinese.
_DONE: Final = {
    Action.CONFIRM: "已确认解决",
    Action.DENY: "已记下没解决",
    Action.DECLINE: "已决定不予受理",
}


def done_words(action: Action) -> str:
    """That an act has been done, for who did it."""
    return _DONE.get(action, f"已{action.label}")


class Choice(StrEnum):
    """What has to be chosen before the words."""

    RESULT = "result"  # 办结
    REASON = "reason"  # 不予受理
    TARGET = "target"  # 改派


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How an act is asked for. The prompt is the block `ask_<action>` of templates/words.j2."""

    choice: Choice | None = None
    words: bool = True  # needed; else 提交 is there from the start
    gathers: bool = False  # several messages may follow, 提交 ends it; else the first words do
    says_who_sees: bool = False  # 企业可见 or 内部 instead of 提交


ASKING: Final = {
    Action.RETURN: Asking(),
    Action.PROGRESS: Asking(gathers=True, says_who_sees=True),
    Action.ASK: Asking(),
    Action.ANSWER: Asking(gathers=True),
    Action.RESOLVE: Asking(choice=Choice.RESULT, gathers=True),
    Action.UNRESOLVE: Asking(words=False),
    Action.CONFIRM_FOR: Asking(),
    Action.DENY: Asking(),
    Action.REOPEN: Asking(),
    Action.RATE: Asking(),
    Action.WITHDRAW: Asking(words=False),
    Action.REASSIGN: Asking(choice=Choice.TARGET, words=False),
    Action.DECLINE: Asking(choice=Choice.REASON, words=False, gathers=True),
    Action.UPHOLD: Asking(),
}
