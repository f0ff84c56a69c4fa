"""The rates of the service (rules.md, "Rates"): counts of a period in, rates with numerator and denominator out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What happened in a period, as the history stood at its end; all in cases but for the acceptances.

    不予受理, 已撤回 and 已合并 are outside of everything but `opened`.
    """

    opened: int
    accepted: int  # 签收, a handler each
    accepted_in_time: int
    acceptances_missed: int  # due in the period, and not signed for in it
    replies_due: int
    replied_in_time: int
    resolutions_due: int
    resolved_in_time: int  # of those due
    resolved: int
    answered: int  # confirmed or denied
    confirmed: int
    redone: int  # 没解决 or 重办
    rated: int
    content: int  # 满意 or 基本满意


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share, which is never told without what it is a share of."""

    label: str
    numerator: int
    denominator: int

    @property
    def percent(self) -> str:
        """To a tenth, half up; “—” without a denominator."""
        if not self.denominator:
            return "—"
        tenths = (2000 * self.numerator + self.denominator) // (2 * self.denominator)
        whole, tenth = divmod(tenths, 10)
        return f"{whole}.{tenth}%" if tenth else f"{whole}%"

    def __str__(self) -> str:
        return f"{self.percent}（{self.numerator}/{self.denominator}）"


def rates_of(counts: Counts) -> tuple[Rate, ...]:
    """Every rate of a period, in the order of rules.md."""
    return (
        acceptance_rate(counts),
        response_rate(counts),
        punctuality_rate(counts),
        solution_rate(counts),
        satisfaction_rate(counts),
        redo_rate(counts),
    )


def acceptance_rate(counts: Counts) -> Rate:
    """及时签收率 = accepted in time / due for acceptance or accepted."""
    due_or_accepted = counts.accepted + counts.acceptances_missed
    return Rate(label="及时签收率", numerator=counts.accepted_in_time, denominator=due_or_accepted)


def response_rate(counts: Counts) -> Rate:
    """响应率 = first reply in time / due for it."""
    return Rate(label="响应率", numerator=counts.replied_in_time, denominator=counts.replies_due)


def punctuality_rate(counts: Counts) -> Rate:
    """按时办结率 = resolved within the (extended) deadline / due in the period."""
    return Rate(label="按时办结率", numerator=counts.resolved_in_time, denominator=counts.resolutions_due)


def solution_rate(counts: Counts) -> Rate:
    """解决率 = 已解决 / confirmed, denied or revisited."""
    return Rate(label="解决率", numerator=counts.confirmed, denominator=counts.answered)


def satisfaction_rate(counts: Counts) -> Rate:
    """满意率 = (满意 + 基本满意) / rated."""
    return Rate(label="满意率", numerator=counts.content, denominator=counts.rated)


def redo_rate(counts: Counts) -> Rate:
    """重办率 = 没解决 and 重办 / resolved; what is denied now may have been resolved in an earlier period."""
    return Rate(label="重办率", numerator=counts.redone, denominator=counts.resolved)
