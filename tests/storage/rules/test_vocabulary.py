from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from storage.policy import (
    default_examples,
    default_policy,
    default_policy_text,
    default_vocabulary,
    default_vocabulary_text,
)
from storage.rules.policy import Policy, file_named, parse_policy
from storage.rules.policy_shape import PolicyError, PolicyProblem
from storage.rules.understanding import Kind, understand
from storage.rules.urgency import Urgency
from storage.rules.vocabulary import (
    CategoryWords,
    KindWords,
    Signs,
    UrgencySigns,
    VocabularyError,
    parse_vocabulary,
)

DEFAULT = default_vocabulary_text()
TODAY = dt.date(2026, 11, 24)
# The smallest that is complete: one word for everything that has to be told.
SMALL = "\n".join(
    [
        *('[categories.finance]\nkeywords = ["钱"]', "[categories.other]"),
        *(f'[urgency_words.{name}]\nwords = ["{name}"]' for name in ("critical", "urgent", "inquiry")),
        *(f'[kind_words.{kind.name}]\nwords = ["{kind.name}"]' for kind in fields(KindWords)),
    ]
)


def with_own(*changes: tuple[str, str]) -> Policy:
    """The policy that comes with the service, once these texts are replaced."""
    text = default_policy_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parsed(text)


def parsed(text: str) -> Policy:
    return parse_policy(text, source="own.toml", vocabulary=default_vocabulary(), examples=default_examples())


def problems(old: str, new: str) -> list[PolicyProblem]:
    """What is wrong with the small vocabulary once this text is replaced."""
    assert old in SMALL
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary(SMALL.replace(old, new), source="own-words.toml")
    assert caught.value.source == "own-words.toml"
    return list(caught.value.problems)


def test_vocabulary_is_read() -> None:
    vocabulary = parse_vocabulary(SMALL, source="own-words.toml")
    assert vocabulary.categories == {"finance": CategoryWords(keywords=("钱",)), "other": CategoryWords()}
    assert vocabulary.urgency_words == UrgencySigns(
        critical=Signs(words=("critical",)),
        urgent=Signs(words=("urgent",)),
        inquiry=Signs(words=("inquiry",)),
    )
    assert vocabulary.kind_words.vague == Signs(words=("vague",))


def test_default_vocabulary_and_default_policy_know_the_same_categories() -> None:
    known = [category.code for category in default_policy().categories]
    assert list(default_vocabulary().categories) == known
    assert not any(key in default_policy_text() for key in ("\nkeywords", "\nhints", "\nwords"))


def test_policy_has_the_words_of_its_vocabulary() -> None:
    policy, vocabulary = default_policy(), default_vocabulary()
    words = {
        category.code: CategoryWords(keywords=category.keywords, hints=category.hints)
        for category in policy.categories
    }
    assert words == vocabulary.categories
    assert policy.urgency_words.critical == vocabulary.urgency_words.critical
    assert policy.kind_words == vocabulary.kind_words


def test_own_words_of_a_category_come_after_the_shared_ones() -> None:
    policy = with_own(('code = "finance"', 'code = "finance"\nkeywords = ["窑贷", "贷款"]\nhints = ["窑息"]'))
    shared = default_policy().category("finance")
    assert policy.category("finance") == replace(
        shared, keywords=(*shared.keywords, "窑贷"), hints=(*shared.hints, "窑息")
    )
    assert policy.category("staffing") == default_policy().category("staffing")


def test_own_signs_come_after_the_shared_ones_and_those_together_list_by_list() -> None:
    own = """
[urgency_words.critical]
words = ["停窑"]
[kind_words.thanks]
together = [["好窑"], ["出窑"]]
decoys = ["谢绝"]
"""
    policy = with_own(("[keeping]", f"{own}[keeping]"))
    shared = default_policy()
    critical, thanks = shared.urgency_words.critical, shared.kind_words.thanks
    first, second = thanks.together
    assert policy.urgency_words == replace(
        shared.urgency_words, critical=replace(critical, words=(*critical.words, "停窑"))
    )
    assert policy.kind_words == replace(
        shared.kind_words,
        thanks=replace(
            thanks, together=((*first, "好窑"), (*second, "出窑")), decoys=(*thanks.decoys, "谢绝")
        ),
    )


