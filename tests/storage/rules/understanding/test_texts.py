"""A good thousand texts as enterprises write them, with what is right: a table, and a floor that may only rise.

What a person may suggest otherwise is no mistake: a text names every category and urgency that will do.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from storage.rules.policy import Policy
from storage.rules.understanding import Kind, Understanding, understand

TODAY = dt.date(2026, 11, 24)  # a Tuesday

# How many are understood in kind, category and urgency. Raise them when more are; never lower them.
RIGHT = 1416
# Texts that no word was chosen for: what to expect of those still to come.
RIGHT_UNSEEN = 49


@dataclass(frozen=True, kw_only=True)
class Example:
    text: str
    kind: Kind
    categories: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    needed_by: str | None = None
    problems: int = 0
    personal: frozenset[str] = field(default_factory=frozenset)

    def is_right(self, found: Understanding, policy: Policy) -> bool:
        """Whether kind, category and urgency are as they should be."""
        category = policy.category(found.category).label
        return (
            found.kind is self.kind
            and (not self.categories or category in self.categories)
            and (not self.urgencies or found.urgency.label in self.urgencies)
        )


def examples(name: str) -> list[Example]:
    tables = tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return TypeAdapter(list[Example]).validate_python(tables["texts"])


TEXTS = examples("texts.toml")
REPORTS = [example for example in TEXTS if example.kind is Kind.REPORT]


def table(texts: list[Example], policy: Policy) -> tuple[int, str]:
    """How many are right, and a line for each text."""
    right, lines = 0, []
    for example in texts:
        found = understand(example.text, policy, TODAY)
        is_right = example.is_right(found, policy)
        right += is_right
        mark = "✓" if is_right else "✗"
        category = policy.category(found.category).label
        lines.append(f"{mark} {found.kind.label} {category} {found.urgency.label}  {example.text}")
    return right, "\n".join(lines)


@pytest.mark.parametrize(("name", "floor"), [("texts.toml", RIGHT), ("unseen.toml", RIGHT_UNSEEN)])
def test_texts_are_understood_no_worse_than_they_were(name: str, floor: int, policy: Policy) -> None:
    texts = examples(name)
    right, lines = table(texts, policy)
    print(f"{lines}\n{right} of {len(texts)}")  # noqa: T201
    assert right >= floor, lines


def test_there_are_texts_of_every_kind() -> None:
    counted = Counter(example.kind for example in TEXTS)
    assert min(counted[kind] for kind in Kind) >= 10
    assert len(TEXTS) >= 100


@pytest.mark.parametrize("example", REPORTS, ids=lambda example: example.text[:16])
def test_report_is_read_with_its_deadline_its_problems_and_its_personal_data(
    example: Example, policy: Policy
) -> None:
    found = understand(example.text, policy, TODAY)
    needed = found.needed_by
    day, hour = (needed.day, needed.hour) if needed else (None, None)
    expected = dt.datetime.fromisoformat(example.needed_by) if example.needed_by else None
    assert day == (expected.date() if expected else None)
    assert hour == (expected.time() if example.needed_by and " " in example.needed_by and expected else hour)
    assert (len(found.problems), found.personal) == (example.problems, example.personal)
