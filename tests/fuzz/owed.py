"""What everybody is owed, whatever comes in: to be served, to be told of what went wrong, and to read nothing odd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import col, select

from bot.intake.sorting import sender_of
from storage.database import LedgerSession
from storage.tables import Case, Inbox
from tests.e2e import zone
from tests.e2e.stage import Someone, Stage
from tests.e2e.test_anything import OLD
from tests.fuzz.tally import Failures
from tests.storage.ledger.replaying import check_case
from tests.storage.ledger.zone import Who, Zone

Json = dict[str, Any]
PROBLEM = "招不到焊工，缺十几个人"
LEFT = "已退出，内容没有提交。"
# What Telegram refuses of answers to somebody who is not there, presses what never was, or sends no file of its own.
REFUSED = OLD | {
    "Bad Request: chat not found",
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
    "Bad Request: invalid file_id",
    "Forbidden: bot can't initiate conversation with a user",
}
LEAKS = re.compile(
    r"Traceback|Error\b|Exception\b|None|\{\{|Undefined|\.py\b|site-packages|object at 0x|<class|/tmp/|/dev/"
)
# In a ledger that is only looked at.
_NOBODY = Who(**dict.fromkeys([one.name for one in fields(Who)], 0))


@dataclass(frozen=True, kw_only=True)
class Coming:
    """An update that comes in, and the real one that it was made of."""

    real: Json
    update: Json
    is_harmless: bool


class Owed:
    """Remembers what came in, and checks what came of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._broken: set[int] = set()
        self._broken_presses: set[str] = set()

    def expect(self, coming: Coming) -> None:
        """It is about to come in. What is broken may be set aside."""
        if coming.is_harmless:
            return
        if isinstance(coming.update["update_id"], int):
            self._broken.add(coming.update["update_id"])
        if press := coming.real.get("callback_query"):
            self._broken_presses.add(press["id"])

    def note(self, coming: Coming, status: int) -> None:
        """It was brought: only what has no number is sent back."""
        numbered = isinstance(coming.update["update_id"], int)
        assert status == (200 if numbered else 400), coming.update

    def check(self, failures: Failures) -> None:
        """Everything is done or set aside, which its sender was told; nobody has read anything odd."""
        stage = self._stage
        for press in self._broken_presses:
            stage.sandbox.world.presses[press].answered = True
        stage.tolerated = REFUSED
        stage.check(may_fail=self._broken)
        assert failures.others == []
        for sender, reference in stage.look_at(_set_aside):
            for one in stage.everybody:
                assert one.person.id != sender or any(reference in text for text in stage.said_to(one))
        odd = [text for one in stage.everybody for text in stage.said_to(one) if self._leaks(text)]
        assert odd == []
        ledger = Zone(stage.ledger, _NOBODY)
        ledger.now = stage.clock()
        for case_id in stage.look_at(lambda session: list(session.exec(select(Case.id)))):
            check_case(ledger, case_id)

    def _leaks(self, text: str) -> bool:
        return self._stage.sandbox.token in text or LEAKS.search(text) is not None


def _set_aside(session: LedgerSession) -> list[tuple[int | None, str]]:
    rows = session.exec(select(Inbox).where(col(Inbox.set_aside).is_not(None)))
    return [(sender_of(row.payload or {}), str(row.set_aside)) for row in rows]


async def is_served_as_ever(stage: Stage, witness: Someone, text: str) -> None:
    """Somebody else reports a problem while all that is going on, and it reaches their officer."""
    witness.news()
    await witness.says(text)
    asked = "\n".join(witness.news())
    assert "📝 请核对，没问题就按“提交”\n企业：示例新能源科技有限公司\n" in asked
    assert text in asked
    await witness.presses("提交")
    told = re.sub(r"ZQ\d{6}-\d{3,}", "ZQ…", "\n".join(witness.news()))
    assert f"✅ 已提交，编号 ZQ…\n{text}" in told
    assert "✅ ZQ… 已收到\n承办人：吴驻企 13800000003\n" in told
    assert text in stage.other_officer.sees("签收").text


async def are_served(stage: Stage, cast: Sequence[Someone]) -> None:
    """Each of them leaves whatever they are in, begins something, reads the right answer, and leaves it again."""
    contacts = [one for one in cast if one.enlisted in (zone.CONTACT, zone.HOSTILE)]
    await _all_say(stage, cast, "取消")
    await _all_say(stage, contacts, PROBLEM)
    for one in contacts:
        if _may_press(one, "新问题"):
            await one.presses("新问题")
        assert _may_press(one, "提交"), one.texts[-1]
        assert PROBLEM in one.texts[-1]
    await _all_say(stage, contacts, "取消")
    for one in contacts:
        assert one.texts[-1] == LEFT
    others = [one for one in cast if one not in contacts]
    await _all_say(stage, others, "待办")
    for one in others:
        assert one.texts[-1].startswith("待办"), one.texts[-1]


async def _all_say(stage: Stage, cast: Sequence[Someone], text: str) -> None:
    stage.clock.tick()
    for one in cast:
        one.person.say(text)
    await stage.settle()


def _may_press(one: Someone, words: str) -> bool:
    """Whether the newest message has a button that says so."""
    return any(button.says(words) for button in one.person.buttons(one.person.heard()[-1]))
