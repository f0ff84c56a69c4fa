"""A plain problem: as it is typed, glanced at, and shown to the officer."""

from __future__ import annotations

from sqlmodel import select

from storage.rules.words import State
from storage.tables import Case
from tests.e2e.stage import Stage
from tests.e2e.zone import PARTS_NAME

PROBLEM = "厂门口的路坏了，货车进不来"

PREVIEW = f"""📝 请核对，没问题就按“提交”
企业：{PARTS_NAME}

{PROBLEM}
类别：物流交通（建议）
紧急程度：一般
还可以继续发文字、照片等补充。"""

CARD = f"""ZQ261124-001 · 待签收
{PARTS_NAME}
物流交通 · 一般
反映人：王示例 13900000001
承办人：李驻企 13800000001

{PROBLEM}
⏱ 签收：11月25日（周三）17:30前
⏱ 首次回复：11月27日（周五）17:30前
⏱ 办结：12月15日（周二）17:30前

最近记录
· 11-24 10:00 上报 · 企业 王示例"""


def cases(stage: Stage) -> list[tuple[str, str, State]]:
    """Number, words and state of every case."""
    return stage.look_at(
        lambda session: [(case.number, case.text, case.state) for case in session.exec(select(Case))]
    )
