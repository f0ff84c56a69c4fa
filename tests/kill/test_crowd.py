"""Ten problems of five people, while answers are lost, calls fail, and the bot is killed again and again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from typing import Final

import pytest

from bot.checkpoints import Checkpoint
from bot.sandbox import CannotDo, Fault, NotSettled, Person, Refusal
from tests.e2e.zone import COLLEAGUE, CONTACT, HOSTILE, LONE, RIVAL, Enlisted
from tests.kill.stage import Stage, Stuck
from tests.kill.verdict import check_marks

REPORTERS: Final = (CONTACT, COLLEAGUE, RIVAL, LONE, HOSTILE)
PROBLEMS_EACH: Final = 2
DEATHS: Final = 12
COMING_IN: Final = (Checkpoint.UPDATE_STORED, Checkpoint.ACKNOWLEDGED)
# How often a call meets what.
LOST, FAILED, CUT, NOT_POLLED = 0.08, 0.05, 0.04, 0.05
# For so long somebody waits before they type or press once more, and so often before they give up.
A_WHILE_SECONDS: Final = 5
MOST_TRIES: Final = 12


def plan(chance: Random) -> Iterator[str]:
    """Where each bot in turn dies."""
    for _ in range(DEATHS):
        point = chance.choice(list(Checkpoint))
        # What the five do at once comes in one go.
        yield f"{point}:{1 if point in COMING_IN else chance.randint(1, 3)}"


def disturb(stage: Stage, chance: Random) -> None:
    """From now on calls fail by chance."""

    def now_and_then(share: float) -> Callable[[object], bool]:
        return lambda _: chance.random() < share

    always = None
    bad_gateway = Refusal(502, "Bad Gateway")
    stage.sandbox.fail(Fault(count=always, when=now_and_then(LOST), lose_answer=True))
    stage.sandbox.fail(Fault(count=always, when=now_and_then(FAILED), refusal=bad_gateway))
    stage.sandbox.fail(Fault(count=always, when=now_and_then(CUT), cut=True))
    stage.sandbox.fail(
        Fault(method="getUpdates", count=always, when=now_and_then(NOT_POLLED), refusal=bad_gateway)
    )


async def insist(stage: Stage, act: Callable[[], object], done: Callable[[], bool]) -> None:
    """Do something, and again if nothing comes of it for a while."""
    for _ in range(MOST_TRIES):
        with suppress(CannotDo):  # the button has not come yet
            act()
        try:
            return await stage.sandbox.until(done, within_seconds=A_WHILE_SECONDS)
        except NotSettled:
            stage.bot.check()
    raise Stuck(f"{stage.sandbox.calls[-12:]}, {stage.book.left_open()}, {stage.bot.log[-3000:]}")


async def report(stage: Stage, person: Person, words: str) -> None:
    """Type a problem, glance at it, and submit it, until there is a receipt."""
    before = len(receipts(person))
    preview = re.compile(f"请核对.*{words}", re.DOTALL)
    await insist(stage, lambda: person.say(words), lambda: person.sees(preview) is not None)
    await insist(
        stage,
        lambda: person.press("提交", person.sees(preview)),
        lambda: len(receipts(person)) > before,
    )


def receipts(person: Person) -> set[str]:
    """The numbers that somebody was given for what they reported themselves."""
    texts = [message.text for message in person.heard() if "已收到" in message.text]
    return {number for text in texts if "上报：" not in text for number in re.findall(r"ZQ\d+-\d+", text)}


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(2, 12))]
)
async def test_nothing_is_lost_or_doubled_and_nobody_is_stuck(stage: Stage, seed: int) -> None:
    chance = Random(seed)
    await stage.open(plan(chance))
    disturb(stage, chance)

    async def report_all(one: Enlisted) -> None:
        for nth in range(PROBLEMS_EACH):
            await report(stage, stage.people[one], f"{one.phone}号路坏了第{nth}次")

    await asyncio.gather(*(report_all(one) for one in REPORTERS))
    stage.sandbox.faults.clear()
    await stage.settle()

    problems = [f"{one.phone}号路坏了第{nth}次" for one in REPORTERS for nth in range(PROBLEMS_EACH)]
    texts = stage.book.texts()
    assert len(texts) == len(problems)
    assert [problem for problem in problems if sum(problem in text for text in texts) != 1] == []
    assert [len(receipts(stage.people[one])) for one in REPORTERS] == [PROBLEMS_EACH] * len(REPORTERS)
    check_marks(stage)
    assert_somebody_has_a_card_of_each(stage, problems)
    assert len(stage.deaths) >= 3


def assert_somebody_has_a_card_of_each(stage: Stage, problems: list[str]) -> None:
    staff = [person for one, person in stage.people.items() if one not in REPORTERS]
    cards = [message.text for person in staff for message in person.heard() if "最近记录" in message.text]
    assert [problem for problem in problems if not any(problem in card for card in cards)] == []
