"""The start: on its ledger alone, once Telegram is there, with what was left; and others who poll."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.lock import AlreadyRunning
from bot.reaching import TokenRejected
from bot.sandbox import Fault, Sandbox
from bot.service import Service
from bot.settings import Settings
from storage.database import Ledger
from storage.ledger.inbox import NewUpdate, TalkState, finish_update, store_updates
from tests.bot.conftest import StartService
from tests.bot.small_talk import SmallTalk

BOT_ID = 1000


async def test_start_goes_on_with_what_was_stored_and_not_done(
    start: StartService, talk: SmallTalk, ledger: Ledger, sandbox: Sandbox
) -> None:
    someone = sandbox.person("示例甲", id=501)
    payloads = []
    for words in ("begin", "answer", "more"):
        someone.say(words)
        payloads.append(sandbox.updates.pending[-1].as_json())
    sandbox.updates.drop()
    updates = [NewUpdate(update_id=one["update_id"], lane=501, payload=one) for one in payloads]
    before = datetime.now(UTC)
    stored = ledger.write_now(store_updates, BOT_ID, updates, before)
    ledger.write_now(finish_update, stored[0], TalkState(telegram_id=501, state="asked"), before)

    service = await start()
    await sandbox.settle(service.rests)

    assert talk.heard == [(501, "answer", True), (501, "more", False)]


async def test_second_service_on_the_same_ledger_does_not_start(
    start: StartService, settings: Settings, talk: SmallTalk
) -> None:
    await start()

    with pytest.raises(AlreadyRunning, match="已有一个 zhuqi run"):
        await Service(settings, talk=talk.talk).start()


async def test_lock_is_given_back_by_the_stop(start: StartService) -> None:
    await (await start()).stop()
    await start()


async def test_wrong_token_ends_the_start(settings: Settings, talk: SmallTalk) -> None:
    wrong = settings.model_copy(update={"bot_token": SecretStr("1000:wrong")})

    with pytest.raises(TokenRejected):
        await Service(wrong, talk=talk.talk).start()


async def test_start_waits_until_telegram_is_there(
    sandbox: Sandbox, start: StartService, talk: SmallTalk
) -> None:
    for method in ("getMe", "deleteWebhook", "setMyCommands", "getUpdates"):
        sandbox.fail(Fault.server_error(method, count=2))
    service = await start()
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert talk.words == ["hello"]


async def test_commands_are_announced(sandbox: Sandbox, start: StartService) -> None:
    await start()
    await sandbox.until(lambda: "setMyCommands" in [call.method for call in sandbox.calls])

    call = next(call for call in sandbox.calls if call.method == "setMyCommands")
    assert call.params["commands"] == [{"command": "help", "description": "帮助"}]


# Others who use the same token


async def test_other_poller_is_told_of_and_polling_goes_on(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, caplog: pytest.LogCaptureFixture
) -> None:
    service = await start()
    await sandbox.until(lambda: sandbox.updates.is_polled)
    async with Bot(sandbox.token, base_url=sandbox.base_url, request=HTTPXRequest()) as other:
        await other.get_updates(timeout=0)
        await sandbox.until(lambda: "另一个程序正用同一个 BOT_TOKEN" in caplog.text)
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert talk.words == ["hello"]


async def test_webhook_set_by_somebody_else_is_taken_away(
    sandbox: Sandbox, start: StartService, talk: SmallTalk
) -> None:
    service = await start()
    await sandbox.until(lambda: sandbox.updates.is_polled)
    async with Bot(sandbox.token, base_url=sandbox.base_url, request=HTTPXRequest()) as other:
        await other.set_webhook("http://127.0.0.1:9/")
    await sandbox.until(lambda: sandbox.updates.is_polled)
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert talk.words == ["hello"]
