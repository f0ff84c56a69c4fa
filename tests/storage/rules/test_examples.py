from __future__ import annotations

import re

import pytest

from storage.policy import default_examples, default_policy, default_policy_text, default_vocabulary
from storage.rules.examples import Example, Examples, ExamplesError, parse_examples
from storage.rules.kind import Kind
from storage.rules.masking import personal_data
from storage.rules.policy import Policy, file_named, parse_policy
from storage.rules.policy_shape import PolicyError, PolicyProblem
from storage.rules.urgency import Urgency

LIGHT = (
    '{"kind": "report", "categories": ["transport"], "urgencies": ["normal", "urgent"], "text": "路灯坏了"}'
)
THANKS = '{"kind": "thanks", "text": "谢谢"}'


def problems(*lines: str, codes: set[str] | None = None) -> list[PolicyProblem]:
    with pytest.raises(ExamplesError) as caught:
        parse_examples("\n".join(lines), source="own.jsonl", codes=codes)
    assert caught.value.source == "own.jsonl"
    return list(caught.value.problems)


def test_examples_are_read_line_by_line() -> None:
    assert parse_examples(f"{LIGHT}\n{THANKS}\n", source="own.jsonl").of == (
        Example(
            kind=Kind.REPORT,
            categories=("transport",),
            urgencies=(Urgency.NORMAL, Urgency.URGENT),
            text="路灯坏了",
        ),
        Example(kind=Kind.THANKS, text="谢谢"),
    )


@pytest.mark.parametrize(
    ("line", "key", "found", "allowed"),
    [
        (
            LIGHT.replace('"normal"', '"soon"'),
            "urgencies[1]",
            "“soon”",
            "critical、urgent、normal、inquiry",
        ),
        (
            THANKS.replace("thanks", "thank"),
            "kind",
            "“thank”",
            "report、thanks、follow_up、complaint、emergency、others_data、discipline、vague",
        ),
        (
            LIGHT.replace("transport", "物流交通"),
            "categories[1]",
            "“物流交通”",
            "小写英文字母和下划线，不超过 24 个字符",
        ),
        (THANKS.replace("谢谢", " "), "text", "“ ”", "不为空的文字"),
        (THANKS.replace(', "text": "谢谢"', ""), "text", "没有写", "这一项必填"),
        (THANKS.replace("text", "texts"), "texts", "不认识的键", "kind、categories、urgencies、text"),
        ("谢谢", "", "“谢谢”", "一个 JSON 对象 {…}"),
        (LIGHT, "text", "“路灯坏了”", "互不相同的例句"),
    ],
)
def test_wrong_line_is_named_with_its_number_found_and_allowed(
    line: str, key: str, found: str, allowed: str
) -> None:
    named = f"第 2 行 {key}".rstrip()
    assert PolicyProblem(key=named, found=found, allowed=allowed) in problems(LIGHT, line)


def test_unknown_category_is_named_where_the_categories_are_given() -> None:
    assert parse_examples(LIGHT, source="shared.jsonl").of
    assert problems(LIGHT, codes={"taxes"}) == [
        PolicyProblem(key="第 1 行 categories", found="“transport”", allowed="taxes")
    ]


def test_own_examples_come_after_the_shared_ones_and_correct_them() -> None:
    shared = parse_examples(f"{LIGHT}\n{THANKS}", source="shared.jsonl")
    own = parse_examples(LIGHT.replace("transport", "living"), source="own.jsonl")
    assert shared.followed_by(own, named="own.jsonl").of == (shared.of[1], own.of[0])


def parsed(text: str, examples: Examples) -> Policy:
    return parse_policy(text, source="own.toml", vocabulary=default_vocabulary(), examples=examples)


def test_policy_names_its_examples_or_none() -> None:
    named = f'examples = "own.jsonl"\n{default_policy_text()}'
    assert file_named("examples", named, source="own.toml") == "own.jsonl"
    assert file_named("examples", default_policy_text(), source="own.toml") is None
    assert parsed(named, default_examples()) == default_policy()


@pytest.mark.parametrize("name", ["3", '" "', '["own.jsonl"]'])
def test_name_that_is_none_is_an_error_of_the_policy(name: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parsed(f"examples = {name}\n{default_policy_text()}", default_examples())
    assert [(problem.key, problem.allowed) for problem in caught.value.problems] == [("examples", "文件名")]


def test_shared_examples_are_sorted_and_of_categories_that_the_policy_has() -> None:
    codes = [category.code for category in default_policy().categories]
    examples = default_examples().of
    order = [
        (list(Kind).index(one.kind), codes.index(one.categories[0]) if one.categories else -1)
        for one in examples
    ]
    assert {code for one in examples for code in one.categories} == set(codes)
    assert order == sorted(order)


def test_shared_examples_hold_no_number_of_a_person() -> None:
    """But for one of each kind that nobody has."""
    fictional = re.compile("13800138000|110101199003071234|6222020000000000000|test@example.com")
    assert [one.text for one in default_examples().of if personal_data(fictional.sub("", one.text))] == []
