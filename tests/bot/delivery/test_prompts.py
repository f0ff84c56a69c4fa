"""Prompts that were kept, as they come out at the other end."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from bot.sandbox import Call, Fault
from storage.database import LedgerSession
from storage.ledger import outbox
from storage.tables import Outbox
from tests.bot.delivery.conftest import Post


def prompt_row(session: LedgerSession) -> tuple[bool, str | None]:
    row = session.exec(select(Outbox).where(col(Outbox.key).startswith("prompt:"))).one()
    return row.done_at is not None, row.dropped


def keep(post: Post, text: str, keyboard: Any = None) -> None:
    chat_id = post.person(post.who.reporter).id
    facts = {"text": text, "keyboard": keyboard}
    post.run(outbox.keep_prompt, chat_id=chat_id, facts=facts, now=post.time.clock())


async def test_prompt_that_was_kept_comes_with_its_buttons(post: Post) -> None:
    keep(post, "请看一下<b>预览</b>", {"inline_keyboard": [[{"text": "提交", "callback_data": "draft:1"}]]})
    await post.deliver()
    message = post.last(post.who.reporter)
    assert message.text == "请看一下预览"
    assert [button.text for button in post.person(post.who.reporter).buttons(message)] == ["提交"]
    assert post.run(prompt_row) == (True, None)


async def test_prompt_that_was_kept_may_bring_a_reply_keyboard(post: Post) -> None:
    keep(post, "请选择", {"keyboard": [[{"text": "上报问题"}]], "resize_keyboard": True})
    await post.deliver()
    assert [button.text for button in post.person(post.who.reporter).buttons()] == ["上报问题"]


async def test_prompt_kept_for_more_than_ten_minutes_is_dropped(post: Post) -> None:
    keep(post, "请补充")
    post.time.advance(601)
    await post.deliver()
    assert post.person(post.who.reporter).heard() == []
    assert post.run(prompt_row) == (True, "too old to be answered")


async def test_prompt_kept_later_takes_the_place_of_the_one_before(post: Post) -> None:
    keep(post, "第一步")
    keep(post, "第二步")
    await post.deliver()
    assert post.texts(post.who.reporter) == ["第二步"]


async def test_prompt_kept_while_another_is_on_its_way_comes_after_it(post: Post) -> None:
    keep(post, "第一步")
    later: list[int] = []

    def keep_meanwhile(call: Call) -> bool:
        if not later:
            later.append(1)
            keep(post, "第二步")
        return False

    post.sandbox.fail(Fault(method="sendMessage", when=keep_meanwhile))
    await post.deliver()
    assert post.texts(post.who.reporter) == ["第一步", "第二步"]
    keep(post, "第三步")
    await post.deliver()
    assert post.texts(post.who.reporter) == ["第一步", "第二步", "第三步"]


async def test_prompt_of_an_earlier_step_does_not_come(post: Post) -> None:
    keep(post, "第一步")
    post.time.advance(5)
    chat_id, later = post.person(post.who.reporter).id, post.time.clock()
    post.run(outbox.forget_prompt, chat_id=chat_id, before=later, now=later)
    await post.deliver()
    assert post.person(post.who.reporter).heard() == []
    assert post.run(prompt_row) == (True, "the talk went on")


async def test_prompt_to_who_has_blocked_is_dropped(post: Post) -> None:
    post.person(post.who.reporter).chat.blocked = True
    keep(post, "第一步")
    await post.deliver()
    chat_id = post.person(post.who.reporter).id
    assert post.dropped() == [f"{chat_id}: Forbidden: bot was blocked by the user"]
    assert len(post.calls("sendMessage")) == 1
