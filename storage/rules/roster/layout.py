"""How the workbook is laid out: sheets, their columns, and a row of each as an example (rules.md, "The roster")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storage.rules.roster.rows import SheetName

# In the cell of the first column; a row that begins with it is never read.
EXAMPLE_MARK: Final = "【示例】"

CODE = "统一社会信用代码"
ENTERPRISE, KIND, HIGH_GROWTH, PARK, ADDRESS = "企业名称", "类别", "高成长", "园区", "地址"
CONTACT, CONTACT_PHONE = "联系人", "联系电话"
NAME, TITLE, PHONE, ORGANISATION = "姓名", "职务", "电话", "单位"
JOB_NUMBER, DUTY = "工号", "分工"
DEPARTMENT, LIAISON, CATEGORIES = "部门", "联络员", "受理类别"
POWER = "权限"


@dataclass(frozen=True, kw_only=True)
class SheetLayout:
    """One sheet: its columns, with what stands there in the example row."""

    name: SheetName
    example: dict[str, str]
    may_be_absent: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers, all of them needed, in the order of the template; the first one can mark an example."""
        return tuple(self.example)


_EXAMPLE_CODE: Final = f"{EXAMPLE_MARK}91220174MA0AA0019U"

LAYOUT: Final = (
    SheetLayout(
        name=SheetName.ENTERPRISES,
        example={
            CODE: _EXAMPLE_CODE,
            ENTERPRISE: "示例汽车零部件有限公司",
            KIND: "规上工业",
            HIGH_GROWTH: "否",
            PARK: "示例工业园",
            ADDRESS: "示例路1号",
            CONTACT: "王示例",
            CONTACT_PHONE: "13900000001",
        },
    ),
    SheetLayout(
        name=SheetName.CONTACTS,
        example={CODE: _EXAMPLE_CODE, NAME: "孙示例", TITLE: "生产主管", PHONE: "13900000009"},
        may_be_absent=True,
    ),
    SheetLayout(
        name=SheetName.OFFICERS,
        example={
            JOB_NUMBER: f"{EXAMPLE_MARK}F001",
            NAME: "李示例",
            ORGANISATION: "示例局",
            TITLE: "科员",
            PHONE: "13800000001",
        },
    ),
    SheetLayout(
        name=SheetName.PAIRS,
        example={CODE: _EXAMPLE_CODE, JOB_NUMBER: "F001", DUTY: "负责人"},
    ),
    SheetLayout(
        name=SheetName.DEPARTMENTS,
        example={
            DEPARTMENT: f"{EXAMPLE_MARK}人社",
            LIAISON: "郑示例",
            PHONE: "13700000001",
            CATEGORIES: "用工人才、生活配套",
        },
    ),
    SheetLayout(
        name=SheetName.MANAGERS,
        example={
            NAME: f"{EXAMPLE_MARK}陈示例",
            ORGANISATION: "专班办公室",
            TITLE: "副主任",
            PHONE: "13600000001",
            POWER: "专班",
        },
    ),
)
