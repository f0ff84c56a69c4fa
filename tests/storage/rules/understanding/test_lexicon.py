from __future__ import annotations

import pytest

from storage.rules.understanding.lexicon import Lexicon, plain


def found(text: str, *words: str) -> list[str]:
    return [match.word for match in Lexicon({"owner": words}).find(plain(text))]


def test_of_words_within_one_another_only_the_longest_is_found() -> None:
    assert found("外籍专家的工作许可", "许可", "工作许可", "作") == ["工作许可"]


def test_gap_holds_at_most_eight_characters_of_the_same_clause() -> None:
    assert found("路一二三四五六七八修", "路…修") == ["路…修"]
    assert found("路一二三四五六七八九修", "路…修") == []
    assert found("路坏。修", "路…修") == []
    assert found("路坏，修", "路…修") == []


def test_word_with_a_gap_hides_no_other() -> None:
    assert found("路面修了", "路…修", "路面") == ["路面", "路…修"]


def test_word_with_a_gap_does_not_begin_within_another() -> None:
    assert found("线路断了", "路…断", "线路") == ["线路"]


def test_word_with_a_gap_says_nothing_beside_one_that_is_written_out() -> None:
    assert found("没到账", "没到…账", "没到账") == ["没到账"]
    assert found("没到我们账上", "没到…账", "没到账") == ["没到…账"]


def test_latin_word_stands_alone_but_for_an_ending() -> None:
    assert found("ＭＥＳ TIMES mes系统", "MES") == ["MES", "MES"]
    assert found("permits, permitted", "permit") == ["permit"]
    assert found("Strom und Stromkreis", "Strom") == ["Strom"]


def test_long_german_noun_is_found_as_the_last_part_of_another() -> None:
    assert found("Innovationszuschuss", "Zuschuss") == ["Zuschuss"]
    assert found("Datenbank", "Bank") == []
    assert found("overheating", "heating") == []


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
        ("差点停产", True),
        ("怕冬天停产", True),
        ("怕是停产", False),
        ("不是真停产", True),
    ],
)
def test_word_is_denied_by_what_stands_right_before_it(text: str, is_denied: bool) -> None:
    [match] = Lexicon({"owner": ("停产",)}).find(text)
    assert match.is_denied is is_denied
