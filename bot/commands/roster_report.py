"""What an import did, or would do, for people who read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, Final

from storage.ledger.roster import ImportReport, NotJoined
from storage.rules.masking import mask
from storage.rules.policy import Policy
from storage.rules.roster import (
    ContactRow,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    Row,
    SheetChanges,
)
from storage.tables import RoleKind

ROLE_LABELS: Final = {
    RoleKind.CONTACT: "企业联系人",
    RoleKind.OFFICER: "驻企服务员",
    RoleKind.LIAISON: "部门联络员",
    RoleKind.MANAGER: "专班",
    RoleKind.LEADER: "分管领导",
}
FIELD_LABELS: Final = {
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
ADDED_SHOWN: Final = 20  # the first import adds everything


def report_lines(report: ImportReport, policy: Policy) -> Iterator[str]:
    """The report, line by line."""
    yield "已导入。" if report.applied else "试运行，没有改动任何内容。导入后："
    if report.is_empty:
        yield "与现有花名册一致，没有变化。"
    for sheet in report.sheets:
        yield from _sheet_lines(sheet, policy)
    yield from _left_to_do(report)
    if not report.applied and report.ends_many:
        yield f"有的表结束超过 5%。核对无误后，导入时请加 --end {report.ended}"


def _sheet_lines(sheet: SheetChanges, policy: Policy) -> Iterator[str]:
    if sheet.is_empty:
        return
    counts = f"新增 {len(sheet.added)}，变更 {len(sheet.changed)}，结束 {len(sheet.ended)}"
    yield f"“{sheet.name}”：{counts}（原有 {sheet.before}）"
    for row in sheet.added[:ADDED_SHOWN]:
        yield f"  ＋ {_named(row)}"
    if (rest := len(sheet.added) - ADDED_SHOWN) > 0:
        yield f"  ＋ ……另有 {rest} 项"
    for old, new in sheet.changed:
        yield f"  ～ {_named(new)}：{'；'.join(_differences(old, new, policy))}"
    for row in sheet.ended:
        yield f"  － {_named(row)}"


def _named(row: Row) -> str:
    match row:
        case EnterpriseRow():
            return f"{row.name}（{row.code}）"
        case ContactRow():
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
            yield f"{FIELD_LABELS[field.name]} {_shown(before, policy)} → {_shown(after, policy)}"


def _shown(value: Any, policy: Policy) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case frozenset():
            labels = [category.label for category in policy.categories if category.code in value]
            return "、".join(labels) or "（空）"
        case _:
            return mask(str(value or "")) or "（空）"


def _left_to_do(report: ImportReport) -> Iterator[str]:
    if report.released:
        yield _list("转为待改派的问题", report.released)
    if report.without_lead:
        yield _list("没有负责人的企业", report.without_lead)
    if report.without_department:
        yield _list("没有责任部门的类别（由专班办理）", report.without_department)
    if report.not_joined:
        yield f"还没有加入的人（{len(report.not_joined)}），可用 zhuqi invites 生成邀请："
        for kind, label in ROLE_LABELS.items():
            names = [_who(person) for person in report.not_joined if kind in person.kinds]
            if names:
                yield f"  {label}（{len(names)}）：{'、'.join(names)}"


def _who(person: NotJoined) -> str:
    return f"{person.name}（{'、'.join(person.belongs_to)}）" if person.belongs_to else person.name


def _list(what: str, items: Sequence[str]) -> str:
    return f"{what}（{len(items)}）：{'、'.join(items)}"
