"""The step of a lane, where the ledger does not take what it is given."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.application import build_application
from bot.intake.handling import App, Handling
from bot.intake.lanes import Lane
from bot.ledger import ServedLedger
from bot.metrics import Metrics
from bot.pacing import Pacer
from bot.persistence import TalkPersistence
from bot.sandbox import Sandbox
from bot.settings import Settings
from handlers.context import Context
from storage.database import P, R, Unit
from storage.ledger import inbox
from storage.ledger.inbox import NewUpdate, StoredUpdate, store_updates, talk_states
from storage.migrations import upgrade
from storage.policy import default_policy
from tests.bot.conftest import AT_ONCE, inbox_rows
from tests.bot.hooks import always
from tests.bot.small_talk import SmallTalk

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def locked() -> OperationalError:
    original = sqlite3.OperationalError("database is locked")
    original.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return OperationalError("COMMIT", None, original)


class Stubborn(ServedLedger):
    """A ledger that does not take some units, a few times each."""

    refusals: dict[str, list[Exception]]

    async def write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if left := self.refusals.get(unit.__name__):
            raise left.pop(0)
        return await super().write(unit, *args, **kwargs)


@pytest.fixture
async def ledger(settings: Settings) -> AsyncIterator[Stubborn]:
    ledger = Stubborn(settings.database_url, default_policy())
    ledger.refusals = {}
    upgrade(ledger.engine)
    yield ledger
    ledger.close()


@pytest.fixture
async def handling(settings: Settings, talk: SmallTalk, ledger: Stubborn) -> AsyncIterator[Handling]:
    persistence = TalkPersistence(ledger)
    application: App = build_application(settings, talk.talk, persistence, Pacer())
    async with application:
        yield Handling(
            application,
            persistence,
            ledger,
            clock=lambda: NOW,
            on_committed=lambda: None,
            patience=AT_ONCE,
            metrics=Metrics(),
        )


@pytest.fixture
def stored(sandbox: Sandbox, ledger: Stubborn) -> Callable[[str], StoredUpdate]:
    someone = sandbox.person("示例甲", id=501)

    def say(words: str) -> StoredUpdate:
        someone.say(words)
        raw: dict[str, Any] = sandbox.updates.pending[-1].as_json()
        new = NewUpdate(update_id=raw["update_id"], lane=501, payload=raw)
        return ledger.write_now(store_updates, 1000, [new], NOW)[0]

    return say


Say = Callable[[str], StoredUpdate]


async def test_commit_is_repeated_and_the_effect_is_not(
    handling: Handling, ledger: Stubborn, talk: SmallTalk, stored: Say, sandbox: Sandbox
) -> None:
    ledger.refusals["finish_update"] = [locked(), ValueError("anything"), locked()]

    assert await handling.handle(stored("begin"), Lane()) is None

    assert talk.words == ["begin"]
    assert [call.method for call in sandbox.calls].count("sendMessage") == 1
    assert ledger.read_now(talk_states) == {501: "asked"}
    assert ledger.read_now(inbox_rows) == [(501, 0, True, None)]


async def test_failure_is_counted_however_often_that_takes(
    handling: Handling, ledger: Stubborn, talk: SmallTalk, stored: Say
) -> None:
    talk.during["boom"] = always(ValueError("boom"))
    ledger.refusals["fail_update"] = [locked(), locked()]

    assert await handling.handle(stored("boom"), Lane()) == 0

    assert talk.words == ["boom"]
    assert ledger.read_now(inbox_rows) == [(501, 1, False, None)]


async def test_locked_ledger_is_no_failure_of_the_handler(
    handling: Handling, ledger: Stubborn, talk: SmallTalk, stored: Say
) -> None:
    async def write(context: Context) -> None:
        await context.ledger.write(inbox.drop_talk_states, ["none"])

    talk.during["hello"] = write
    ledger.refusals["drop_talk_states"] = [locked()]
    update = stored("hello")

    assert await handling.handle(update, Lane()) == 0
    assert ledger.read_now(inbox_rows) == [(501, 0, False, None)]
    assert await handling.handle(update, Lane()) is None


async def test_unit_that_is_wrong_is_a_failure(
    handling: Handling, ledger: Stubborn, talk: SmallTalk, stored: Say
) -> None:
    """SQLite calls that operational, too."""

    async def write(context: Context) -> None:
        await context.ledger.write(inbox.drop_talk_states, ["none"])

    talk.during["hello"] = write
    ledger.refusals["drop_talk_states"] = [
        OperationalError("", None, sqlite3.OperationalError("no such table"))
    ]

    assert await handling.handle(stored("hello"), Lane()) == 0
    assert ledger.read_now(inbox_rows) == [(501, 1, False, None)]
