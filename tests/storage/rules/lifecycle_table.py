"""Column **1** of the table of rules.md ("The life of a case"), copied by hand: what the code is held to.

A line: state, action, who may take it, where it leads ("=": the state stays), who has the case then.
C contact · H handler · O 负责人/成员 who is not the handler · M 专班 · S sweep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage.rules.words import Action, Part, State

_BY_HAND: Final = """
待改派  改派          M    待签收    所派
待改派  自办          M    办理中    本人
待改派  不予受理      M    不予受理  原样
待改派  维持办结      M    已销号    原样
待改派  撤回          C    已撤回    原样
待改派  补充          C    =         原样
待改派  催办          C    =         原样

待签收  签收          HO   办理中    本人
待签收  退单          H    待改派    无人
待签收  改派          M    待签收    所派
待签收  服务人员离任  S    待改派    无人
待签收  不予受理      M    不予受理  原样
待签收  撤回          C    已撤回    原样
待签收  补充          C    =         原样
待签收  催办          C    =         原样

办理中  记进展        H    =         原样
办理中  请企业补充    H    待补充    原样
办理中  办结          H    待确认    原样
办理中  改派          M    待签收    所派
办理中  不予受理      M    不予受理  原样
办理中  撤回          C    已撤回    原样
办理中  补充          C    =         原样
办理中  催办          C    =         原样
办理中  服务人员离任  S    待改派    无人

待补充  补充          C    办理中    原样
待补充  撤销补充      H    办理中    原样
待补充  补充超时      S    办理中    原样
待补充  记进展        H    =         原样
待补充  改派          M    待签收    所派
待补充  撤回          C    已撤回    原样

待确认  已解决        C    已销号    原样
待确认  代确认        M    已销号    原样
待确认  没解决        CM   办理中    原样
待确认  撤回办结      H    办理中    原样
待确认  补充          C    =         原样
待确认  逾期未确认    S    已销号    原样

已销号  评价          C    =         原样
已销号  重办          C    办理中    原样

待改派  提醒          S    =         原样
待改派  重算时限      S    =         原样
待签收  提醒          S    =         原样
待签收  重算时限      S    =         原样
办理中  提醒          S    =         原样
办理中  重算时限      S    =         原样
待补充  提醒          S    =         原样
待补充  重算时限      S    =         原样
待确认  提醒          S    =         原样
待确认  重算时限      S    =         原样
"""

_STATES: Final = {
    "待改派": State.RETURNED,
    "待签收": State.SUBMITTED,
    "办理中": State.IN_PROGRESS,
    "待补充": State.NEEDS_INFO,
    "待确认": State.RESOLVED,
    "已销号": State.CLOSED,
    "不予受理": State.DECLINED,
    "已撤回": State.WITHDRAWN,
}
STATES: Final = tuple(_STATES.values())
_PARTS: Final = {
    "C": Part.CONTACT,
    "H": Part.HANDLER,
    "O": Part.MEMBER,
    "M": Part.MANAGER,
    "S": Part.SWEEP,
}
_ACTIONS: Final = {
    "签收": Action.ACCEPT,
    "退单": Action.RETURN,
    "记进展": Action.PROGRESS,
    "请企业补充": Action.ASK,
    "补充": Action.ANSWER,
    "撤销补充": Action.UNASK,
    "办结": Action.RESOLVE,
    "撤回办结": Action.UNRESOLVE,
    "已解决": Action.CONFIRM,
    "没解决": Action.DENY,
    "评价": Action.RATE,
    "重办": Action.REOPEN,
    "撤回": Action.WITHDRAW,
    "催办": Action.URGE,
    "改派": Action.REASSIGN,
    "自办": Action.TAKE,
    "不予受理": Action.DECLINE,
    "维持办结": Action.UPHOLD,
    "代确认": Action.CONFIRM_FOR,
    "服务人员离任": Action.HANDLER_GONE,
    "补充超时": Action.ANSWER_OVERDUE,
    "逾期未确认": Action.CLOSE_UNCONFIRMED,
    "提醒": Action.REMIND,
    "重算时限": Action.RECKON,
}


@dataclass(frozen=True)
class Cell:
    """What somebody with one part may do in one state, and what comes of it."""

    to: State
    holder: str  # 原样: as before · 本人: who acts · 所派: to whom it was given · 无人


def _read() -> dict[tuple[State, Action, Part], Cell]:
    cells = {}
    for line in filter(None, _BY_HAND.splitlines()):
        state, action, parts, to, holder = line.split()
        for part in parts:
            cell = Cell(_STATES[state if to == "=" else to], holder)
            cells[_STATES[state], _ACTIONS[action], _PARTS[part]] = cell
    return cells


CELLS: Final = _read()
ACTIONS: Final = tuple(_ACTIONS.values())
