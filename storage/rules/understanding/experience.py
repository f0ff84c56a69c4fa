"""What examples teach: how much the features of a text speak for each answer to a question.

A naive Bayes classifier: multinomial, of binarised counts, without a prior, since how often something is asked says
little of this text. Everything is counted and nothing searched for: one example more is learned by adding it.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import log1p
from operator import add
from typing import Final, Generic, TypeVar

from storage.rules.examples import Examples
from storage.rules.kind import Kind
from storage.rules.understanding.lexicon import plain
from storage.rules.understanding.values import Evidence

Answer = TypeVar("Answer", bound=str)
Lesson = tuple[Iterable[str], Answer]  # the features of an example, and the right answer
_Part = tuple[int, int, float]  # of a text, from where to where, and what it speaks for something in nats

NATS_OF_WEIGHT: Final = 3  # what one unit of a word's weight counts beside experience

# μ, for each question: the more examples there are for an answer, the larger.
_OF_KINDS: Final = 500
_OF_CATEGORIES: Final = 4000
_OF_URGENCIES: Final = 2000

_SIGN: Final = re.compile(r"[a-z\u00e0-\u00ff]+|\S")
_FIGURE: Final = re.compile(r"\d")
_ENOUGH: Final = 500  # characters: examples are shorter, and more of a text makes no more certain
_EXAMPLES_IN_MIND: Final = 4  # the running policy's; tests and a changed file bring others
_TELLING: Final = 1.5  # nats of what is shown as a reason
_SHORTEST_LATIN: Final = 4  # letters of such a word


class Experience(Generic[Answer]):
    """The weight of evidence (Good, 1950) of each feature for each answer, in nats: log P(f | a) / P(f).

    P(f | a) = (n(f, a) + μ P(f)) / (n(a) + μ), where n counts the examples that have the feature and n(a) is the sum
    over features: Dirichlet smoothing (Zhai and Lafferty, "A Study of Smoothing Methods for Language Models", 2004).
    What is seldom seen speaks neither for nor against an answer that has few examples.
    """

    def __init__(self, lessons: Iterable[Lesson[Answer]], strength: int) -> None:
        counted: defaultdict[Answer, Counter[str]] = defaultdict(Counter)
        seen: Counter[str] = Counter()
        for features, answer in lessons:
            counted[answer].update(features)
            seen.update(features)
        common = {feature: times for feature, times in seen.items() if times > 1}
        total = sum(common.values())
        expected = [strength * times / total for times in common.values()]
        self._places = {feature: place for place, feature in enumerate(common)}
        self._weights = {
            answer: self._weights_of(counts, expected, strength) for answer, counts in counted.items()
        }

    def _weights_of(self, counts: Counter[str], expected: list[float], strength: int) -> array[float]:
        times = {self._places[feature]: n for feature, n in counts.items() if feature in self._places}
        of_unseen = -log1p(sum(times.values()) / strength)
        weights = array("f", [of_unseen]) * len(expected)
        for place, n in times.items():
            weights[place] += log1p(n / expected[place])
        return weights

    def weigh(self, text: str) -> dict[Answer, float]:
        """How much a plain text speaks for each answer of which there are examples."""
        places = [self._places[feature] for feature in features_of(text) if feature in self._places]
        return {answer: sum(map(weights.__getitem__, places)) for answer, weights in self._weights.items()}

    def reasons(self, text: str, answer: Answer) -> tuple[Evidence, ...]:
        """The parts of a plain text that speak for an answer: pairs of characters, joined where they overlap."""
        found: dict[str, float] = {}
        parts = self._telling(text[:_ENOUGH], answer) if answer in self._weights else iter(())
        for start, end, nats in _joined(parts):
            found.setdefault(text[start:end], nats)
        return tuple(
            Evidence(word=word, speaks_for=answer, weight=round(nats / NATS_OF_WEIGHT))
            for word, nats in found.items()
        )

    def _telling(self, text: str, answer: Answer) -> Iterator[_Part]:
        signs = list(_SIGN.finditer(_FIGURE.sub("0", text)))
        for sign, following in zip(signs, [*signs[1:], None], strict=True):
            readable = [(sign[0], sign.end())] if len(sign[0]) >= _SHORTEST_LATIN else []
            if following and sign.end() == following.start() and (sign[0] + following[0]).isalnum():
                readable.append((sign[0] + following[0], following.end()))
            for feature, end in readable:
                place = self._places.get(feature)
                if place is not None and (nats := self._weights[answer][place]) >= _TELLING:
                    yield sign.start(), end, nats


def _joined(parts: Iterable[_Part]) -> Iterator[_Part]:
    """The parts, in order of place; those that overlap are one, and weigh together."""
    joined: _Part | None = None
    for start, end, nats in parts:
        if joined and start < joined[1]:
            joined = joined[0], max(joined[1], end), joined[2] + nats
            continue
        if joined:
            yield joined
        joined = start, end, nats
    if joined:
        yield joined


def features_of(text: str) -> set[str]:
    """The features of a plain text: characters and Latin words, alone and each with the next; all figures alike."""
    signs = _SIGN.findall(_FIGURE.sub("0", text[:_ENOUGH]))
    return {*signs, *map(add, signs, signs[1:])}


class Learned:
    """What examples teach of kind, category and urgency; of a category only reports do."""

    def __init__(self, examples: Examples) -> None:
        lessons = [(example, features_of(plain(example.text))) for example in examples.of]
        reports = [(example, features) for example, features in lessons if example.kind is Kind.REPORT]
        self.kinds: Final = Experience(((features, example.kind) for example, features in lessons), _OF_KINDS)
        # The best answer of an example: with all of them fewer texts not seen are right.
        self.categories: Final = Experience(
            ((features, code) for example, features in reports for code in example.categories[:1]),
            _OF_CATEGORIES,
        )
        self.urgencies: Final = Experience(
            ((features, urgency) for example, features in reports for urgency in example.urgencies[:1]),
            _OF_URGENCIES,
        )


@lru_cache(maxsize=_EXAMPLES_IN_MIND)
def learned(examples: Examples) -> Learned:
    """What these examples teach; a third of a second for thousands of them, then kept."""
    return Learned(examples)