def test_own_words_are_understood() -> None:
    text = "窑口倒焰了，请安排师傅过来看看"
    policy = with_own(
        ('code = "utilities"', 'code = "utilities"\nkeywords = ["窑口倒焰"]'),
        ("[keeping]", '[urgency_words.critical]\nwords = ["倒焰"]\n[keeping]'),
    )
    before, after = understand(text, default_policy(), TODAY), understand(text, policy, TODAY)
    assert before.category != "utilities"
    assert before.urgency is not Urgency.CRITICAL
    assert (after.kind, after.category, after.urgency) == (Kind.REPORT, "utilities", Urgency.CRITICAL)


def test_category_of_a_district_has_the_words_that_its_policy_gives_it() -> None:
    kilns = '[[categories]]\ncode = "kilns"\nlabel = "窑炉"\ndepartment = "专班"\nkeywords = ["窑"]\n'
    policy = with_own(("# 不予受理", f"{kilns}\n# 不予受理"))
    assert policy.category("kilns").keywords == ("窑",)
    assert policy.categories[:-1] == default_policy().categories


def test_policy_that_holds_all_words_itself_means_the_same() -> None:
    """As every policy did before there was a vocabulary."""
    categories, signs = DEFAULT.split("# 怎样看出紧急程度")
    text = default_policy_text() + signs[signs.index("\n[urgency_words.critical]") :]
    for block in categories.split("\n[categories.")[1:]:
        code, words = block.split("]", maxsplit=1)
        text = text.replace(f'code = "{code}"', f'code = "{code}" {words}')
    assert parsed(text) == default_policy()


def test_policy_names_its_vocabulary_or_none() -> None:
    named = f'vocabulary = "own-words.toml"\n{default_policy_text()}'
    assert file_named("vocabulary", named, source="own.toml") == "own-words.toml"
    assert file_named("vocabulary", default_policy_text(), source="own.toml") is None
    assert parse_policy(
        named, source="own.toml", vocabulary=default_vocabulary(), examples=default_examples()
    ) == replace(default_policy(), vocabulary="own-words.toml")


def test_policy_that_is_no_toml_names_no_vocabulary() -> None:
    with pytest.raises(PolicyError) as caught:
        file_named("vocabulary", "[district\n", source="own.toml")
    assert "line 1" in caught.value.problems[0].found


@pytest.mark.parametrize(
    ("old", "new", "key", "found", "allowed"),
    [
        ('["钱"]', '["钱", 3]', "categories.finance.keywords[2]", "3", "文字"),
        (
            '["钱"]',
            '["钱", "钱"]',
            "categories.finance.keywords",
            "2 项的列表",
            "互不相同的值（重复：钱）",
        ),
        ("keywords", "words", "categories.finance.words", "不认识的键", "keywords、hints"),
        ("[categories.finance]", "[categories]", "categories.keywords", "1 项的列表", "一个表（[…] 或 {…}）"),
        (
            "[kind_words.vague]\nwords",
            "[kind_words.vague]\nwordz",
            "kind_words.vague.wordz",
            "不认识的键",
            "words、alone、together、against、decoys",
        ),
        (
            "[kind_words.vague]",
            "[kind_words.vage]",
            "kind_words.vage",
            "不认识的键",
            "discipline、emergency、others_data、thanks、follow_up、complaint、vague",
        ),
        ('[kind_words.vague]\nwords = ["vague"]', "", "kind_words.vague", "没有写", "这一项必填"),
        (
            "[urgency_words.urgent]\n",
            "[urgency_words]\nurgent_within_days = 3\n[urgency_words.urgent]\n",
            "urgency_words.urgent_within_days",
            "不认识的键",
            "critical、urgent、inquiry",
        ),
    ],
)
def test_wrong_value_is_named_with_key_found_and_allowed(
    old: str, new: str, key: str, found: str, allowed: str
) -> None:
    assert problems(old, new) == [PolicyProblem(key=key, found=found, allowed=allowed)]


def test_vocabulary_without_a_section_is_told_so() -> None:
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary("[categories]", source="own-words.toml")
    assert [(problem.key, problem.found) for problem in caught.value.problems] == [
        ("urgency_words", "没有写"),
        ("kind_words", "没有写"),
    ]


def test_message_names_the_vocabulary() -> None:
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary(SMALL.replace('["钱"]', "3"), source="own-words.toml")
    assert str(caught.value) == (
        "词库 own-words.toml 有 1 处错误：\ncategories.finance.keywords：3；允许：列表 […]"
    )
