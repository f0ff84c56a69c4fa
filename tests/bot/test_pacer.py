"""The pacer: notices wait for their slots, prompts count and do not wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import RetryAfter, TimedOut

from bot.checkpoints import Checkpoint
from bot.pacing import Pacer
from tests.bot.turns import CHAT, OTHER, Waiting
from tests.bot.virtual_time import VirtualTime


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
async def pacer(time: VirtualTime) -> AsyncIterator[Pacer]:
    pacer = Pacer(monotonic=time.monotonic, pause=time.pause)
    await pacer.initialize()
    yield pacer
    await pacer.shutdown()


class Telegram:
    """Takes every call, unless it is told what to raise."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.error: Exception | None = None

    async def call(self, endpoint: str, data: dict[str, Any]) -> bool:
        self.calls.append((endpoint, data.get("chat_id")))
        if self.error:
            raise self.error
        return True


async def call(pacer: Pacer, telegram: Telegram, endpoint: str = "sendMessage", **data: Any) -> Any:
    data = {"chat_id": CHAT} | data
    return await pacer.process_request(telegram.call, (endpoint, data), {}, endpoint, data, None)


async def breathe() -> None:
    """Let every task go on that can."""
    for _ in range(10):
        await asyncio.sleep(0)


class Sender:
    """Waits for slots and notes when it got them."""

    def __init__(self, pacer: Pacer, log: list[str]) -> None:
        self.pacer, self.log = pacer, log
        self.tasks: list[asyncio.Task[None]] = []

    def queue(self, name: str, turn: Waiting, *, use: bool = True) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(self._run(name, turn, use=use)))
        return self.tasks[-1]

    async def _run(self, name: str, turn: Waiting, *, use: bool) -> None:
        async with self.pacer.slot(turn):
            if use:
                await call(self.pacer, Telegram(), chat_id=turn.chat_id)
            self.log.append(name)


# Slots


async def test_notices_wait_for_their_slot_and_prompts_do_not(pacer: Pacer, time: VirtualTime) -> None:
    telegram, log = Telegram(), list[str]()
    for _ in range(5):
        await call(pacer, telegram)
    assert len(telegram.calls) == 5
    # The prompts counted: five in a chat that takes three at once.
    Sender(pacer, log).queue("notice", Waiting(chat_id=CHAT))
    await breathe()
    assert log == []
    time.advance(2.9)
    await breathe()
    assert log == []
    time.advance(0.1)
    await breathe()
    assert log == ["notice"]


async def test_slots_go_to_the_first_in_rank_not_to_the_first_who_asked(
    pacer: Pacer, time: VirtualTime
) -> None:
    log: list[str] = []
    sender = Sender(pacer, log)
    for number in range(4):  # the burst overall
        await call(pacer, Telegram(), chat_id=900 + number)
    sender.queue("bulk", Waiting(chat_id=1, rank=(2,)))
    sender.queue("urgent", Waiting(chat_id=2, rank=(1,)))
    await breathe()
    assert log == []
    for _ in range(2):
        time.advance(1 / 26)
        await breathe()
    assert log == ["urgent", "bulk"]


async def test_a_slot_that_was_not_used_goes_to_the_next(pacer: Pacer, time: VirtualTime) -> None:
    log: list[str] = []
    sender = Sender(pacer, log)
    await call(pacer, Telegram())
    await call(pacer, Telegram())
    sender.queue("had nothing to say", Waiting(chat_id=CHAT, rank=(1,)), use=False)
    sender.queue("spoke", Waiting(chat_id=CHAT, rank=(2,)))
    await breathe()
    assert log == ["had nothing to say", "spoke"]


async def test_who_is_cancelled_while_waiting_takes_no_slot(pacer: Pacer, time: VirtualTime) -> None:
    log: list[str] = []
    sender = Sender(pacer, log)
    for _ in range(3):
        await call(pacer, Telegram())
    gone = sender.queue("gone", Waiting(chat_id=CHAT, rank=(1,)))
    sender.queue("stays", Waiting(chat_id=CHAT, rank=(2,)))
    await breathe()
    gone.cancel()
    await breathe()
    time.advance(1)
    await breathe()
    assert log == ["stays"]


async def test_a_second_call_in_a_slot_counts_and_does_not_wait(pacer: Pacer, time: VirtualTime) -> None:
    telegram = Telegram()
    async with pacer.slot(Waiting(chat_id=CHAT)):
        await call(pacer, telegram, "editMessageText")
        await call(pacer, telegram)
    assert len(telegram.calls) == 2
    assert pacer._pace.wait(CHAT, 2, 0) == 1


# What counts


