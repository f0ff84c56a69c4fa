"""Where talks stand: staged by person, committed by whoever handled that person's update."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.application import build_application
from bot.intake.handling import App
from bot.pacing import Pacer
from bot.persistence import TalkPersistence
from bot.settings import Settings
from storage.database import Ledger
from storage.ledger.inbox import NewUpdate, TalkState, finish_update, store_updates
from storage.migrations import upgrade
from tests.bot.small_talk import SmallTalk
from tests.bot.virtual_time import START


@pytest.fixture
def persistence(ledger: Ledger) -> TalkPersistence:
    """Of a ledger in which one person is asked something."""
    upgrade(ledger.engine)
    update = NewUpdate(update_id=1, lane=501, payload={})
    (stored,) = ledger.write_now(store_updates, 1000, [update], START)
    ledger.write_now(finish_update, stored, TalkState(telegram_id=501, state="asked"), START)
    return TalkPersistence(ledger)


@pytest.fixture
async def application(
    settings: Settings, talk: SmallTalk, persistence: TalkPersistence
) -> AsyncIterator[App]:
    async with build_application(settings, talk.talk, persistence, Pacer()) as application:
        yield application


def states(application: App) -> dict[object, object]:
    """What the library goes by."""
    return dict(application._conversation_handler_conversations["talk"])


async def test_nothing_but_conversations_is_kept(persistence: TalkPersistence) -> None:
    stored = persistence.store_data

    assert (stored.bot_data, stored.chat_data, stored.user_data, stored.callback_data) == (False,) * 4


async def test_committed_states_are_what_the_library_begins_with(application: App) -> None:
    assert states(application) == {(501,): "asked"}


async def test_one_person_is_staged_and_committed_without_the_other(persistence: TalkPersistence) -> None:
    await persistence.get_conversations("talk")
    await persistence.update_conversation("talk", (501,), None)
    await persistence.update_conversation("talk", (502,), "asked")

    assert persistence.staged(503) is None
    assert persistence.staged(None) is None
    assert persistence.staged(501) == TalkState(telegram_id=501, state=None)
    persistence.committed(persistence.staged(501))
    assert persistence.staged(501) is None
    assert persistence.staged(502) == TalkState(telegram_id=502, state="asked")


async def test_person_is_put_back_to_what_was_committed_and_nobody_else(
    application: App, persistence: TalkPersistence
) -> None:
    conversations = application._conversation_handler_conversations["talk"]
    conversations[502,] = "asked"
    await application.update_persistence()
    persistence.committed(persistence.staged(502))
    del conversations[501,]
    conversations[502,] = "further"
    conversations[503,] = "asked"
    await application.update_persistence()

    for telegram_id in (501, 502, None):
        persistence.put_back(application, telegram_id)

    assert states(application) == {(501,): "asked", (502,): "asked", (503,): "asked"}
    assert persistence.staged(501) is persistence.staged(502) is None
    assert persistence.staged(503) == TalkState(telegram_id=503, state="asked")


async def test_putting_back_is_no_change_to_be_stored(application: App, persistence: TalkPersistence) -> None:
    persistence.put_back(application, 501)
    persistence.put_back(application, 502)
    await application.update_persistence()

    assert persistence.staged(501) is persistence.staged(502) is None
