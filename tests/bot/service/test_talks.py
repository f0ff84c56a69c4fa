"""Where a conversation stands: as it was last committed, whatever fails or ends."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.sandbox import Sandbox
from storage.database import Ledger, LedgerSession
from storage.ledger.inbox import talk_states
from storage.tables import Conversation
from tests.bot.conftest import StartService
from tests.bot.hooks import always, failing
from tests.bot.small_talk import SmallTalk


@pytest.mark.parametrize("within", [False, True], ids=["entering", "leaving"])
async def test_failure_leaves_the_conversation_as_it_was_last_committed(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger, within: bool
) -> None:
    """The conversation has changed its state when a handler of a later group fails."""
    service = await start()
    someone = sandbox.person("示例甲", id=501)
    if within:
        someone.say("begin")
        await sandbox.settle(service.rests)
    words = "answer" if within else "begin"
    talk.afterwards[words] = always(ValueError("late"))
    someone.say(words)
    someone.say("next")
    await sandbox.settle(service.rests)

    assert [asked for _, said, asked in talk.heard if said == words] == [within] * 3
    assert talk.heard[-1] == (501, "next", within)
    assert ledger.read_now(talk_states) == {}


async def test_failed_try_is_repeated_from_the_committed_state(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    talk.afterwards["begin"] = failing(ValueError("once"))
    someone = sandbox.person("示例甲", id=501)
    someone.say("begin")
    await sandbox.settle(service.rests)

    assert talk.heard == [(501, "begin", False)] * 2
    assert ledger.read_now(talk_states) == {501: "asked"}


async def test_failure_of_one_leaves_the_conversation_of_another_alone(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    one, other = sandbox.person("示例甲", id=501), sandbox.person("示例乙", id=502)
    talk.afterwards["boom"] = always(ValueError("late"))
    for _ in range(5):
        one.say("boom")
        other.say("begin")
        other.say("answer")
    other.say("begin")
    await sandbox.settle(service.rests)

    assert ledger.read_now(talk_states) == {502: "asked"}
    assert [asked for who, _, asked in talk.heard if who == 502] == [False, True] * 5 + [False]


async def test_conversation_goes_on_after_a_restart(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    someone = sandbox.person("示例甲", id=501)
    someone.say("begin")
    await sandbox.settle(service.rests)
    await service.stop()
    service = await start()
    someone.say("answer")
    await sandbox.settle(service.rests)

    assert talk.heard == [(501, "begin", False), (501, "answer", True)]
    assert ledger.read_now(talk_states) == {}


async def test_state_that_this_version_does_not_know_is_dropped(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger, now: datetime
) -> None:

    def keep(session: LedgerSession) -> None:
        session.add(Conversation(telegram_id=501, state="of another version"))
        session.add(Conversation(telegram_id=502, state="asked"))

    ledger.write_now(keep)
    service = await start()
    sandbox.person("示例甲", id=501).say("begin")
    sandbox.person("示例乙", id=502).say("answer")
    await sandbox.settle(service.rests)

    assert sorted(talk.heard) == [(501, "begin", False), (502, "answer", True)]
