"""What a new roster changes, in the words that people read wherever they read them; phones are masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from storage.rules.masking import mask
from storage.rules.policy import Policy
from storage.rules.roster.changes import SheetChanges
from storage.rules.roster.rows import (
    ContactRow,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    Row,
    SheetName,
)
from storage.rules.words import Word

_FIELDS: Final = {
    "name": "名称",
    "phone": "电话",
    "kind": "类别",
    "high_growth": "高成长",
    "park": "园区",
    "address": "地址",
    "title": "职务",
    "organisation": "单位",
    "duty": "分工",
    "categories": "受理类别",
    "power": "权限",
}


class Sign(Word):
    """What happens to a row: the sign before its line, and the word for it."""

    ADDED = "＋", "新增"
    CHANGED = "～", "变更"
    ENDED = "－", "结束"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to one row: how the row is called, and what of it changes."""

    sheet: SheetName
    sign: Sign
    row: str
    details: str = ""

    def __str__(self) -> str:
        return f"{self.sign} {self.row}：{self.details}" if self.details else f"{self.sign} {self.row}"


def count_changes(sheet: SheetChanges) -> str:
    """How much of a sheet is added, changed and ended."""
    return f"新增 {len(sheet.added)}，变更 {len(sheet.changed)}，结束 {len(sheet.ended)}"


def name_changes(sheet: SheetChanges, policy: Policy) -> Iterator[Change]:
    """Every change of a sheet, what is added first."""
    for row in sheet.added:
        yield Change(sheet=sheet.name, sign=Sign.ADDED, row=_called(row))
    for old, new in sheet.changed:
        details = "；".join(_differences(old, new, policy))
        yield Change(sheet=sheet.name, sign=Sign.CHANGED, row=_called(new), details=details)
    for row in sheet.ended:
        yield Change(sheet=sheet.name, sign=Sign.ENDED, row=_called(row))


def _called(row: Row) -> str:
    # Some districts give out phones as 工号.
    return mask(_named(row))


def _named(row: Row) -> str:
    match row:
        case EnterpriseRow() | ContactRow():
            return f"{row.name}（{row.code}）"
        case OfficerRow():
            return f"{row.job_number} {row.name}"
        case PairRow():
            return f"{row.code} — {row.job_number} {row.duty}"
        case LiaisonRow():
            return f"{row.department} {row.name}"
        case ManagerRow():
            return f"{row.name}（{row.power}）"
        case _:
            return " ".join(row.key)


def _differences(old: Row, new: Row, policy: Policy) -> Iterator[str]:
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.compare and before != after:
            yield f"{_FIELDS[field.name]} {_shown(before, policy)} → {_shown(after, policy)}"


def _shown(value: Any, policy: Policy) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case frozenset():
            labels = [category.label for category in policy.categories if category.code in value]
            return "、".join(labels) or "（空）"
        case _:
            return mask(str(value or "")) or "（空）"
