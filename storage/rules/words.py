"""The words of the service (rules.md, "Words"): the code name is stored, the Chinese word is shown."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """An enum whose members carry the word that people read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Word:
        """A member that is its code, and has its word as `label`."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class State(Word):
    """Where a case stands."""

    RETURNED = "returned", "待改派"
    SUBMITTED = "submitted", "待签收"
    IN_PROGRESS = "in_progress", "办理中"
    NEEDS_INFO = "needs_info", "待补充"
    ON_HOLD = "on_hold", "挂账"
    RESOLVED = "resolved", "待确认"
    CLOSED = "closed", "已销号"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已合并"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self not in _ENDED


_ENDED = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN, State.MERGED})
OPEN_STATES = tuple(state for state in State if state.is_open)


class Action(Word):
    """What is done to a case; the label is the word on the button."""

    OPEN = "open", "上报"
    ACCEPT = "accept", "签收"
    RETURN = "return", "退单"
    PROGRESS = "progress", "记进展"
    ASK = "ask", "请企业补充"
    ANSWER = "answer", "补充"
    UNASK = "unask", "撤销补充"
    RESOLVE = "resolve", "办结"
    UNRESOLVE = "unresolve", "撤回办结"
    CONFIRM = "confirm", "已解决"
    DENY = "deny", "没解决"
    RATE = "rate", "评价"
    REOPEN = "reopen", "重办"
    WITHDRAW = "withdraw", "撤回"
    URGE = "urge", "催办"
    REASSIGN = "reassign", "改派"
    TAKE = "take", "自办"
    DECLINE = "decline", "不予受理"
    UPHOLD = "uphold", "维持办结"
    CONFIRM_FOR = "confirm_for", "代确认"
    HANDLER_GONE = "handler_gone", "服务人员离任"
    ANSWER_OVERDUE = "answer_overdue", "补充超时"
    CLOSE_UNCONFIRMED = "close_unconfirmed", "逾期未确认"
    REMIND = "remind", "提醒"
    RECKON = "reckon", "重算时限"
    TRANSFER = "transfer", "转办"
    ASSIST = "assist", "协办"
    ASSIST_DONE = "assist_done", "完成协办"
    EXTEND = "extend", "申请延期"
    HOLD = "hold", "申请挂账"
    GRANT = "grant", "同意"
    REFUSE = "refuse", "不同意"
    RECALL = "recall", "撤回申请"
    RESUME = "resume", "恢复办理"
    REVIEW_DUE = "review_due", "挂账到期"
    SUPERVISE = "supervise", "督办"
    REPLY = "reply", "回复督办"
    OBJECT = "object", "异议"
    ADMIT = "admit", "受理"
    STAND = "stand", "维持"
    MERGE = "merge", "合并"
    UNMERGE = "unmerge", "取消合并"
    SPLIT = "split", "拆分"
    RECATEGORISE = "recategorise", "调整类别"
    REPRIORITISE = "reprioritise", "调整紧急程度"
    REVISIT = "revisit", "回访"


class Part(Word):
    """As what somebody acts in one case (rules.md, "The life of a case")."""

    CONTACT = "contact", "企业"
    HANDLER = "handler", "承办人"
    MEMBER = "member", "成员"  # 负责人/成员 who is not the handler; another 联络员 of the department
    ASSISTANT = "assistant", "协办部门"
    MANAGER = "manager", "专班"
    LEADER = "leader", "分管领导"
    SWEEP = "sweep", "系统"


class Result(Word):
    """What came of a case, as its handler says at 办结."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "解释答复"


class Rating(Word):
    """How content the enterprise is."""

    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Closure(Word):
    """How a case came to be 已销号."""

    CONFIRMED = "confirmed", "企业确认"
    CONFIRMED_FOR = "confirmed_for", "代确认"
    UNCONFIRMED = "unconfirmed", "未确认"
    UPHELD = "upheld", "维持办结"


class ClockKind(Word):
    """What a clock measures (rules.md, "Clocks")."""

    ACCEPT = "accept", "签收"
    FIRST_REPLY = "first_reply", "首次回复"
    RESOLVE = "resolve", "办结"
    ANSWER = "answer", "企业补充"
    CONFIRM = "confirm", "企业确认"
    DISPATCH = "dispatch", "改派"


# What the service owes. The other clocks are the enterprise's, and the sweep ends them.
PROMISES = tuple(kind for kind in ClockKind if kind not in (ClockKind.ANSWER, ClockKind.CONFIRM))
