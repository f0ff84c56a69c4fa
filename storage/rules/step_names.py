"""What the steps of the ladder are called in the history."""

from __future__ import annotations

from typing import Final

from storage.rules.follow_up import FollowUp
from storage.rules.words import ClockKind

_NAMES: Final = {
    (ClockKind.ACCEPT, "at_once"): "特急待签收",
    (ClockKind.ACCEPT, "half"): "签收时限已过半",
    (ClockKind.ACCEPT, "due"): "签收到期",
    (ClockKind.ACCEPT, "leader"): "逾期未签收",
    (ClockKind.FIRST_REPLY, "half"): "首次回复时限已过半",
    (ClockKind.FIRST_REPLY, "due"): "首次回复到期",
    (ClockKind.RESOLVE, "quiet"): "多日没有记进展",
    (ClockKind.RESOLVE, "yellow"): "办结将到期",
    (ClockKind.RESOLVE, "red"): "办结已超期",
    (ClockKind.RESOLVE, "second_red"): "办结严重超期",
    (ClockKind.ANSWER, "after"): "等企业补充",
    (ClockKind.CONFIRM, "after"): "等企业确认",
    (ClockKind.DISPATCH, "due"): "改派到期",
    (ClockKind.DISPATCH, "leader"): "待改派无人处理",
}


def kind_of_step(code: str) -> str:
    """A step's code without its number."""
    return code.partition(":")[0]


def step_text(follow_up: FollowUp) -> str:
    """The history's line of a step: what it is, and who is reminded."""
    name = _NAMES[follow_up.clock.kind, kind_of_step(follow_up.step.code)]
    if follow_up.is_overtaken:
        return f"{name}（已过，不再发送）"
    return f"{name}：{'、'.join(audience.label for audience in follow_up.audiences)}"
