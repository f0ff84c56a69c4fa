"""The loop: in which order, to whom, and what it survives."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.checkpoints import Checkpoint
from bot.pacing import Limit, Limits
from bot.sandbox import Call, Fault
from bot.sandbox.refusals import bad_request, too_many_requests
from storage.ledger import notices, outbox
from storage.ledger.people import welcome_back
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from tests.bot.delivery.conftest import FAST, Post
from tests.bot.virtual_time import VirtualTime

ONE_AT_A_TIME = Limits(overall=Limit(messages=1, seconds=1, burst=1), private=FAST.private, group=FAST.group)


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


def is_look(unit: Any, **how: Any) -> bool:
    """Whether delivery looks for what is due; not whoever asks if it is idle."""
    return unit is outbox.due_notices and "besides" in how


# In which order


async def test_delivery_in_a_chat_follows_the_order_of_what_happened(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    for action in (Action.ACCEPT, Action.PROGRESS, Action.RESOLVE):
        post.zone.later(minutes=1)
        post.zone.act(action, case_id, post.who.lead)
    post.time.advance(3600)

    await post.deliver()

    number = "ZQ261124-001"
    assert post.texts(post.who.reporter) == [
        f"✅ {number} 已收到",
        f"{number} 已签收",
        f"{number} 有新进展",
        f"{number} 已办结：已解决",
    ]
    assert post.waiting() == []


class TestOneAtATime:
    """One message a second: the order of the slots is seen."""

    @pytest.fixture
    def limits(self) -> Limits:
        return ONE_AT_A_TIME

    @pytest.fixture
    def time(self) -> VirtualTime:
        return VirtualTime()

    async def test_delivery_brings_what_is_urgent_before_all_else(self, post: Post) -> None:
        post.everybody()
        for _ in range(2):
            post.zone.open()
        post.zone.open(urgency=Urgency.CRITICAL)

        await one_by_one(post, messages=9)

        numbers = [text.removeprefix("✅ ").split(" ")[0] for _, text in post.chats()]
        assert numbers[:3] == ["ZQ261124-003"] * 3
        assert sorted(numbers[3:]) == ["ZQ261124-001"] * 3 + ["ZQ261124-002"] * 3

    async def test_delivery_lets_what_became_urgent_overtake_what_waits(self, post: Post) -> None:
        post.everybody()
        for _ in range(3):
            post.zone.open()
        await one_by_one(post, messages=2)
        post.zone.open(urgency=Urgency.CRITICAL)
        post.delivery.wake()
        while sum(taken.notice.urgent for taken in post.delivery._under_way.values()) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)  # nothing tells when a notice has been taken up

        await one_by_one(post, messages=12)

        numbers = [text.removeprefix("✅ ").split(" ")[0] for _, text in post.chats()]
        assert "ZQ261124-004" not in numbers[:2]
        assert numbers[2:5] == ["ZQ261124-004"] * 3

    async def test_delivery_tells_who_reported_before_their_colleagues(self, post: Post) -> None:
        post.everybody()
        post.zone.open()
        await one_by_one(post, messages=3)
        people = [person for person, _ in post.chats()]
        assert people == [post.who.reporter, post.who.colleague, post.who.lead]


async def one_by_one(post: Post, *, messages: int) -> None:
    """Let a second pass whenever a message has arrived, until there are so many."""
    while len(post.chats()) < messages:
        arrived = len(post.chats())
        if arrived:
            await post.time.until_somebody_sleeps()
            post.time.advance(1)
        await post.until(partial(has_more, post, arrived))


def has_more(post: Post, than: int) -> bool:
    return len(post.chats()) > than


# What is marked


async def test_delivery_marks_each_chat_when_telegram_took_it(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    post.zone.act(Action.ACCEPT, case_id, post.who.lead)
    await post.deliver()
    assert post.sent() == [
        ("open", post.who.reporter),
        ("open", post.who.colleague),
        ("accept", post.who.reporter),
        ("accept", post.who.colleague),
    ]
    assert post.waiting() == []


async def test_delivery_passes_the_named_points_in_order(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    points: list[tuple[Checkpoint, int]] = []
    monkeypatch.setattr(
        "bot.delivery.delivery.passed", lambda point: points.append((point, len(post.sent())))
    )
    post.everybody()
    post.tell(post.who.manager)
    await post.deliver()
    assert points == [(Checkpoint.NOTICE_TAKEN, 0), (Checkpoint.NOTICE_MARKED, 1)]


async def test_delivery_begun_anew_sends_only_what_was_not_marked(post: Post) -> None:
    post.everybody()
    post.zone.open()
    await post.deliver()
    before = post.chats()
    await post.restart()
    await post.deliver()
    assert post.chats() == before


async def test_delivery_killed_before_the_mark_sends_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.everybody()
    post.tell(post.who.manager)

    def die(point: Checkpoint) -> None:
        if point is Checkpoint.NOTICE_TAKEN:
            raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr("bot.delivery.delivery.passed", die)
        await post.until(lambda: bool(post.person(post.who.manager).heard()))
        await post.stop()
    assert post.sent() == []
    await post.restart()
    await post.deliver()
    assert len(post.texts(post.who.manager)) == 2, "doubled, and not lost"
    assert post.sent() == [("long_stop", post.who.manager)]


# What goes wrong on the way


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


class TestHeldChat:
    @pytest.fixture
    def time(self) -> VirtualTime:
        return VirtualTime()

    async def test_delivery_held_in_one_chat_goes_on_in_the_others(self, post: Post) -> None:
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


# To whom


@pytest.mark.parametrize("leaves", ["block", "delete_account", "never_began"])
async def test_delivery_finds_the_next_one_when_the_handler_cannot_be_reached(
    post: Post, leaves: str
) -> None:
    post.everybody()
    lead = post.person(post.who.lead)
    if leaves == "never_began":
        lead.chat.started = False
    else:
        getattr(lead, leaves)()
        post.sandbox.updates.drop()
    post.zone.open()
    await post.deliver()
    assert post.texts(post.who.member) == ["ZQ261124-001 · 待签收"]
    assert post.texts(post.who.member2) == ["ZQ261124-001 · 待签收"]
    assert lead.heard() == []
    assert post.waiting() == []


async def test_delivery_does_not_ask_again_whom_it_knows_to_be_gone(post: Post) -> None:
    post.everybody()
    post.person(post.who.lead).block()
    post.sandbox.updates.drop()
    case_id = post.zone.open()
    await post.deliver()
    refused = len(post.sandbox.refused)
    post.zone.act(Action.URGE, case_id, post.who.reporter)
    await post.deliver()
    assert len(post.sandbox.refused) == refused == 1
    assert post.texts(post.who.member)[-1] == "（承办人暂时联系不上，请代为处理）"


async def test_delivery_to_who_blocked_after_getting_their_card(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    await post.deliver()
    post.zone.unreachable(post.who.lead)
    post.zone.act(Action.URGE, case_id, post.who.reporter)
    await post.deliver()
    assert post.texts(post.who.member)[0] == "ZQ261124-001 · 待签收"
    assert post.waiting() == []


async def test_delivery_waits_until_somebody_joins(post: Post) -> None:
    managers = (post.who.manager, post.who.manager2)
    account = post.person(post.who.manager)
    post.people(post.who.reporter, post.who.colleague)
    for person_id in (*managers, post.who.lead, post.who.member, post.who.member2):
        post.zone.set_person(person_id, telegram_id=None, consented_at=None, consent_version=None)
    case_id = post.zone.open()
    await post.deliver()
    assert post.waiting() == ["card"]
    assert post.calls("sendMessage")[-1].chat_id != account.id

    post.zone.set_person(post.who.manager, telegram_id=account.id, consented_at=post.zone.now)
    post.run(notices.welcome, person_id=post.who.manager, now=post.zone.now, cause="inbox:77")
    await post.deliver()
    assert post.texts(post.who.manager) == ["ZQ261124-001 · 待签收"]
    assert post.waiting() == []
    assert post.zone.case(case_id).state is State.SUBMITTED


async def test_delivery_looks_again_when_it_has_waited(post: Post) -> None:
    post.everybody()
    post.tell(post.who.manager)
    post.zone.unreachable(post.who.manager)
    await post.deliver()
    assert post.waiting() == ["long_stop"]
    post.zone.set_person(post.who.manager, unreachable_since=None)
    await post.deliver()
    assert post.waiting() == ["long_stop"], "it is not asked for all the time"
    post.time.advance(600)
    await post.deliver()
    assert post.sent() == [("long_stop", post.who.manager)]


async def test_delivery_drops_what_is_meant_for_nobody_any_more(post: Post) -> None:
    post.everybody()
    case_id = post.zone.open()
    post.zone.act(Action.ACCEPT, case_id, post.who.lead)
    await post.deliver()
    # 签收 is told to who had the case before; nobody had.
    assert post.dropped() == ["nobody is meant"]


async def test_delivery_follows_a_group_that_has_moved(post: Post) -> None:
    group = post.sandbox.group("亲清群（示例）", post.person(post.who.lead))
    group.add_bot()
    old_id = group.chat.id
    group.migrate()
    post.sandbox.updates.drop()
    post.tell_chat(old_id)
    await post.deliver()
    assert [call.chat_id for call in post.calls("sendMessage")] == [old_id, group.id]
    assert post.waiting() == post.dropped() == []


async def test_delivery_to_a_chat_that_is_gone_is_dropped(post: Post) -> None:
    post.tell_chat(-12345)
    await post.deliver()
    assert post.dropped() == ["-12345: BadRequest: Chat not found"]
    assert len(post.calls("sendMessage")) == 1


# Waking, resting, ending


async def test_delivery_is_idle_when_nothing_is_due_and_nothing_under_way(post: Post) -> None:
    assert await post.delivery.idle() is True
    post.everybody()
    post.zone.open()
    assert await post.delivery.idle() is False
    await post.deliver()
    assert await post.delivery.idle() is True


async def test_delivery_leaves_alone_what_is_due_later(post: Post) -> None:
    post.everybody()
    post.tell(post.who.manager, now=post.time.clock() + timedelta(hours=1))
    await post.deliver()
    assert post.sent() == []
    post.time.advance(3600)
    await post.deliver()
    assert post.sent() == [("long_stop", post.who.manager)]


async def test_delivery_that_is_stopped_ends_what_is_in_hand_and_begins_nothing(post: Post) -> None:
    post.everybody()
    for _ in range(2):
        post.zone.open()
    stops: list[asyncio.Task[None]] = []

    def stop(call: Call) -> bool:
        if not stops:
            stops.append(asyncio.create_task(post.delivery.stop(5)))
        return False

    post.sandbox.fail(Fault(method="sendMessage", when=stop))
    await post.until(lambda: bool(stops))
    await stops[0]
    taken = sorted(post.chats())
    assert len(taken) < 6
    assert post.sent() == sorted(("open", person) for person, text in taken if text.startswith("✅"))
    assert len(post.waiting()) >= 2

    await post.restart()
    await post.deliver()
    assert len(post.chats()) == 6, "nothing lost, nothing doubled"


async def test_delivery_that_is_stopped_does_not_wait_for_a_retry(post: Post) -> None:
    post.time.flies = False
    post.everybody()
    stops: list[asyncio.Task[None]] = []

    def stop(call: Call) -> bool:
        stops.append(asyncio.create_task(post.delivery.stop(60)))
        return True

    post.sandbox.fail(Fault(method="sendMessage", when=stop, cut=True))
    post.tell(post.who.manager)
    await post.until(lambda: bool(stops))
    async with asyncio.timeout(5):
        await stops[0]
    assert post.waiting() == ["long_stop"]


async def test_delivery_welcomes_back_who_had_blocked(post: Post) -> None:
    post.everybody()
    manager = post.person(post.who.manager)
    manager.block()
    post.sandbox.updates.drop()
    post.tell(post.who.manager)
    await post.deliver()
    assert post.waiting() == ["long_stop"]
    manager.chat.blocked = False
    post.run(welcome_back, telegram_id=manager.id, now=post.time.clock())
    await post.deliver()
    assert post.sent() == [("long_stop", post.who.manager)]
