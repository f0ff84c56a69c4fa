"""The policy that comes with the service, and the vocabulary and the examples that policies share."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from storage.rules.examples import Examples, parse_examples
from storage.rules.policy import Policy, parse_policy
from storage.rules.vocabulary import Vocabulary, parse_vocabulary

DEFAULT_POLICY: Final = "changchun.toml"
DEFAULT_VOCABULARY: Final = "vocabulary.toml"
DEFAULT_EXAMPLES: Final = "examples.jsonl"


@cache
def default_policy() -> Policy:
    """The policy of who names none of their own."""
    return parse_policy(
        default_policy_text(),
        source=DEFAULT_POLICY,
        vocabulary=default_vocabulary(),
        examples=default_examples(),
    )


@cache
def default_vocabulary() -> Vocabulary:
    """The vocabulary of policies that name none."""
    return parse_vocabulary(default_vocabulary_text(), source=DEFAULT_VOCABULARY)


@cache
def default_examples() -> Examples:
    """The examples that every policy has, before its own."""
    return parse_examples(_text(DEFAULT_EXAMPLES), source=DEFAULT_EXAMPLES)


def default_policy_text() -> str:
    """The content of the default policy file, read from the installed package."""
    return _text(DEFAULT_POLICY)


def default_vocabulary_text() -> str:
    """The content of the default vocabulary file, read from the installed package."""
    return _text(DEFAULT_VOCABULARY)


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
