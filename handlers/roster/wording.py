"""The dry run of a roster, and what is wrong in one: as much as a message holds, and all of it in a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.render import Message, message, short
from handlers.roster.buttons import Drop, Import
from storage.ledger.roster import BadRoster, ImportReport
from storage.rules.masking import mask
from storage.rules.policy import Policy
from storage.rules.roster import Change, Sign, count_changes, name_changes
from storage.workbook import table_workbook

# Characters of a list; the rest of the message is counts and names.
CHANGES_SHOWN: Final = 1500
PROBLEMS_SHOWN: Final = 3000
LINE_SHOWN: Final = 300  # a cell may hold anything
# What ends is lost first when somebody does not look.
_FIRST: Final = (Sign.ENDED, Sign.CHANGED, Sign.ADDED)


@dataclass(frozen=True, kw_only=True)
class Attached:
    """The whole of a list that the message shows the beginning of."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]

    def workbook(self) -> bytes:
        """As a file; takes a moment for a long list."""
        return table_workbook(self.name, self.headers, self.rows)


def dry_run_message(
    report: ImportReport, upload_id: int, policy: Policy, *, changed: bool = False
) -> tuple[Message, Attached | None]:
    """What an import would do, with 导入 and 取消, and the list of all changes where they are too many.

    Args:
        report: of the dry run.
        upload_id: which roster is asked about.
        policy: for the labels of categories.
        changed: something else was shown before.
    """
    changes = [change for sheet in report.sheets for change in name_changes(sheet, policy)]
    lines = [f"{change.sheet}：{change}" for sign in _FIRST for change in changes if change.sign is sign]
    shown = _first_of(lines, CHANGES_SHOWN)
    rest = len(lines) - len(shown)
    answers = (
        []
        if report.is_empty
        else [
            Import(upload_id=upload_id).labelled("导入"),
            Drop(upload_id=upload_id).labelled("取消"),
        ]
    )
    text = message(
        "roster",
        "dry_run",
        report=report,
        counts=[
            (sheet.name, count_changes(sheet), sheet.before) for sheet in report.sheets if not sheet.is_empty
        ],
        lines=shown,
        rest=rest,
        changed=changed,
        rows=[answers],
    )
    return text, _all_changes(changes) if rest else None


def problems_message(refusal: BadRoster) -> tuple[Message, Attached | None]:
    """What is wrong in a roster, and the list of all of it where that is too much."""
    # What was taken for a phone may be one.
    lines = [mask(str(problem)) for problem in refusal.problems]
    shown = _first_of(lines, PROBLEMS_SHOWN)
    rest = len(lines) - len(shown)
    text = message("roster", "problems", count=len(lines), lines=shown, rest=rest)
    return text, _all_problems(refusal) if rest else None


def _all_changes(changes: Iterable[Change]) -> Attached:
    return Attached(
        name="花名册变化",
        headers=("表", "变化", "名称", "内容"),
        rows=[(change.sheet, change.sign.label, change.row, change.details) for change in changes],
    )


def _all_problems(refusal: BadRoster) -> Attached:
    return Attached(
        name="花名册错误",
        headers=("表", "行", "列", "原因"),
        rows=[
            (problem.sheet or "", str(problem.row or ""), problem.column or "", mask(problem.reason))
            for problem in refusal.problems
        ],
    )


def _first_of(lines: Sequence[str], characters: int) -> list[str]:
    """The first lines that are together no longer than this, each no longer than one may be."""
    shown: list[str] = []
    for line in (short(line, LINE_SHOWN) for line in lines):
        characters -= len(line) + 1
        if characters < 0:
            break
        shown.append(line)
    return shown
