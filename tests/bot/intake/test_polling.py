"""Polling survives whatever Telegram does, and waits as long as it has to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.intake.polling import ANSWER_SECONDS, POLL_SECONDS, Polling
from bot.patience import Patience

Json = dict[str, Any]


class Telegram:
    """Answers polls as a test says, then no more."""

    def __init__(self, *answers: list[Json] | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Json] = []
        self.ended = asyncio.Event()

    async def do_api_request(self, endpoint: str, *, api_kwargs: Json, read_timeout: float) -> list[Json]:
        self.asked.append(api_kwargs | {"read_timeout": read_timeout})
        if not self.answers:
            self.ended.set()
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Listening:
    """What came of it."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.pauses: list[float] = []
        self.polled = 0
        self.refuses: list[Exception] = []

    async def take(self, updates: Sequence[Json]) -> None:
        if self.refuses:
            raise self.refuses.pop(0)
        self.taken += [update["update_id"] for update in updates]

    async def note(self, _: float) -> None:
        self.polled += 1

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def listening() -> Listening:
    return Listening()


async def poll(telegram: Telegram, listening: Listening) -> None:
    polling = Polling(
        cast(Bot, telegram),
        listening.take,
        on_polled=listening.note,
        patience=Patience(first_seconds=1, most_seconds=30),
        pause=listening.pause,
    )
    running = asyncio.create_task(polling.run())
    await telegram.ended.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_silence_is_given_up_some_time_after_the_poll_should_have_ended(listening: Listening) -> None:
    telegram = Telegram(TimedOut(), TimedOut(), [{"update_id": 7}])
    await poll(telegram, listening)

    assert {one["read_timeout"] for one in telegram.asked} == {POLL_SECONDS + ANSWER_SECONDS}
    assert listening.pauses == [1, 2]
    assert (listening.taken, listening.polled) == ([7], 1)


async def test_failures_in_a_row_are_waited_for_longer_and_longer(listening: Listening) -> None:
    telegram = Telegram(*[NetworkError("Bad Gateway")] * 8, [], NetworkError("Bad Gateway"))
    await poll(telegram, listening)

    assert listening.pauses == [1, 2, 4, 8, 16, 30, 30, 30, 1]


async def test_who_is_told_to_be_silent_for_an_hour_is(listening: Listening) -> None:
    telegram = Telegram(RetryAfter(timedelta(hours=1)), [{"update_id": 7}])
    await poll(telegram, listening)

    assert listening.pauses == [3600]
    assert listening.taken == [7]


async def test_what_was_not_stored_is_not_acknowledged(listening: Listening) -> None:
    listening.refuses = [OSError("no room")]
    telegram = Telegram([{"update_id": 7}], [{"update_id": 7}], [])
    await poll(telegram, listening)

    assert [one["offset"] for one in telegram.asked] == [None, None, 8, None]
    assert listening.taken == [7]
