"""What comes in: stored before it is acknowledged, and handled once."""

from __future__ import annotations

import pytest

from bot.intake import KINDS
from bot.sandbox import Call, Fault, Sandbox
from storage.database import Ledger, LedgerSession
from tests.bot.conftest import StartService, inbox_rows
from tests.bot.small_talk import SmallTalk


async def test_first_poll_has_no_offset_and_asks_for_what_is_handled(
    sandbox: Sandbox, start: StartService
) -> None:
    await start()
    await sandbox.until(lambda: sandbox.updates.is_polled)

    methods = [call.method for call in sandbox.calls]
    poll = next(call for call in sandbox.calls if call.method == "getUpdates")
    assert poll.params.get("offset") is None
    assert poll.params["allowed_updates"] == list(KINDS)
    assert methods.index("deleteWebhook") < methods.index("getUpdates")


async def test_update_is_in_the_ledger_before_it_is_acknowledged(
    sandbox: Sandbox, start: StartService, ledger: Ledger
) -> None:
    stored_when_polled: list[tuple[object, int]] = []

    def look(call: Call) -> bool:
        stored_when_polled.append((call.params.get("offset"), len(ledger.read_now(inbox_rows))))
        return False

    service = await start()
    sandbox.fail(Fault(method="getUpdates", when=look, count=None))
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert (1001, 1) in stored_when_polled
    assert all(stored for offset, stored in stored_when_polled if offset)


async def test_offset_is_sent_only_to_acknowledge(sandbox: Sandbox, start: StartService) -> None:
    """Numbers that begin anew below it would be skipped."""
    service = await start()
    someone = sandbox.person("示例甲", id=501)
    for words in ("one", "two"):
        someone.say(words)
        await sandbox.settle(service.rests)
    sandbox.updates.next_id = 7  # a quiet week has passed
    someone.say("three")
    await sandbox.settle(service.rests)
    await sandbox.until(lambda: sandbox.updates.is_polled)

    offsets = [call.params.get("offset") for call in sandbox.calls if call.method == "getUpdates"]
    assert [offset for offset in offsets if offset] == [1001, 1002, 8]


async def test_update_that_was_not_acknowledged_is_handled_once(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    sandbox.fail(
        Fault(method="getUpdates", when=lambda call: bool(call.params.get("offset")), cut=True, count=None)
    )
    sandbox.person("示例甲", id=501).say("hello")
    await talk.has_heard(1)
    await service.stop()
    sandbox.faults.clear()
    assert len(sandbox.updates.pending) == 1

    service = await start()
    await sandbox.settle(service.rests)

    assert talk.words == ["hello"]
    assert ledger.read_now(inbox_rows) == [(501, 0, True, None)]


async def test_update_that_was_not_stored_is_asked_for_again(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    """The inbox is away for a moment: nothing is acknowledged, nothing lost."""
    service = await start()
    await sandbox.until(lambda: sandbox.updates.is_polled)

    def rename(session: LedgerSession, old: str, new: str) -> None:
        session.connection().exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    ledger.write_now(rename, "inbox", "elsewhere")
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.until(lambda: "updates were not stored" in caplog.text)
    ledger.write_now(rename, "elsewhere", "inbox")
    await sandbox.settle(service.rests)

    assert talk.words == ["hello"]


async def test_group_talk_is_not_stored(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    someone = sandbox.person("示例甲", id=501)
    group = sandbox.group("示例群", someone)
    group.add_bot()
    sandbox.world.privacy = False
    service = await start()
    someone.say("among ourselves", chat=group.chat)
    someone.say("/report@zhuqi_sandbox_bot", chat=group.chat)
    someone.say("/report@other_bot", chat=group.chat)
    await sandbox.settle(service.rests)

    assert talk.words == ["/report@zhuqi_sandbox_bot"]
    assert all(lane == 501 for lane, *_ in ledger.read_now(inbox_rows))
