"""The zone in which the story plays: fictional people and enterprises, marked 示例, as a roster that is imported."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import xlsxwriter

from storage.rules.roster import LAYOUT, SheetName

# Working days with nothing special about them: the same story, whenever it is played.
DAY: Final = date(2026, 11, 24)
NEXT_DAY: Final = date(2026, 11, 25)
ZONE: Final = ZoneInfo("Asia/Shanghai")

ENTERPRISE: Final = "示例汽车零部件有限公司"
_CODE: Final = "91220174MA0AA0019U"
_LEAD, _MEMBER = "F001", "F002"

Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Character:
    """Somebody in the story: their name and phone as in the roster, and what they are in it."""

    name: str
    role: str
    phone: str
    colour: str


CONTACT: Final = Character(name="王示例", role="企业联系人", phone="13900000001", colour="green")
COLLEAGUE: Final = Character(name="孙示例", role="企业联系人（同事）", phone="13900000009", colour="green")
OFFICER: Final = Character(name="李示例", role="驻企服务员（负责人）", phone="13800000001", colour="blue")
MEMBER: Final = Character(name="周示例", role="驻企服务员（成员）", phone="13800000002", colour="blue")
MANAGER: Final = Character(name="陈示例", role="专班", phone="13600000001", colour="magenta")
LEADER: Final = Character(name="赵示例", role="分管领导", phone="13600000002", colour="red")
CHARACTERS: Final = (CONTACT, COLLEAGUE, OFFICER, MEMBER, MANAGER, LEADER)

# A row a line; the columns are those of the roster's layout.
ROWS: Final[Mapping[SheetName, tuple[Row, ...]]] = {
    SheetName.ENTERPRISES: (
        (_CODE, ENTERPRISE, "规上工业", "否", "示例工业园", "示例路1号", CONTACT.name, CONTACT.phone),
    ),
    SheetName.CONTACTS: ((_CODE, COLLEAGUE.name, "生产主管", COLLEAGUE.phone),),
    SheetName.OFFICERS: (
        (_LEAD, OFFICER.name, "示例局", "科员", OFFICER.phone),
        (_MEMBER, MEMBER.name, "示例街道", "科员", MEMBER.phone),
    ),
    SheetName.PAIRS: ((_CODE, _LEAD, "负责人"), (_CODE, _MEMBER, "成员")),
    SheetName.DEPARTMENTS: (("建设与公用事业", "郑示例", "13700000001", "要素保障"),),
    SheetName.MANAGERS: (
        (MANAGER.name, "专班办公室", "副主任", MANAGER.phone, "专班"),
        (LEADER.name, "管理委员会", "分管领导", LEADER.phone, "领导"),
    ),
}


def at(clock: time, day: date = DAY) -> datetime:
    """A time of a day, as the zone reads its clocks."""
    return datetime.combine(day, clock, tzinfo=ZONE)


def roster_workbook(rows: Mapping[SheetName, Sequence[Row]] = ROWS) -> bytes:
    """A zone, this one unless another is given, as the workbook that `zhuqi import` would be given."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for layout in LAYOUT:
            sheet = book.add_worksheet(layout.name)
            for number, row in enumerate([layout.columns, *rows[layout.name]]):
                sheet.write_row(number, 0, row)
    return content.getvalue()
