"""What a new roster adds, changes and ends, and when that is many."""

from __future__ import annotations

import pytest

from storage.rules.roster import OfficerRow, Roster, SheetName, compare
from tests.storage.rules.roster.good import read


def test_compare_finds_what_is_added_changed_and_ended() -> None:
    present = read(
        管理=[["陈专班", "", "", "13600000001", "专班"], ["卫领导", "", "", "13600000002", "领导"]]
    )
    new = read(
        管理=[["马专班", "", "", "13600000003", "专班"], ["卫领导", "", "主任", "13600000002", "领导"]]
    )

    changes = compare(present, new)

    assert [sheet.name for sheet in changes if not sheet.is_empty] == [SheetName.MANAGERS]
    (managers,) = [sheet for sheet in changes if not sheet.is_empty]
    assert managers.before == 2
    assert list(managers.added) == [new.managers[0]]
    assert list(managers.changed) == [(present.managers[1], new.managers[1])]
    assert list(managers.ended) == [present.managers[0]]


@pytest.mark.parametrize(
    ("before", "ended", "many"), [(20, 1, False), (19, 1, True), (40, 3, True), (0, 0, False)]
)
def test_ending_more_than_one_in_twenty_is_many(before: int, ended: int, many: bool) -> None:
    rows = [
        OfficerRow(job_number=f"F{n}", name="示例", organisation="", title="", phone=f"138{n:08}")
        for n in range(before)
    ]

    changes = compare(Roster(officers=rows), Roster(officers=rows[ended:]))

    assert [sheet.ends_many for sheet in changes if sheet.name is SheetName.OFFICERS] == [many]
