"""Until when an enterprise needs it, as its text says."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from storage.rules.understanding.moments import Moment, moments
from storage.rules.understanding.values import NeededBy
from storage.rules.understanding.western_moments import western_moments

# What makes a day one that is waited for: said right before it, or after it in the same breath. “明天才来人” is none.
_BEFORE: Final = re.compile(
    r"(?:必须|务必|最晚|最迟|赶在|赶|截止到?|截至|限期?(?:我们)?(?:在|于)?|期限[是到]?|争取|希望在?|定在|约在|约好|要在|得在|不超过|日期[是在]?|到期日[是在]?|截止日期?[是在]?|时间定?[是在])\Z"
)
_AFTER: Final = re.compile(
    r"(?:(?:之前|以前|之内|以内|前(?![面台几后]|安排不|排不|轮不|进不|到不)|内|截止|到期|不能[拖晚误])"
    r"|(?:再|还|要是)?[不没][^,。!?;、\n]{1,10}就"
    r"|[^,。!?;、\n没不才昨]{0,12}?(?:到期|过期|截止)"
    r"|[^,。!?;、\n没不才昨]{0,4}?检修"
    r"|[^,。!?;、\n没不才昨]{0,6}?(?:必须|务必|一定要|就(?!是|已|放学|下班|关|没)|要(?!求|等|是)|得(?![知到意很])|最后|到期|截止|开庭|开业|开标|开工|开学|开展|投产"
    r"|量产|交货|交付|交工|交样|验厂|来[审验查检提装]|审厂|验收|审核|完成|到货|发货|出货|上线|整改|付款|还款|关门|关闭|断线|断供|断件|断料|发工资|开支))"
)
_DONE: Final = re.compile(r"[前就]?(?:已经?|就)?(?:交|报|提交?|付|来|去|申请|寄|发|签|问|办)[^,。!?;]{0,2}了")
# “一到晚上八点水就没了”, “合同约定十天内发”
_NO_DEADLINE: Final = re.compile(r"(?:[一每]到了?|一过|每天|天天|每晚|每周|每月|总是|经常|约定)\Z")
_FARTHEST_MARK: Final = 8


def needed_by(text: str, today: dt.date) -> NeededBy | None:
    """The earliest day that a plain text gives as its deadline; None if it gives none, or only past ones."""
    waited_for = [
        (moment.day, moment.hour or dt.time.max, moment.start, moment, words)
        for moment in (*moments(text, today), *western_moments(text, today))
        if (words := _waited_for(text, moment)) is not None
    ]
    if not waited_for:
        return None
    *_, moment, words = min(waited_for, key=lambda each: each[:3])
    return NeededBy(day=moment.day, hour=moment.hour, words=words)


def _waited_for(text: str, moment: Moment) -> str | None:
    before = max(0, moment.start - _FARTHEST_MARK), moment.start
    if _DONE.match(text, moment.end) or _NO_DEADLINE.search(text, *before):
        return None
    said = text[moment.start : moment.end]
    if moment.is_deadline or _BEFORE.search(text, *before):
        return said
    after = _AFTER.match(text, moment.end)
    return said + after[0] if after else None
