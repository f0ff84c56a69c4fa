"""The running service: what is stored, acknowledged and handled, and what survives its end."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from bot.intake import KINDS
from bot.lock import AlreadyRunning
from bot.reaching import TokenRejected
from bot.sandbox import Call, Fault, Sandbox
from bot.service import Service
from bot.settings import Settings
from handlers.context import Context
from storage.database import Ledger, LedgerSession
from storage.ledger.inbox import NewUpdate, TalkState, finish_update, store_updates, talk_states
from storage.migrations import upgrade
from storage.tables import Conversation, Outbox, Person
from tests.bot.conftest import StartService, inbox_rows
from tests.bot.small_talk import Hook, SmallTalk

BOT_ID = 1000


def failing(*errors: Exception) -> Hook:
    """Raises these one after the other, then no more."""
    left = list(errors)

    async def fail(_: Context) -> None:
        if left:
            raise left.pop(0)

    return fail


def always(error: Exception) -> Hook:
    async def fail(_: Context) -> None:
        raise error

    return fail


def unhandled(ledger: Ledger) -> int:
    return sum(not done for _, _, done, _ in ledger.read_now(inbox_rows))


# What comes in


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


# What goes wrong in a handler


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


async def test_answers_that_a_flood_overtakes_can_be_left_out(
    sandbox: Sandbox, start: StartService, talk: SmallTalk
) -> None:
    service = await start()
    begun, go_on, later = asyncio.Event(), asyncio.Event(), list[bool]()

    async def linger(_: Context) -> None:
        begun.set()
        await go_on.wait()

    async def note(context: Context) -> None:
        later.append(context.will_answer_later(piece=False))

    talk.during |= {"first": linger} | {str(number): note for number in range(12)}
    someone = sandbox.person("示例甲", id=501)
    someone.say("first")
    await begun.wait()
    for number in range(12):
        someone.say(str(number))
    await sandbox.until(lambda: not sandbox.updates.pending)
    go_on.set()
    await sandbox.settle(service.rests)

    assert later == [True] * 7 + [False] * 5


# Where the conversation stands


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
    upgrade(ledger.engine)

    def keep(session: LedgerSession) -> None:
        session.add(Conversation(telegram_id=501, state="of another version"))
        session.add(Conversation(telegram_id=502, state="asked"))

    ledger.write_now(keep)
    service = await start()
    sandbox.person("示例甲", id=501).say("begin")
    sandbox.person("示例乙", id=502).say("answer")
    await sandbox.settle(service.rests)

    assert sorted(talk.heard) == [(501, "begin", False), (502, "answer", True)]


# The end, and the next start


async def test_start_goes_on_with_what_was_stored_and_not_done(
    start: StartService, talk: SmallTalk, ledger: Ledger, sandbox: Sandbox
) -> None:
    upgrade(ledger.engine)
    someone = sandbox.person("示例甲", id=501)
    payloads = []
    for words in ("begin", "answer", "more"):
        someone.say(words)
        payloads.append(sandbox.updates.pending[-1].as_json())
    sandbox.updates.drop()
    updates = [NewUpdate(update_id=one["update_id"], lane=501, payload=one) for one in payloads]
    before = datetime.now(UTC)
    stored = ledger.write_now(store_updates, BOT_ID, updates, before)
    ledger.write_now(finish_update, stored[0].id, TalkState(telegram_id=501, state="asked"), before)

    service = await start()
    await sandbox.settle(service.rests)

    assert talk.heard == [(501, "answer", True), (501, "more", False)]


async def test_stop_finishes_what_is_in_hand_and_begins_nothing(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    service = await start()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def linger(_: Context) -> None:
        begun.set()
        await go_on.wait()

    talk.during["begin"] = linger
    someone = sandbox.person("示例甲", id=501)
    someone.say("begin")
    someone.say("answer")
    await begun.wait()
    stopping = asyncio.create_task(service.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert talk.words == ["begin"]
    assert ledger.read_now(talk_states) == {501: "asked"}
    service = await start()
    await sandbox.settle(service.rests)
    assert talk.heard == [(501, "begin", False), (501, "answer", True)]


async def test_what_was_broken_off_is_handled_again(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    """The process ends between a handler's effect and its done mark."""
    service = await start(finish_seconds=0)
    begun = asyncio.Event()

    async def never_end(_: Context) -> None:
        begun.set()
        await asyncio.Event().wait()

    talk.afterwards["begin"] = never_end
    sandbox.person("示例甲", id=501).say("begin")
    await begun.wait()
    await service.stop()
    assert ledger.read_now(talk_states) == {}
    assert unhandled(ledger) == 1

    talk.afterwards.clear()
    service = await start()
    await sandbox.settle(service.rests)
    assert talk.heard == [(501, "begin", False)] * 2
    assert ledger.read_now(talk_states) == {501: "asked"}


