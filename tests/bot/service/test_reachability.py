"""Who blocks the bot, and who lets it write again."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select

from bot.sandbox import Sandbox
from storage.database import Ledger, LedgerSession
from storage.tables import Person
from tests.bot.conftest import StartService


def add_person(session: LedgerSession, telegram_id: int) -> None:
    session.add(Person(name="示例甲", phone="+8613800000501", telegram_id=telegram_id))


def unreachable_since(session: LedgerSession) -> datetime | None:
    return session.exec(select(Person.unreachable_since)).one()


async def test_who_blocks_the_bot_cannot_be_reached_until_they_let_it(
    sandbox: Sandbox, start: StartService, ledger: Ledger
) -> None:
    ledger.write_now(add_person, 501)
    service = await start()
    someone = sandbox.person("示例甲", id=501)
    someone.start()
    someone.block()
    await sandbox.settle(service.rests)
    assert ledger.read_now(unreachable_since) is not None

    someone.unblock()
    await sandbox.settle(service.rests)
    assert ledger.read_now(unreachable_since) is None


async def test_who_writes_can_be_reached_again(sandbox: Sandbox, start: StartService, ledger: Ledger) -> None:
    ledger.write_now(add_person, 501)

    def lose(session: LedgerSession) -> None:
        session.exec(select(Person)).one().unreachable_since = datetime.now(UTC)

    ledger.write_now(lose)
    service = await start()
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert ledger.read_now(unreachable_since) is None
