"""What goes wrong in a handler: what counts as a try, and what is set aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.sandbox import Sandbox
from storage.database import Ledger
from tests.bot.conftest import StartService, inbox_rows
from tests.bot.hooks import always, failing
from tests.bot.small_talk import SmallTalk


async def test_handler_that_fails_three_times_is_set_aside_and_its_sender_told(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    service = await start()
    one, other = sandbox.person("示例甲", id=501), sandbox.person("示例乙", id=502)
    talk.during["boom"] = always(ValueError("the handler's reason"))
    one.say("boom")
    one.say("after")
    other.say("besides")
    await sandbox.settle(service.rests)

    by_one = [words for who, words, _ in talk.heard if who == 501]
    assert by_one == ["boom", "boom", "boom", "after"]
    assert ledger.read_now(inbox_rows) == [
        (501, 3, True, "00000001"),
        (501, 0, True, None),
        (502, 0, True, None),
    ]
    assert one.sees("00000001")
    assert not other.heard()
    assert "the handler's reason" not in "".join(message.text for message in one.heard())
    assert "[00000001]" in caplog.text
    assert "the handler's reason" in caplog.text


@pytest.mark.parametrize(
    "error",
    [NetworkError("gone"), RetryAfter(timedelta(seconds=0)), InvalidToken("Unauthorized")],
    ids=lambda error: type(error).__name__,
)
async def test_network_errors_are_no_tries(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger, error: Exception
) -> None:
    service = await start()
    talk.during["hello"] = failing(*[error] * 5)
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert talk.words == ["hello"] * 6
    assert ledger.read_now(inbox_rows) == [(501, 0, True, None)]


async def test_bad_request_is_a_try_although_the_library_counts_it_as_network(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    talk.during["hello"] = always(BadRequest("wrong"))
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert ledger.read_now(inbox_rows) == [(501, 3, True, "00000001")]


async def test_update_that_nobody_handles_is_not_done(
    sandbox: Sandbox, start: StartService, ledger: Ledger, talk: SmallTalk
) -> None:
    service = await start()
    sandbox.person("示例甲", id=501).say("nobody's")
    await sandbox.settle(service.rests)

    assert ledger.read_now(inbox_rows) == [(501, 3, True, "00000001")]


async def test_update_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    someone = sandbox.person("示例甲", id=501)
    sandbox.updates.add("message", {"from": {"id": 501}, "chat": "no chat"})
    sandbox.updates.add("message", {})
    someone.say("after")
    await sandbox.settle(service.rests)

    assert talk.words == ["after"]
    assert ledger.read_now(inbox_rows) == [
        (501, 3, True, "00000001"),
        (0, 3, True, "00000002"),
        (501, 0, True, None),
    ]
    assert someone.sees("00000001")
