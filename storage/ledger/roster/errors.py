"""Why a roster is not taken in."""

from __future__ import annotations

from collections.abc import Sequence

from storage.errors import ZhuqiError
from storage.rules.roster import Problem, SheetChanges


class BadRoster(ZhuqiError):
    """花名册有 {count} 处错误，没有导入任何内容：{listing}"""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(problems), listing="".join(f"\n  {problem}" for problem in problems))


class EndingMany(ZhuqiError):
    """这次将结束 {number} 项（{listing}），超过一张表的 5%，核对后须写明“{number}”才能导入；没有导入任何内容。"""

    def __init__(self, sheets: Sequence[SheetChanges]) -> None:
        self.number = sum(len(sheet.ended) for sheet in sheets)
        listing = "、".join(
            f"{sheet.name} {len(sheet.ended)}/{sheet.before}" for sheet in sheets if sheet.ended
        )
        super().__init__(number=self.number, listing=listing)
