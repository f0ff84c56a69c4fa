"""Signs of one thing, weighed together."""

from __future__ import annotations

import pytest

from storage.rules.understanding import Evidence
from storage.rules.understanding.weighing import Scale, total
from storage.rules.vocabulary import Signs

SCALE = Scale(
    "fire",
    Signs(
        words=("着火", "冒烟了"),
        alone=("快来",),
        together=(("电线", "库房"), ("烧", "糊味")),
        against=("去年", "演练"),
        decoys=("着火点",),
    ),
)


def weigh(text: str, *, is_about_something: bool = True) -> int:
    return total(SCALE.weigh(text, is_about_something=is_about_something))


def test_words_are_weighed_by_their_length_and_once_each() -> None:
    assert weigh("着火，着火，冒烟了") == 2 + 3


def test_what_speaks_against_is_taken_off_and_named() -> None:
    assert sorted(SCALE.weigh("去年着火"), key=lambda one: one.weight) == [
        Evidence(word="去年", speaks_for="fire", weight=-2),
        Evidence(word="着火", speaks_for="fire", weight=2),
    ]


@pytest.mark.parametrize("text", ["去年演练", "测着火点", "没有着火", "电线老了", "有糊味", ""])
def test_nothing_speaks_for_it(text: str) -> None:
    assert SCALE.weigh(text) == []


def test_lists_speak_only_together() -> None:
    assert weigh("库房有糊味") == 2 + 2


def test_what_counts_alone_needs_a_text_about_nothing_else() -> None:
    assert (weigh("快来"), weigh("快来", is_about_something=False)) == (0, 2)


def test_longer_word_of_one_list_speaks_for_what_it_contains_of_another() -> None:
    thanks = Scale("thanks", Signs(alone=("修好了",), together=(("谢谢",), ("修好",))))
    assert total(thanks.weigh("谢谢，修好了")) == 2 + 3
