"""What an import did, or would do, for people who read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from storage.ledger.roster import ImportReport, NotJoined
from storage.rules.policy import Policy
from storage.rules.roster import SheetChanges, Sign, count_changes, name_changes

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
    yield f"“{sheet.name}”：{count_changes(sheet)}（原有 {sheet.before}）"
    changes = list(name_changes(sheet, policy))
    added = [change for change in changes if change.sign is Sign.ADDED]
    yield from (f"  {change}" for change in added[:ADDED_SHOWN])
    if (rest := len(added) - ADDED_SHOWN) > 0:
        yield f"  {Sign.ADDED} ……另有 {rest} 项"
    yield from (f"  {change}" for change in changes[len(added) :])


def _left_to_do(report: ImportReport) -> Iterator[str]:
    if report.released:
        yield _list("转为待改派的问题", report.released)
    if report.without_lead:
        yield _list("没有负责人的企业", report.without_lead)
    if report.without_department:
        yield _list("没有责任部门的类别（由专班办理）", report.without_department)
    if report.not_joined:
        yield f"还没有加入的人（{len(report.not_joined)}），可用 zhuqi invites 生成邀请："
        for kind, people in report.not_joined_by_kind.items():
            yield f"  {kind.label}（{len(people)}）：{'、'.join(_who(person) for person in people)}"


def _who(person: NotJoined) -> str:
    return f"{person.name}（{'、'.join(person.belongs_to)}）" if person.belongs_to else person.name


def _list(what: str, items: Sequence[str]) -> str:
    return f"{what}（{len(items)}）：{'、'.join(items)}"
