"""A good roster as sheets, in which each sheet can be replaced, and what is read from it."""

from __future__ import annotations

from collections.abc import Sequence

from storage.rules.roster import LAYOUT, Roster, Sheet, SheetName, read_roster

CATEGORIES = {"用工人才": "staffing", "生活配套": "living", "其他": "other"}
CODE, OTHER_CODE = "91220174MA0AA0019U", "91220174MA0AA0027N"
HEADERS = {layout.name: list(layout.columns) for layout in LAYOUT}
GOOD: dict[str, list[list[str]]] = {
    "企业": [
        [CODE, "示例汽车零部件有限公司", "规上工业", "否", "示例园", "示例路1号", "王示例", "13900000001"]
    ],
    "联系人": [[CODE, "孙示例", "生产主管", "13900000009"]],
    "服务员": [["F001", "李驻企", "示例局", "科员", "13800000001"]],
    "包保": [[CODE, "F001", "负责人"]],
    "部门": [["人社", "郑联络", "13700000002", "用工人才"]],
    "管理": [["陈专班", "专班办公室", "副主任", "13600000001", "专班"]],
}


def sheets(**replaced: list[list[str]]) -> list[Sheet]:
    """A good roster with the rows of some sheets replaced."""
    return [
        Sheet(name=name, cells=[HEADERS[SheetName(name)], *rows])
        for name, rows in {**GOOD, **replaced}.items()
    ]


def without(name: str) -> list[Sheet]:
    """The others, when one sheet is left out."""
    return [sheet for sheet in sheets() if sheet.name != name]


def enterprise(code: str = CODE, **changed: str) -> list[str]:
    """The good enterprise with some columns changed."""
    cells = dict(zip(HEADERS[SheetName.ENTERPRISES], GOOD["企业"][0], strict=True))
    return list({**cells, "统一社会信用代码": code, **changed}.values())


def read(**replaced: list[list[str]]) -> Roster:
    """The good roster with the rows of some sheets replaced, as it is read."""
    roster = read_roster(sheets(**replaced), CATEGORIES)
    assert isinstance(roster, Roster), roster
    return roster


def problems(sheets: Sequence[Sheet]) -> list[str]:
    """What is wrong with sheets, in words."""
    found = read_roster(sheets, CATEGORIES)
    return [] if isinstance(found, Roster) else [str(problem) for problem in found]
