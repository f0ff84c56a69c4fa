"""The whole conversation as it is installed, over a ledger that has a roster already, and 专班 at their desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col, select
from telegram.ext import Application, ApplicationHandlerStop, ContextTypes, ExtBot

from bot.persistence import TalkPersistence
from bot.sandbox import Message, Sandbox
from bot.sandbox import Person as Someone
from handlers.context import Context
from handlers.conversation import install
from handlers.render import words
from storage.database import Ledger, LedgerSession
from storage.ledger import people
from storage.ledger.keeping import keep_house
from storage.ledger.known import PersonView, people_not_joined, person_of
from storage.ledger.roster import import_roster
from storage.rules.policy import Policy
from storage.tables import Outbox, RosterUpload
from storage.workbook import read_roster_workbook
from tests.handlers.conftest import Handled, Talk
from tests.storage.roster_workbooks import roster_workbook

CODE = "91220174MA0AA0019U"
PARTS = "示例汽车零部件有限公司"
GOOD: dict[str, list[list[str]]] = {
    "企业": [[CODE, PARTS, "规上工业", "否", "", "示例路1号", "王示例", "13900000001"]],
    "联系人": [[CODE, "孙示例", "生产主管", "13900000009"]],
    "服务员": [["F001", "李驻企", "示例局", "科员", "13800000001"]],
    "包保": [[CODE, "F001", "负责人"]],
    "部门": [["人社", "郑联络", "13700000002", "用工人才"]],
    "管理": [
        ["陈专班", "专班办公室", "副主任", "13600000001", "专班"],
        ["吴专班", "专班办公室", "科员", "13600000002", "专班"],
    ],
}
PHONES = {"王示例": "13900000001", "李驻企": "13800000001", "陈专班": "13600000001", "吴专班": "13600000002"}
NEW_OFFICER = [*GOOD["服务员"], ["F002", "周驻企", "人社局", "", "13800000002"]]


def workbook(**sheets: list[list[str]]) -> bytes:
    """The roster that the ledger has, with some sheets replaced."""
    return roster_workbook({**GOOD, **sheets})


@pytest.fixture
def ledger(ledger: Ledger, policy: Policy, now: datetime) -> Ledger:
    roster = read_roster_workbook(workbook(), policy)
    ledger.write_now(import_roster, roster=roster, end=None, now=now, cause="cli:import")
    return ledger


@pytest.fixture
def persistence(ledger: Ledger) -> TalkPersistence:
    return TalkPersistence(ledger)


@pytest.fixture
async def talk(
    bot: ExtBot[None], ledger: Ledger, now: datetime, persistence: TalkPersistence
) -> AsyncIterator[Talk]:
    application = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .persistence(persistence)
        .build()
    )
    install(application)
    application.add_error_handler(_note_failure)
    async with application:
        yield Talk(application=application, ledger=ledger, now=now)


async def _note_failure(_: object, context: Context) -> None:
    assert isinstance(context.error, Exception)
    context.arrival.failure = context.error
    raise ApplicationHandlerStop


@dataclass(kw_only=True)
class Desk:
    """People of the roster, what they do, and what they are then told."""

    talk: Talk
    sandbox: Sandbox
    ledger: Ledger
    persistence: TalkPersistence
    now: datetime
    expected_refusal: str = ""

    def joined(self, name: str) -> Someone:
        """Somebody of the roster, who has joined and agreed."""
        who = self.sandbox.person(name, phone=PHONES[name])
        who.chat.started = True
        person = self.ledger.write_now(
            people.join_by_phone, telegram_id=who.id, phone=who.phone, now=self.now, cause="inbox:0"
        )
        version = self.ledger.policy.privacy_notice.version
        self.ledger.write_now(
            people.consent, person_id=person.person_id, version=version, now=self.now, cause="inbox:0"
        )
        return who

    async def after(self, who: Someone, act: Callable[[], object]) -> list[Message]:
        """What somebody is newly told once they have done this."""
        last = self.sandbox.last_message_id
        act()
        await self.handled(who)
        return who.heard(last)

    async def sends(self, who: Someone, data: bytes, name: str = "花名册.xlsx", **how: Any) -> list[Message]:
        """What somebody is newly told once they have sent a file."""
        return await self.after(who, lambda: who.send_document(data=data, name=name, **how))

    async def handled(self, who: Someone, *, killed: bool = False) -> list[Handled]:
        """Handle what was done; `killed`: the process ends before it is committed that it was."""
        all_of_it = await self.talk.listen()
        assert [one.arrival.handled for one in all_of_it] == [True] * len(all_of_it)
        await self.talk.application.update_persistence()
        if killed:
            self.persistence.put_back(self.talk.application, who.id)
        else:
            self.persistence.committed(self.persistence.staged(who.id))
        refused = [call.refusal.description for call in self.sandbox.refused if call.refusal]
        assert [why for why in refused if why != self.expected_refusal] == []
        assert self.sandbox.unanswered == []
        return all_of_it

    async def again(self, who: Someone, handled: Handled) -> None:
        """After a start, what was not committed is handled once more."""
        assert (await self.talk.again(handled)).arrival.handled
        await self.talk.application.update_persistence()
        self.persistence.committed(self.persistence.staged(who.id))

    @property
    def not_joined(self) -> set[str]:
        """Who is in the roster and has not joined."""
        return {person.name for person in self.ledger.read_now(people_not_joined)}

    @property
    def told(self) -> list[str]:
        """The notices about a roster that wait to be sent, in words."""
        return self.ledger.read_now(_told)

    @property
    def open_uploads(self) -> int:
        """How many rosters are still asked about."""
        return len(self.ledger.read_now(_open_uploads))

    def known(self, who: Someone) -> PersonView:
        """Who somebody is in the ledger."""
        person = self.ledger.read_now(person_of, who.id)
        assert person is not None
        return person

    def forget_uploads(self, now: datetime) -> None:
        """It has become this time, and what is kept for a while only is gone."""
        self.ledger.write_now(keep_house, now)

    def state(self, who: Someone) -> object:
        """Where somebody's talk stands."""
        return self.talk.application._conversation_handler_conversations["talk"].get((who.id,))


def _told(session: LedgerSession) -> list[str]:
    rows = session.exec(select(Outbox).where(Outbox.topic == "roster").order_by(col(Outbox.id)))
    return [words("notices", row.topic, **(row.facts or {})) for row in rows]


def _open_uploads(session: LedgerSession) -> list[int]:
    return list(session.exec(select(RosterUpload.id).where(col(RosterUpload.ended_by).is_(None))))


@pytest.fixture
def desk(talk: Talk, sandbox: Sandbox, ledger: Ledger, persistence: TalkPersistence, now: datetime) -> Desk:
    return Desk(talk=talk, sandbox=sandbox, ledger=ledger, persistence=persistence, now=now)


@pytest.fixture
def chen(desk: Desk) -> Someone:
    """One of 专班."""
    return desk.joined("陈专班")
