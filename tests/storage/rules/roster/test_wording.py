"""What a new roster changes, in words; and whether two comparisons came to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from storage.rules.policy import Policy
from storage.rules.roster import (
    Place,
    Roster,
    Row,
    SheetChanges,
    SheetName,
    Sign,
    compare,
    count_changes,
    fingerprint,
    name_changes,
)
from tests.storage.ledger.rosters import CHEN, LI, LI_LEADS_PARTS, PARTS, WANG, ZHENG, a_roster


def changes(
    added: Sequence[Row] = (), changed: Sequence[tuple[Row, Row]] = (), ended: Sequence[Row] = ()
) -> SheetChanges:
    return SheetChanges(name=SheetName.OFFICERS, before=9, added=added, changed=changed, ended=ended)


def lines(sheet: SheetChanges, policy: Policy) -> list[str]:
    return [str(change) for change in name_changes(sheet, policy)]


def test_every_kind_of_row_has_a_name(policy: Policy) -> None:
    rows = [PARTS, WANG, LI, LI_LEADS_PARTS, ZHENG, CHEN]

    assert lines(changes(added=rows), policy) == [
        "＋ 示例汽车零部件有限公司（91220174MA0AA0019U）",
        "＋ 王示例（91220174MA0AA0019U）",
        "＋ F001 李驻企",
        "＋ 91220174MA0AA0019U — F001 负责人",
        "＋ 人社 郑联络",
        "＋ 陈专班（专班）",
    ]


def test_changes_say_what_was_and_what_will_be(policy: Policy) -> None:
    changed: list[tuple[Row, Row]] = [
        (LI, replace(LI, title="", organisation="财政局")),
        (PARTS, replace(PARTS, high_growth=True)),
        (ZHENG, replace(ZHENG, categories=frozenset({"living", "staffing"}))),
    ]

    assert lines(changes(changed=changed), policy) == [
        "～ F001 李驻企：单位 经济发展局 → 财政局；职务 科员 → （空）",
        "～ 示例汽车零部件有限公司（91220174MA0AA0019U）：高成长 否 → 是",
        "～ 人社 郑联络：受理类别 用工人才 → 用工人才、生活配套",
    ]


def test_no_phone_is_shown_be_it_a_job_number(policy: Policy) -> None:
    phone_as_number = replace(LI, job_number="13800000001")
    moved = replace(phone_as_number, phone="13800000077")

    assert lines(changes(changed=[(phone_as_number, moved)], ended=[phone_as_number]), policy) == [
        "～ 138****0001 李驻企：电话 138****0001 → 138****0077",
        "－ 138****0001 李驻企",
    ]


def test_changes_are_counted_and_signed(policy: Policy) -> None:
    sheet = changes(added=[LI], changed=[(LI, replace(LI, title="科长"))] * 2, ended=[LI] * 3)

    assert count_changes(sheet) == "新增 1，变更 2，结束 3"
    assert [change.sign for change in name_changes(sheet, policy)] == [
        Sign.ADDED,
        *[Sign.CHANGED] * 2,
        *[Sign.ENDED] * 3,
    ]


def test_same_changes_have_the_same_fingerprint_wherever_the_rows_stand() -> None:
    elsewhere = replace(LI, place=Place(sheet=SheetName.OFFICERS, row=9))
    first, second = (compare(Roster(), a_roster(officers=[row])) for row in (LI, elsewhere))

    assert fingerprint(first) == fingerprint(second)
    two = replace(ZHENG, categories=frozenset({"living", "staffing"}))
    assert fingerprint([changes(added=[two])])[:8] == "328a9eae", (
        "in every process, whatever its order of sets"
    )


@pytest.mark.parametrize(
    "other",
    [
        changes(added=[replace(LI, phone="13800000077")]),
        changes(added=[LI, LI]),
        changes(ended=[LI]),
        changes(added=[LI], ended=[LI]),
        changes(changed=[(LI, LI)]),
        replace(changes(added=[LI]), name=SheetName.MANAGERS),
    ],
)
def test_other_changes_have_another_fingerprint(other: SheetChanges) -> None:
    assert fingerprint([changes(added=[LI])]) != fingerprint([other])
