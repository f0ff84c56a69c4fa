"""The codec of buttons: all come back as they were, and nothing else is taken for one."""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from enum import Enum
from importlib import import_module
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.sandbox import Sandbox
from handlers.buttons import LIMIT_BYTES, Button, OutOfDate, Pressed
from handlers.case.buttons import Do
from handlers.context import Context
from handlers.join.buttons import Agree
from storage.errors import NotAllowed
from storage.rules.words import Action
from tests.handlers.conftest import Handlers, Talk

import_module("handlers.conversation")  # brings in every button that there is
KINDS = sorted(Button.kinds.values(), key=lambda kind: kind.code)


@dataclass(frozen=True, kw_only=True)
class Poke(Button, code="test_poke"):
    """As big as a button may be."""

    text: str


def values(hint: Any) -> st.SearchStrategy[Any]:
    """What a field may hold: ids up to ten digits, and words as long as the secret of an invite."""
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of([st.none() if one is type(None) else values(one) for one in get_args(hint)])
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(0, 10**10 - 1)
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    assert hint is str
    return st.text("abcxyzABCXYZ0189_-", min_size=1, max_size=22)


@st.composite
def buttons(draw: st.DrawFn) -> Button:
    kind = draw(st.sampled_from(KINDS))
    hints = get_type_hints(kind)
    return kind(**{field.name: draw(values(hints[field.name])) for field in fields(kind)})


@given(buttons())
def test_every_button_comes_back_and_fits(button: Button) -> None:
    data = button.pack()
    assert len(data.encode()) <= LIMIT_BYTES
    assert Button.unpack(data) == button
    assert type(button).unpack(data) == button
    assert button.labelled("签收").callback_data == data


@given(
    st.one_of(
        st.text(max_size=LIMIT_BYTES),
        st.sampled_from(KINDS).flatmap(
            lambda kind: st.lists(st.text(max_size=8)).map(lambda texts: ":".join([kind.code, *texts]))
        ),
    )
)
def test_whatever_else_is_sent_is_out_of_date(data: str) -> None:
    try:
        button = Button.unpack(data)
    except OutOfDate:
        return
    assert button.pack() == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "do",
        "do:",
        "gone:1:2",
        "DO:1:2:accept::0",
        "do:1:2:accept::0:",
        "do:1:2:accept:",
        "do:x:2:accept::0",
        "do::2:accept::0",
        "do: 1:2:accept::0",
        "do:+1:2:accept::0",
        "do:01:2:accept::0",
        "do:1_0:2:accept::0",
        "do:١:2:accept::0",
        "do:1.0:2:accept::0",
        "do:9223372036854775808:2:accept::0",
        "do:1:-9223372036854775809:accept::0",
        "do:1:2:ACCEPT::0",
        "do:1:2:steal::0",
        "do:1:2:::0",
        "do:1:2:accept::2",
        "do:1:2:accept::True",
        "do:1:2:accept::",
        "do:1:2:accept::0\n",
        "do:1:2:accept:" + "x" * 60 + ":0",
    ],
)
def test_forged_data_is_out_of_date(data: str) -> None:
    with pytest.raises(OutOfDate):
        Button.unpack(data)


def test_one_kind_is_not_taken_for_another() -> None:
    data = Do(case_id=1, turn=2, action=Action.ACCEPT).pack()
    assert data == "do:1:2:accept::0"
    assert Do.unpack(data) == Do(case_id=1, turn=2, action=Action.ACCEPT)
    with pytest.raises(OutOfDate):
        Agree.unpack(data)


@pytest.mark.parametrize("text", ["a:b", "x" * 55, "字" * 19])
def test_what_does_not_fit_is_not_packed(text: str) -> None:
    with pytest.raises(ValueError, match="does not fit into a button"):
        Poke(text=text).pack()


def test_sixty_four_bytes_fit() -> None:
    assert len(Poke(text="x" * 54).pack()) == LIMIT_BYTES


def test_a_code_is_taken_once() -> None:
    with pytest.raises(TypeError, match="test_poke is taken by"):

        class Again(Button, code="test_poke"):
            pass


class Pokes:
    """What was pressed; a text that says so makes the talk go wrong."""

    def __init__(self) -> None:
        self.pressed: list[Poke] = []

    async def press(self, update: Update, context: Context, button: Poke) -> None:
        self.pressed.append(button)
        if button.text == "refuse":
            raise NotAllowed(action="签收")
        if button.text == "break":
            raise ZeroDivisionError
        context.toast = "已签收"


@pytest.fixture
def pokes() -> Pokes:
    return Pokes()


@pytest.fixture
def handlers(pokes: Pokes) -> Handlers:
    return {0: [Pressed(Poke, pokes.press)]}


async def test_a_press_reaches_its_talk_and_is_answered(talk: Talk, sandbox: Sandbox, pokes: Pokes) -> None:
    person = sandbox.person("示例甲")
    message = person.start()
    press = person.forge(Poke(text="a").pack(), message)
    await talk.listen()
    assert pokes.pressed == [Poke(text="a")]
    assert (press.answered, press.answer, press.alert) == (True, "已签收", False)


async def test_a_refusal_is_told_in_a_window(talk: Talk, sandbox: Sandbox) -> None:
    person = sandbox.person("示例甲")
    press = person.forge(Poke(text="refuse").pack(), person.start())
    await talk.listen()
    assert (press.answered, press.answer, press.alert) == (True, "现在不能“签收”。", True)


async def test_a_press_is_answered_even_if_its_talk_breaks(talk: Talk, sandbox: Sandbox) -> None:
    person = sandbox.person("示例甲")
    press = person.forge(Poke(text="break").pack(), person.start())
    with pytest.raises(ZeroDivisionError):
        await talk.listen()
    assert (press.answered, press.answer) == (True, "")


async def test_other_data_reaches_no_talk(talk: Talk, sandbox: Sandbox, pokes: Pokes) -> None:
    person = sandbox.person("示例甲")
    message = person.start()
    for data in ("test_poke", "test_poke:a:b", "agree:a", "", "示例"):
        person.forge(data, message)
    await talk.listen()
    assert pokes.pressed == []
    assert Pressed(Poke, pokes.press).check_update("no update") is None
