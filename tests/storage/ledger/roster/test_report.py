"""What the report of an import names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from storage.database import Ledger
from storage.ledger.roster import NotJoined, plan_import
from storage.tables import RoleKind
from tests.storage.ledger.rosters import (
    ENERGY,
    LI_LEADS_PARTS,
    PARTS,
    WANG,
    ZHENG,
    ZHOU_HELPS_ENERGY,
    a_roster,
    join,
    take_in,
)


def test_report_names_what_is_left_to_do(ledger: Ledger, now: datetime) -> None:
    liaisons = [replace(ZHENG, categories=frozenset(category.code for category in ledger.policy.categories))]
    roster = a_roster(pairs=[LI_LEADS_PARTS, ZHOU_HELPS_ENERGY], liaisons=liaisons)
    take_in(ledger, roster, now)
    join(ledger, 101, WANG.phone, now)

    report = take_in(ledger, roster, now)

    assert report.without_lead == (ENERGY.name,)
    assert report.without_department == ()
    assert report.not_joined[:2] == (
        NotJoined(name="孙示例", kinds=(RoleKind.CONTACT,), belongs_to=(PARTS.name,)),
        NotJoined(name="赵示例", kinds=(RoleKind.CONTACT,), belongs_to=(ENERGY.name,)),
    )
    assert [one.name for one in report.not_joined] == [
        "孙示例",
        "赵示例",
        "李驻企",
        "周驻企",
        "郑联络",
        "陈专班",
        "卫领导",
    ]


def test_category_without_department_is_named_by_its_label(ledger: Ledger) -> None:
    plan = ledger.read_now(plan_import, roster=a_roster())

    assert plan.without_department == tuple(
        category.label for category in ledger.policy.categories if category.code != "staffing"
    )