async def test_an_album_counts_with_all_its_messages(pacer: Pacer) -> None:
    await call(pacer, Telegram(), "sendMediaGroup", media=[1, 2, 3])
    assert pacer._pace.wait(CHAT, 1, 0) == 1


@pytest.mark.parametrize(
    ("endpoint", "data", "counts"),
    [
        ("sendMessage", {}, True),
        ("sendPhoto", {}, True),
        ("copyMessage", {}, True),
        ("sendmessage", {"chat_id": str(CHAT)}, True),
        ("sendChatAction", {}, False),
        ("deleteMessage", {}, False),
        ("answerCallbackQuery", {"chat_id": None}, False),
        ("getFile", {"chat_id": None}, False),
        ("setMyCommands", {"chat_id": None}, False),
    ],
)
async def test_only_what_speaks_in_a_chat_counts(
    pacer: Pacer, endpoint: str, data: dict[str, Any], counts: bool
) -> None:
    for _ in range(3):
        await call(pacer, Telegram(), endpoint, **data)
    assert pacer._pace.wait(CHAT, 1, 0) == (1 if counts else 0)


async def test_an_edit_counts_overall_but_is_no_message_of_its_chat(pacer: Pacer) -> None:
    for _ in range(4):
        await call(pacer, Telegram(), "editMessageText")
    assert pacer._pace.wait(CHAT, 3, 0) == pytest.approx(3 / 26, abs=1e-5)


# After a refusal


async def test_after_a_refusal_the_chat_is_held_for_prompts_too(pacer: Pacer, time: VirtualTime) -> None:
    telegram = Telegram()
    telegram.error = RetryAfter(30)
    with pytest.raises(RetryAfter):
        await call(pacer, telegram)
    telegram.error = None
    time.advance(10)
    with pytest.raises(RetryAfter) as refusal:
        await call(pacer, telegram)
    assert str(refusal.value) == "Flood control exceeded. Retry in 0:00:20"
    assert len(telegram.calls) == 1, "while a chat is held nothing is asked of Telegram"
    await call(pacer, telegram, chat_id=OTHER)
    time.advance(20)
    await call(pacer, telegram)
    assert len(telegram.calls) == 3


async def test_a_notice_waits_until_its_chat_is_not_held_any_more(pacer: Pacer, time: VirtualTime) -> None:
    telegram, log = Telegram(), list[str]()
    telegram.error = RetryAfter(30)
    with pytest.raises(RetryAfter):
        await call(pacer, telegram)
    sender = Sender(pacer, log)
    sender.queue("held", Waiting(chat_id=CHAT, rank=(1,)))
    sender.queue("free", Waiting(chat_id=OTHER, rank=(2,)))
    await breathe()
    assert log == ["free"]
    time.advance(30)
    await breathe()
    assert log == ["free", "held"]


# Prompts


@pytest.mark.parametrize(
    ("in_slot", "error", "points"),
    [(False, None, [Checkpoint.PROMPT_SENT]), (True, None, []), (False, TimedOut(), [])],
)
async def test_a_prompt_that_was_sent_is_a_point_and_a_notice_is_not(
    pacer: Pacer,
    monkeypatch: pytest.MonkeyPatch,
    in_slot: bool,
    error: Exception | None,
    points: list[Checkpoint],
) -> None:
    seen: list[Checkpoint] = []
    monkeypatch.setattr("bot.pacing.passed", seen.append)
    telegram = Telegram()
    telegram.error = error
    if in_slot:
        async with pacer.slot(Waiting(chat_id=CHAT)):
            await call(pacer, telegram)
    elif error:
        with pytest.raises(TimedOut):
            await call(pacer, telegram)
    else:
        await call(pacer, telegram)
    assert seen == points


async def test_prompts_in_a_flood_are_not_sent_until_it_is_quiet(pacer: Pacer, time: VirtualTime) -> None:
    telegram = Telegram()
    for _ in range(15):
        await call(pacer, telegram)
    for _ in range(20):
        with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
            await call(pacer, telegram)
        time.advance(0.1)
    assert len(telegram.calls) == 15
    await call(pacer, telegram, chat_id=OTHER)
    async with pacer.slot(Waiting(chat_id=OTHER)):
        await call(pacer, telegram, chat_id=OTHER)
    time.advance(3)
    await call(pacer, telegram)
    assert len(telegram.calls) == 18


async def test_notices_are_no_flood(pacer: Pacer, time: VirtualTime) -> None:
    telegram = Telegram()
    time.flies = True
    for _ in range(20):
        async with pacer.slot(Waiting(chat_id=CHAT)):
            await call(pacer, telegram)
            await call(pacer, telegram)
    assert len(telegram.calls) == 40
