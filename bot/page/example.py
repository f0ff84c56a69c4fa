"""The fictional zone of the page (示例): that of the demo, and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.demo.zone import CONTACT, MANAGER, OFFICER, ROWS, Row
from storage.rules.roster import SheetName

SECOND_CONTACT: Final = ("冯示例", "13900000002")
THIRD_CONTACT: Final = ("蒋示例", "13900000003")  # has not joined: joining can be tried
SECOND_OFFICER: Final = ("吴示例", "13800000003")

_SECOND, _THIRD = "91220174MA0BB0021E", "91220174MA0CC00356"  # the third has no officer
_MORE: Final[Mapping[SheetName, tuple[Row, ...]]] = {
    SheetName.ENTERPRISES: (
        (_SECOND, "示例智能装备有限公司", "规上工业", "是", "示例工业园", "示例路2号", *SECOND_CONTACT),
        (_THIRD, "示例商贸有限公司", "限上批发零售", "否", "示例商务区", "示例街3号", *THIRD_CONTACT),
    ),
    SheetName.CONTACTS: (),
    SheetName.OFFICERS: (("F003", SECOND_OFFICER[0], "示例开发公司", "科员", SECOND_OFFICER[1]),),
    SheetName.PAIRS: ((_SECOND, "F003", "负责人"),),
    SheetName.DEPARTMENTS: (("人社", "韩示例", "13700000002", "用工人才、生活配套"),),
    SheetName.MANAGERS: (("杨示例", "专班办公室", "科员", "13600000003", "专班"),),
}
SHEETS: Final[Mapping[SheetName, tuple[Row, ...]]] = {name: (*ROWS[name], *_MORE[name]) for name in ROWS}

GROUP: Final = "示例汽车零部件 · 亲清政企关系服务群"
# Where the ledger is empty they are there all the same: accounts of Telegram, of whom the bot knows nothing.
STRANGERS: Final = (
    (CONTACT.name, CONTACT.phone),
    (OFFICER.name, OFFICER.phone),
    (MANAGER.name, MANAGER.phone),
)
NOT_JOINED: Final = frozenset({THIRD_CONTACT[1]})
