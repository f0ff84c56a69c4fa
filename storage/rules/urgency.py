"""How pressing a problem is, and the limits that follow from it (rules.md, "Clocks")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from storage.rules.words import Word


class Urgency(Word):
    """How pressing a problem is; the most pressing comes first."""

    CRITICAL = "critical", "特急"
    URGENT = "urgent", "紧急"
    NORMAL = "normal", "一般"
    INQUIRY = "inquiry", "咨询"


class LimitUnit(StrEnum):
    """In what a limit is counted."""

    WORKING_DAYS = "working_days"
    WORKING_MINUTES = "working_minutes"
    CLOCK_MINUTES = "clock_minutes"


class LimitError(ValueError):
    """不是一个时限。"""

    allowed: Final = (
        "“3 WD”（工作日）、“4 h W”或“30 min W”（办公时间）、“2 h”或“30 min”（按钟点），数字不小于 1"
    )

    def __init__(self, found: object) -> None:
        self.found = found
        super().__init__(f"“{found}”不是一个时限，应写成{self.allowed}")


_LIMIT: Final = re.compile(r"([1-9][0-9]{0,4}) (?:(WD)|(h|min)( W)?)")


@dataclass(frozen=True)
class Limit:
    """An amount of time within which something is due: working days, or minutes of working or clock time."""

    amount: int
    unit: LimitUnit

    @classmethod
    def parse(cls, text: object) -> Limit:
        """Read what the policy file says: "3 WD", "4 h W", "30 min W", "2 h", "30 min".

        Raises:
            LimitError: if it is anything else.
        """
        match = _LIMIT.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise LimitError(text)
        amount, (working_days, per, working) = int(match[1]), match.group(2, 3, 4)
        if working_days:
            return cls(amount, LimitUnit.WORKING_DAYS)
        minutes = amount * 60 if per == "h" else amount
        return cls(minutes, LimitUnit.WORKING_MINUTES if working else LimitUnit.CLOCK_MINUTES)

    def __str__(self) -> str:
        """As the policy file writes it; `parse` reads it back."""
        if self.unit is LimitUnit.WORKING_DAYS:
            return f"{self.amount} WD"
        hours, rest = divmod(self.amount, 60)
        amount = f"{self.amount} min" if rest else f"{hours} h"
        return f"{amount} W" if self.unit is LimitUnit.WORKING_MINUTES else amount

    @property
    def label(self) -> str:
        """As people read it: “1 个工作日”, “4 个工作小时”, “2 小时”."""
        if self.unit is LimitUnit.WORKING_DAYS:
            return f"{self.amount} 个工作日"
        hours, rest = divmod(self.amount, 60)
        working = self.unit is LimitUnit.WORKING_MINUTES
        if rest:
            return f"{self.amount} 个工作分钟" if working else f"{self.amount} 分钟"
        return f"{hours} 个工作小时" if working else f"{hours} 小时"
