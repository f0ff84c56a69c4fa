"""A roster that is asked about is left: by words, by its button, for another one, for the menu, by time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox import Person
from handlers.talk import Waiting
from tests.handlers.roster.conftest import Desk
from tests.handlers.roster.sent import ADDING, ENDING, IMPORTED, labels


@pytest.mark.parametrize("how", ["取消", "/cancel"])
async def test_roster_is_left_by_words(desk: Desk, chen: Person, how: str) -> None:
    [asked] = await desk.sends(chen, ADDING)

    [answer] = await desk.after(chen, lambda: chen.say(how))

    assert answer.text == "已取消，没有导入花名册。"
    assert asked.deleted
    assert (desk.open_uploads, desk.state(chen)) == (0, None)
    await desk.after(chen, lambda: chen.forge(str(asked.inline_keyboard[0][0]["callback_data"]), answer))
    assert chen.toasts() == ["这份花名册已经导入或取消了"]
    assert desk.told == []


async def test_roster_is_left_by_its_button(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)

    assert await desk.after(chen, lambda: chen.press("取消")) == []

    assert asked.text == "已取消，没有导入花名册。"
    assert labels(asked) == []
    assert (desk.open_uploads, desk.state(chen)) == (0, None)


async def test_second_roster_takes_the_place_of_the_first(desk: Desk, chen: Person) -> None:
    [first] = await desk.sends(chen, ENDING)
    [second] = await desk.sends(chen, ADDING)

    assert (first.deleted, second.deleted) == (True, False)
    assert desk.open_uploads == 1
    await desk.after(chen, lambda: chen.press("导入"))
    assert desk.told == [IMPORTED]


async def test_bad_second_roster_leaves_the_first_to_be_imported(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    await desk.sends(chen, b"PK", name="坏.XLSX")

    assert desk.state(chen) == Waiting.ROSTER
    await desk.after(chen, lambda: chen.press("导入"))
    assert desk.told == [IMPORTED]


async def test_menu_is_not_swallowed_while_a_roster_is_asked_about(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)

    [todo] = await desk.after(chen, lambda: chen.say("待办"))

    assert todo.text.startswith("待办")
    assert desk.state(chen) == Waiting.ROSTER


async def test_upload_that_is_kept_no_longer_does_not_hold_the_talk(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    desk.forget_uploads(desk.now + timedelta(days=8))

    [answer] = await desk.after(chen, lambda: chen.say("1"))

    assert "要记进展" in answer.text
    assert desk.state(chen) is None
