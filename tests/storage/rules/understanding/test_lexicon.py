from __future__ import annotations

import pytest

from storage.rules.understanding.lexicon import Lexicon, plain


def found(text: str, *words: str) -> list[str]:
    return [match.word for match in Lexicon({"owner": words}).find(plain(text))]


def test_of_words_within_one_another_only_the_longest_is_found() -> None:
    assert found("外籍专家的工作许可", "许可", "工作许可", "作") == ["工作许可"]


def test_gap_holds_at_most_eight_characters_of_the_same_sentence() -> None:
    assert found("路一二三四五六七八修", "路…修") == ["路…修"]
    assert found("路一二三四五六七八九修", "路…修") == []
    assert found("路坏。修", "路…修") == []


def test_word_with_a_gap_hides_no_other() -> None:
    assert found("路面修了", "路…修", "路面") == ["路面", "路…修"]


def test_latin_word_stands_alone_but_for_an_ending() -> None:
    assert found("ＭＥＳ TIMES mes系统", "MES") == ["MES", "MES"]
    assert found("permits, permitted", "permit") == ["permit"]
    assert found("Strom und Stromkreis", "Strom") == ["Strom"]


@pytest.mark.parametrize(
    ("text", "is_denied"),
    [
        ("停产了", False),
        ("没有停产", True),
        ("未造成停产", True),
        ("为了避免停产", True),
        ("有没有停产", False),
        ("这不是停产吗", False),
        ("没人管，停产", False),
    ],
)
def test_word_is_denied_by_what_stands_right_before_it(text: str, is_denied: bool) -> None:
    [match] = Lexicon({"owner": ("停产",)}).find(text)
    assert match.is_denied is is_denied
