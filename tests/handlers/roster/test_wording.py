"""The words about a roster: they fit into one message, and the rest is in a file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from python_calamine import CalamineWorkbook

from handlers.roster.wording import Attached, dry_run_message, problems_message
from storage.ledger.roster import BadRoster, ImportReport, NotJoined
from storage.rules.policy import Policy
from storage.rules.roster import Problem, Row, SheetChanges, SheetName
from storage.tables import RoleKind
from tests.storage.ledger.rosters import CHEN, LI, PARTS


def report(
    *, added: Sequence[Row] = (), changed: Sequence[tuple[Row, Row]] = (), ended: Sequence[Row] = ()
) -> ImportReport:
    sheet = SheetChanges(name=SheetName.OFFICERS, before=9000, added=added, changed=changed, ended=ended)
    return ImportReport(applied=False, sheets=(sheet,), without_lead=(), without_department=(), not_joined=())


def cells(attached: Attached | None) -> list[list[object]]:
    assert attached is not None
    book = CalamineWorkbook.from_object(io.BytesIO(attached.workbook()))
    assert book.sheet_names == [attached.name]
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def test_few_changes_need_no_file(policy: Policy) -> None:
    text, attached = dry_run_message(report(added=[LI]), 7, policy)

    assert "服务员：＋ F001 李驻企" in text.text
    assert [[button.callback_data for button in row] for row in text.rows] == [
        ["roster_in:7", "roster_out:7"]
    ]
    assert attached is None


def test_what_ends_is_shown_before_all_that_is_added_and_the_file_has_everything(policy: Policy) -> None:
    text, attached = dry_run_message(report(added=[LI] * 900, ended=[CHEN]), 7, policy)

    first, *others = [line for line in text.text.splitlines() if line.startswith("服务员：")]
    assert first == "服务员：－ 陈专班（专班）"
    assert f"另有 {900 - len(others)} 项，全部见上面的文件。" in text.text
    assert cells(attached) == [
        ["表", "变化", "名称", "内容"],
        *[["服务员", "新增", "F001 李驻企", ""]] * 900,
        ["服务员", "结束", "陈专班（专班）", ""],
    ]


def test_names_cannot_break_the_message(policy: Policy) -> None:
    text, _ = dry_run_message(report(added=[replace(PARTS, name="<b>示例&amp;")]), 7, policy)

    assert "服务员：＋ &lt;b&gt;示例&amp;amp;（91220174MA0AA0019U）" in text.text


def test_longest_dry_run_drops_nothing_but_changes(policy: Policy) -> None:
    enterprises = [replace(PARTS, name=f"{number}{'长' * 200}") for number in range(400)]
    longest = replace(
        report(added=enterprises, changed=[(LI, replace(LI, title="长" * 200))], ended=[CHEN] * 500),
        without_lead=tuple(row.name for row in enterprises),
        without_department=tuple(category.label for category in policy.categories),
        not_joined=(NotJoined(name="李示例", kinds=tuple(RoleKind), belongs_to=()),),
    )

    text, attached = dry_run_message(longest, 7, policy, changed=True)

    assert len(text.text) < 4096
    assert text.text.count("……") == 1, "of the names without 负责人 only ten"
    assert text.text.endswith(
        "\n\n还没有加入（1 人）：企业联系人 1，驻企服务员 1，责任部门联络员 1，专班 1，分管领导 1"
    )
    assert len(cells(attached)) == 902


def test_problems_are_masked_and_all_of_them_are_in_the_file() -> None:
    problem = Problem(sheet="服务员", row=7, column="电话", reason="“13800000001”与别处不同")
    refusal = BadRoster([problem, Problem(reason="文件太旧")] * 200)

    text, attached = problems_message(refusal)

    assert "· “服务员”表 第 7 行 “电话”：“138****0001”与别处不同\n· 文件太旧\n" in text.text
    assert cells(attached) == [
        ["表", "行", "列", "原因"],
        *[["服务员", "7", "电话", "“138****0001”与别处不同"], ["", "", "", "文件太旧"]] * 200,
    ]


def test_problem_with_a_whole_novel_in_it_is_told_in_one_line() -> None:
    text, _ = problems_message(BadRoster([Problem(sheet="管理", row=2, reason="错" * 30_000)]))

    assert text.text.endswith(f"\n\n· {'“管理”表 第 2 行：' + '错' * 30_000:.300}…")
