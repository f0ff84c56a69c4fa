"""To whom: the next one who can be reached, who joins or comes back, a group that has moved."""

from __future__ import annotations

import pytest

from storage.ledger import notices
from storage.ledger.people import welcome_back
from storage.rules.words import Action, State
from tests.bot.delivery.conftest import Post


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
