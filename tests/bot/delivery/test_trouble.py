"""What goes wrong on the way: it is tried again, given up, or held, and the rest goes on."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery.looking import look
from bot.sandbox import Fault
from bot.sandbox.refusals import bad_request, too_many_requests
from tests.bot.delivery.conftest import Post


def locked() -> OperationalError:
    return OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))


def failing(ledger_call: Any, *, times: int, when: Callable[..., bool] = lambda *_, **__: True) -> Any:
    """A ledger's `read` or `write` that fails so often, when it is called in a certain way."""
    left = itertools.repeat(True, times)

    async def call(unit: Any, *args: Any, **kwargs: Any) -> Any:
        if when(unit, **kwargs) and next(left, False):
            raise locked()
        return await ledger_call(unit, *args, **kwargs)

    return call


def is_look(unit: Any, **_: Any) -> bool:
    """Whether delivery looks for what is due; not whoever asks if it is idle."""
    return unit is look


@pytest.fixture
def told(post: Post) -> Iterator[Post]:
    """One notice is due for one of 专班."""
    post.everybody()
    post.tell(post.who.manager)
    yield post
    assert post.sent() == [("long_stop", post.who.manager)]
    assert post.waiting() == []


@pytest.mark.parametrize(
    "fault", [Fault.server_error("sendMessage", count=2), Fault(method="sendMessage", count=2, cut=True)]
)
async def test_delivery_tries_again_with_growing_delay(told: Post, fault: Fault) -> None:
    told.sandbox.fail(fault)
    await told.deliver()
    assert len(told.texts(told.who.manager)) == 1
    assert told.time.pauses == [1, 2]


async def test_delivery_sends_again_what_was_taken_with_a_lost_answer(told: Post) -> None:
    told.sandbox.fail(Fault(method="sendMessage", lose_answer=True))
    await told.deliver()
    assert len(told.texts(told.who.manager)) == 2


async def test_delivery_survives_a_locked_database(told: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told.ledger, "read", failing(told.ledger.read, times=1, when=is_look))
    await told.deliver()
    assert len(told.texts(told.who.manager)) == 1


async def test_delivery_repeats_the_mark_and_not_the_message(
    told: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told.ledger, "write", failing(told.ledger.write, times=3))
    await told.deliver()
    assert len(told.texts(told.who.manager)) == 1
    assert told.time.pauses == [1, 2, 4]


async def test_delivery_drops_what_is_refused_and_goes_on(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.everybody()
    post.sandbox.fail(Fault(method="sendMessage", refusal=bad_request("can't parse entities")))
    for key in ("first", "second"):
        post.tell(post.who.manager, key=key)
    await post.deliver()
    chat_id = post.person(post.who.manager).id
    assert post.dropped() == [f"{chat_id}: BadRequest: Can't parse entities"]
    assert len(post.texts(post.who.manager)) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_delivery_refused_for_one_still_goes_to_the_others(post: Post) -> None:
    post.everybody()
    colleague = post.person(post.who.colleague)
    post.sandbox.fail(Fault(chat_id=colleague.id, refusal=bad_request("BUTTON_DATA_INVALID")))
    post.zone.open()
    await post.deliver()
    assert post.dropped() == [f"{colleague.id}: BadRequest: Button_data_invalid"]
    assert post.sent() == [("open", post.who.reporter)]


async def test_delivery_keeps_what_our_own_error_kept_from_being_made(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    post.everybody()
    post.zone.open()

    def broken(*_: Any) -> None:
        raise KeyError("a name that the template does not know")

    with monkeypatch.context() as patched:
        patched.setattr("bot.delivery.composing.word_event", broken)
        await post.deliver()
    assert post.waiting() == ["open"]
    assert post.texts(post.who.lead) == ["ZQ261124-001 · 待签收"], "what is not broken goes on"
    assert {record.levelname for record in caplog.records} == {"ERROR"}

    await post.deliver()
    assert post.texts(post.who.reporter) == [], "not at once"
    post.time.advance(60)
    await post.deliver()
    assert post.texts(post.who.reporter) == ["✅ ZQ261124-001 已收到"]
    assert post.waiting() == []


async def test_delivery_held_in_one_chat_goes_on_in_the_others(post: Post) -> None:
    post.time.flies = False
    post.everybody()
    lead = post.person(post.who.lead)
    post.sandbox.fail(Fault(chat_id=lead.id, refusal=too_many_requests(30)))
    post.zone.open()
    await post.until(lambda: len(post.chats()) == 2)
    await post.time.until_somebody_sleeps()
    assert post.texts(post.who.lead) == []
    assert await post.delivery.idle() is False

    post.time.advance(29)
    await asyncio.sleep(0)
    assert post.texts(post.who.lead) == []
    post.time.advance(1)
    await post.deliver()
    assert post.texts(post.who.lead) == ["ZQ261124-001 · 待签收"]
