"""Telegram's bad days, and people who send more than anybody could answer: what everybody reads all the same.

Where something is waited for, the stage's clock moves; nobody sleeps.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlmodel import col, select

from bot.flood import QUIET_SECONDS
from bot.pacing import Limits, Pacer
from bot.patience import Patience
from bot.sandbox import Fault, Refusal
from storage.database import LedgerSession
from storage.tables import Case, Inbox
from tests.bot.virtual_time import VirtualTime
from tests.e2e.stage import NOT_MODIFIED, Stage, last_number
from tests.unpaced import UNPACED

PROBLEM: Final = "厂门口的路灯坏了，夜班看不见"
BAD_DAYS: Final = {
    "500": Fault(refusal=Refusal(500, "Internal Server Error")),
    "502": Fault.server_error(),
    "cut": Fault(cut=True),
    "answer lost": Fault(lose_answer=True),
    "half an answer": Fault(half_answer=True),
    "a page instead of an answer": Fault(garbled=b"<html>502 Bad Gateway</html>"),
    "nothing for a minute": Fault(delay_seconds=60),
}
# What Telegram takes twice when its first answer was lost.
_TWICE: Final = ("answer lost", "half an answer", "a page instead of an answer")


async def begin_anew(stage: Stage, **options: Any) -> None:
    """The bot begins anew; before each new try the clock moves instead of somebody waiting."""

    async def pause(seconds: float) -> None:
        stage.clock.forward(seconds=seconds)
        await asyncio.sleep(0)

    given: dict[str, Any] = {
        "patience": Patience(first_seconds=1, most_seconds=30),
        "pause": pause,
        "answer_seconds": 0.2,
    }
    await stage.stop()
    await stage.open(**(given | options))


def cases(session: LedgerSession) -> list[str]:
    return [case.text for case in session.exec(select(Case))]


def unhandled(session: LedgerSession, chat_id: int) -> int:
    rows = session.exec(select(Inbox.id).where(Inbox.lane == chat_id, col(Inbox.done_at).is_(None)))
    return len(rows.all())


# Bad days


@pytest.mark.parametrize("bad_day", BAD_DAYS)
async def test_whatever_goes_wrong_when_the_bot_speaks_everybody_reads_it_in_the_end(
    stage: Stage, bad_day: str
) -> None:
    # An edit whose answer was lost is made again.
    stage.tolerated = frozenset({"Internal Server Error", "Bad Gateway", NOT_MODIFIED})
    await begin_anew(stage)
    for someone in (stage.contact, stage.officer):
        for method in ("sendMessage", "editMessageText"):
            fault = replace(BAD_DAYS[bad_day], method=method, chat_id=someone.person.id, count=2)
            stage.sandbox.fail(fault)
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("提交")

    number = last_number(stage.contact)
    assert stage.look_at(cases) == [PROBLEM]
    stage.contact.sees(f"已收到.*{number}|{number}.*已收到")
    cards = [text for text in stage.officer.texts if "待签收" in text]
    assert len(cards) == 3 if bad_day in _TWICE else 1
    await stage.officer.presses("签收")
    stage.contact.sees("已签收")


# For how long a poll is waited for: tests/bot/intake/test_polling.py.
@pytest.mark.parametrize("bad_day", [name for name, fault in BAD_DAYS.items() if not fault.delay_seconds])
async def test_whatever_goes_wrong_when_the_bot_asks_for_updates_each_is_answered_once(
    stage: Stage, bad_day: str
) -> None:
    stage.tolerated = frozenset({"Internal Server Error", "Bad Gateway"})
    await begin_anew(stage)
    stage.sandbox.fail(replace(BAD_DAYS[bad_day], method="getUpdates", count=3))
    await stage.contact.says(PROBLEM)
    await stage.contact.says("一共六盏")

    assert [text for text in stage.contact.texts if "请核对" in text] == [
        stage.contact.sees(f"{PROBLEM}\n一共六盏").text
    ]


async def test_who_must_not_be_written_to_for_an_hour_gets_it_then_and_others_at_once(stage: Stage) -> None:
    time = VirtualTime()
    await begin_anew(stage, pacer=Pacer(UNPACED, monotonic=time.monotonic, pause=time.pause))
    await stage.contact.says(PROBLEM)
    stage.tolerated = frozenset({"Too Many Requests: retry after 3600"})
    stage.sandbox.fail(Fault.too_many("sendMessage", 3600, chat_id=stage.contact.person.id))
    stage.clock.tick()
    stage.contact.person.press("提交")
    await stage.sandbox.until(lambda: stage.officer.person.sees("待签收") is not None)
    stage.rival.person.say("货车进不来")
    await stage.sandbox.until(lambda: stage.rival.person.sees("请核对") is not None)
    assert [text for text in stage.contact.texts if "已收到" in text] == []

    asked = [call for call in stage.sandbox.calls if call.method == "sendMessage"]
    time.advance(3600)
    stage.clock.forward(hours=1)
    await stage.settle()
    stage.contact.sees("已收到")
    assert len([one for one in asked if one.chat_id == stage.contact.person.id and not one.ok]) == 1


async def test_while_telegram_says_nothing_in_one_chat_the_others_are_served(stage: Stage) -> None:
    await begin_anew(stage, answer_seconds=30, finish_seconds=0)
    stage.sandbox.fail(Fault(chat_id=stage.contact.person.id, delay_seconds=60, count=None))
    stage.contact.person.say(PROBLEM)
    await stage.sandbox.until(lambda: bool(stage.sandbox.activity.working))
    stage.rival.person.say("货车进不来")
    await stage.sandbox.until(lambda: stage.rival.person.sees("请核对") is not None)
    stage.rival.person.press("提交")
    await stage.sandbox.until(lambda: stage.other_officer.person.sees("待签收") is not None)
    assert stage.contact.texts == []

    stage.sandbox.faults.clear()
    await begin_anew(stage)
    stage.contact.sees("请核对")


# A long stop


@pytest.mark.parametrize(
    ("stops", "starts", "asked"),
    [
        ("11-24 10:30", "11-25 16:30", "11-25 16:30"),
        ("11-27 17:00", "11-28 23:00", "11-30 09:00"),  # Saturday night: on Monday
    ],
)
async def test_after_thirty_hours_who_may_have_lost_something_is_asked_to_send_it_again(
    stage: Stage, stops: str, starts: str, asked: str
) -> None:
    stage.tolerated = frozenset({"Bad Request: message can't be deleted for everyone"})  # it is too old
    number = await stage.report(stage.contact, PROBLEM)
    await stage.rival.says("货车进不来")
    stage.clock.to(stops)
    await stage.lone.says("我的问题")
    await stage.stop()
    stage.clock.forward(hours=1)
    stage.contact.person.say("已经修好一盏")  # Telegram does not keep it so long
    stage.clock.to(starts)
    stage.rival.person.say("现在能进了")
    for someone in stage.everybody:
        someone.news()
    await stage.open()
    stage.manager.sees("本服务停了超过 24 小时")
    stage.rival.sees("现在能进了")
    for someone in stage.everybody if starts != asked else ():
        someone.sees_nothing_of("没有运行")
    stage.clock.to(asked)
    await stage.settle()

    concerned = (stage.contact, stage.officer, stage.rival, stage.lone)
    for someone in concerned:
        told = [text for text in someone.texts if "没有运行" in text]
        assert len(told) == 1
        assert re.search(
            r"本服务从 11月2\d日（周.）\d\d:\d\d 到 .*以前发来的消息可能没有收到。\n\n您那时", told[0]
        )
    for someone in (stage.colleague, stage.stranger, stage.twofold):
        someone.sees_nothing_of("没有运行")
    stage.contact.sees_nothing_of("已经修好一盏")
    assert last_number(stage.contact) == number


async def test_after_a_short_stop_nobody_is_asked_and_nothing_is_lost(stage: Stage) -> None:
    await stage.report(stage.contact, PROBLEM)
    await stage.stop()
    stage.contact.person.say("我的问题")
    stage.clock.forward(hours=23)
    await stage.open()

    stage.contact.sees_nothing_of("没有运行")
    stage.manager.sees_nothing_of("本服务停了")
    assert "路灯" in stage.contact.texts[-1]


# A flood


async def test_flood_of_messages_delays_nobody_and_is_answered_once_with_all_of_it(stage: Stage) -> None:
    time = VirtualTime(flies=True)
    await begin_anew(stage, pacer=Pacer(Limits(), monotonic=time.monotonic, pause=time.pause))
    flooding, lines = stage.contact.person, [f"{number}号路灯坏了" for number in range(300, 500)]
    for line in lines:
        flooding.say(line)
    stage.rival.person.say("货车进不来")
    await stage.sandbox.until(lambda: stage.rival.person.sees("请核对") is not None)
    assert stage.look_at(lambda session: unhandled(session, flooding.id)) > 0
    await stage.settle()
    stage.clock.forward(seconds=QUIET_SECONDS)
    await stage.settle()

    shown = [text for text in stage.contact.texts if "请核对" in text]
    assert len(shown) == 1
    await stage.contact.presses("提交")
    assert stage.look_at(cases) == ["\n".join(lines)]
    sent = [
        call for call in stage.sandbox.calls if call.chat_id == flooding.id and call.method == "sendMessage"
    ]
    assert len(sent) <= 16


async def test_flood_of_presses_delays_nobody_and_does_once_what_it_is_for(stage: Stage) -> None:
    time = VirtualTime(flies=True)
    await begin_anew(stage, pacer=Pacer(Limits(), monotonic=time.monotonic, pause=time.pause))
    await stage.report(stage.contact, PROBLEM)
    pressed = next(button for button in stage.officer.person.buttons() if button.says("签收"))
    for _ in range(200):
        stage.officer.person.press(pressed)
    stage.rival.person.say("货车进不来")
    await stage.sandbox.until(lambda: stage.rival.person.sees("请核对") is not None)
    await stage.settle()
    stage.clock.forward(seconds=QUIET_SECONDS)
    await stage.settle()

    assert [text for text in stage.contact.texts if "已签收" in text] == [stage.contact.sees("已签收").text]
    assert stage.sandbox.unanswered == []
    stage.officer.sees("办理中")


async def test_stranger_who_floods_is_answered_once_and_keeps_nobody_waiting(stage: Stage) -> None:
    time = VirtualTime(flies=True)
    await begin_anew(stage, pacer=Pacer(Limits(), monotonic=time.monotonic, pause=time.pause))
    for number in range(200):
        stage.stranger.person.say(f"在吗{number}")
    stage.contact.person.say(PROBLEM)
    await stage.sandbox.until(lambda: stage.contact.person.sees("请核对") is not None)
    await stage.settle()
    stage.clock.forward(seconds=QUIET_SECONDS)
    await stage.settle()

    # The first may have been answered before the others came, and polls bring a hundred at a time.
    assert len(stage.stranger.texts) <= 4
    assert len(set(stage.stranger.texts)) == 1