async def test_stop_and_start_under_load_lose_and_double_nothing(
    sandbox: Sandbox, start: StartService, talk: SmallTalk, ledger: Ledger
) -> None:
    people = [sandbox.person(f"示例{number}", id=500 + number) for number in range(5)]
    service = await start()
    for number in range(20):
        for person in people:
            person.say(str(number))
        if number % 7 == 3:
            await talk.has_heard(len(talk.heard) + 1)
            await service.stop()
            service = await start()
    await sandbox.settle(service.rests)

    for person in people:
        assert [words for who, words, _ in talk.heard if who == person.id] == [str(one) for one in range(20)]


async def test_stop_is_quick(sandbox: Sandbox, start: StartService) -> None:
    service = await start()
    await sandbox.until(lambda: sandbox.updates.is_polled)

    begun = time.monotonic()
    await service.stop()
    await service.stop()

    assert time.monotonic() - begun < 2


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


async def test_signal_stops_the_service(settings: Settings, talk: SmallTalk, sandbox: Sandbox) -> None:
    serving = asyncio.create_task(Service(settings, talk=talk.talk).run_until_stopped())
    await sandbox.until(lambda: sandbox.updates.is_polled)

    os.kill(os.getpid(), signal.SIGTERM)
    await serving

    assert not sandbox.updates.is_polled


async def test_commands_are_announced(sandbox: Sandbox, start: StartService) -> None:
    await start()
    await sandbox.until(lambda: "setMyCommands" in [call.method for call in sandbox.calls])

    call = next(call for call in sandbox.calls if call.method == "setMyCommands")
    assert call.params["commands"] == [{"command": "help", "description": "帮助"}]


# Who can be reached, and how long nobody was


def add_person(session: LedgerSession, telegram_id: int) -> None:
    session.add(Person(name="示例甲", phone="+8613800000501", telegram_id=telegram_id))


def unreachable_since(session: LedgerSession) -> datetime | None:
    return session.exec(select(Person.unreachable_since)).one()


async def test_who_blocks_the_bot_cannot_be_reached_until_they_let_it(
    sandbox: Sandbox, start: StartService, ledger: Ledger
) -> None:
    upgrade(ledger.engine)
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
    upgrade(ledger.engine)
    ledger.write_now(add_person, 501)

    def lose(session: LedgerSession) -> None:
        session.exec(select(Person)).one().unreachable_since = datetime.now(UTC)

    ledger.write_now(lose)
    service = await start()
    sandbox.person("示例甲", id=501).say("hello")
    await sandbox.settle(service.rests)

    assert ledger.read_now(unreachable_since) is None


def topics(session: LedgerSession) -> list[str]:
    return list(session.exec(select(Outbox.topic)))


@pytest.mark.parametrize(("hours", "told"), [(23, []), (25, ["long_stop"])])
async def test_stop_longer_than_telegram_keeps_updates_is_told_once(
    sandbox: Sandbox, start: StartService, ledger: Ledger, now: datetime, hours: int, told: list[str]
) -> None:
    """Not by what was received last: a quiet weekend is no stop."""
    for start_at in (now, now + timedelta(hours=hours), now + timedelta(hours=hours, minutes=1)):
        service = await start(clock=lambda at=start_at: at)
        await sandbox.until(lambda: sandbox.updates.is_polled)
        sandbox.person("示例", id=int(start_at.timestamp())).say("hello")
        await sandbox.settle(service.rests)
        await service.stop()

    assert ledger.read_now(topics) == told
