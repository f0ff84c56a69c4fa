from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.opening import BadPolicy, load_policy
from bot.settings import Settings
from storage.policy import default_policy, default_policy_text, default_vocabulary_text

VOCABULARY = default_vocabulary_text()
NAMING = f'vocabulary = "words.toml"\n{default_policy_text()}'


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings that name a policy, which names a vocabulary."""
    path = tmp_path / "policy.toml"
    path.write_text(NAMING, encoding="utf-8")
    return Settings(policy_file=path)


def refused(settings: Settings) -> str:
    with pytest.raises(BadPolicy) as caught:
        load_policy(settings)
    return str(caught.value)


def test_policy_of_the_service_is_the_default() -> None:
    assert load_policy(Settings()) == default_policy()


def test_policy_that_names_no_vocabulary_has_the_one_of_the_service(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(default_policy_text(), encoding="utf-8")
    assert load_policy(Settings(policy_file=path)) == default_policy()


def test_vocabulary_is_looked_for_beside_the_policy(own: Settings, tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(
        VOCABULARY.replace('"贷款", "续贷"', '"窑贷", "续贷"'), encoding="utf-8"
    )
    policy, default = load_policy(own), default_policy()
    assert policy.vocabulary == "words.toml"
    assert policy.category("finance").keywords == ("窑贷", *default.category("finance").keywords[1:])
    assert policy.categories[1:] == default.categories[1:]
    assert replace(policy, vocabulary=None, categories=default.categories) == default


@pytest.mark.parametrize("content", [None, "[categories.金融]".encode("gb18030")])
def test_vocabulary_that_cannot_be_read_is_a_problem_of_the_policy(
    content: bytes | None, own: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "words.toml"
    if content is not None:
        path.write_bytes(content)
    assert refused(own) == (
        f"政策文件 {tmp_path / 'policy.toml'} 有 1 处错误：\n"
        f"vocabulary：“words.toml”，而 {path} 打不开，或不是 UTF-8 文字；"
        "允许：政策文件旁边的词库文件；不写这一项就用自带的"
    )


def test_wrong_vocabulary_is_named_with_its_file_and_key(own: Settings, tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text(VOCABULARY.replace('"贷款", "续贷"', '"贷款", 3, "续贷"'), encoding="utf-8")
    assert refused(own) == f"词库 {path} 有 1 处错误：\ncategories.finance.keywords[2]：3；允许：文字"


LIGHT = '{"kind": "report", "categories": ["transport"], "text": "路灯坏了"}'


@pytest.fixture
def exemplary(tmp_path: Path) -> Settings:
    """Settings that name a policy, which names examples."""
    path = tmp_path / "policy.toml"
    path.write_text(f'examples = "own.jsonl"\n{default_policy_text()}', encoding="utf-8")
    return Settings(policy_file=path)


def test_own_examples_are_looked_for_beside_the_policy(exemplary: Settings, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(LIGHT, encoding="utf-8")
    examples, shared = load_policy(exemplary).examples, default_policy().examples
    assert examples.named == "own.jsonl"
    assert examples.of[:-1] == shared.of
    assert examples.of[-1].text == "路灯坏了"


def test_examples_that_cannot_be_read_are_a_problem_of_the_policy(
    exemplary: Settings, tmp_path: Path
) -> None:
    assert refused(exemplary) == (
        f"政策文件 {tmp_path / 'policy.toml'} 有 1 处错误：\n"
        f"examples：“own.jsonl”，而 {tmp_path / 'own.jsonl'} 打不开，或不是 UTF-8 文字；"
        "允许：政策文件旁边的例句文件；不写这一项就用自带的"
    )


def test_wrong_example_is_named_with_its_file_line_and_key(exemplary: Settings, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(LIGHT.replace("transport", "kilns"), encoding="utf-8")
    codes = "、".join(category.code for category in default_policy().categories)
    assert refused(exemplary) == (f"例句 {path} 有 1 处错误：\n第 1 行 categories：“kilns”；允许：{codes}")


def test_wrong_policy_is_named_with_its_file_and_key(own: Settings, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(default_policy_text().replace("reopen_days = 30", "reopen_days = 0"), encoding="utf-8")
    assert refused(own) == f"政策文件 {path} 有 1 处错误：\ncourse.reopen_days：0；允许：不小于 1 的整数"
