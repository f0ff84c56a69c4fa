"""What is there twice after a lost answer."""

from __future__ import annotations

from bot.page.doubles import Doubles
from bot.sandbox import Call
from tests.bot.page.conftest import START


def call(
    text: str, *, answered: bool = True, ok: bool = True, method: str = "sendMessage", chat: int = 5
) -> Call:
    made = Call(method=method, params={"chat_id": chat, "text": text}, at=START, ok=ok, answered=answered)
    made.result = {"text": text} if ok else None
    return made


def counted(*calls: Call) -> Doubles:
    doubles = Doubles()
    for one in calls:
        doubles.note(one)
    return doubles


def test_what_is_sent_again_after_a_lost_answer_is_there_twice() -> None:
    doubles = counted(call("甲", answered=False), call("甲"))

    assert (doubles.count, doubles.copies(5, "甲"), doubles.copies(5, "乙")) == (1, 2, 1)


def test_each_lost_answer_can_make_one_more() -> None:
    doubles = counted(call("甲", answered=False), call("甲", answered=False), call("甲"))

    assert (doubles.count, doubles.copies(5, "甲")) == (2, 3)


def test_the_same_words_said_twice_are_no_double() -> None:
    assert counted(call("甲"), call("甲")).count == 0
    assert counted(call("甲", answered=False), call("甲"), call("甲")).count == 1


def test_what_telegram_did_not_take_or_another_chat_got_is_no_double() -> None:
    assert counted(call("甲", ok=False, answered=False), call("甲")).count == 0
    assert counted(call("甲", answered=False), call("甲", chat=6)).count == 0
    edit = "editMessageText"
    assert counted(call("甲", answered=False, method=edit), call("甲", method=edit)).count == 0
