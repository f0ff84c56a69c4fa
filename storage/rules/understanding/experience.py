"""What examples teach: how much the features of a text speak for each answer to a question.

A naive Bayes classifier: multinomial, of binarised counts, without a prior, since how often something is asked says
little of this text. Everything is counted and nothing searched for: one example more is learned by adding it.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, zip_longest
from math import log1p
from typing import Final, Generic, TypeVar

from storage.rules.examples import Examples
from storage.rules.kind import Kind
from storage.rules.understanding.lexicon import plain
from storage.rules.understanding.values import Evidence

Answer = TypeVar("Answer", bound=str)
Lesson = tuple[Iterable[int], Answer]  # the places of an example's features, and the right answer
_Part = tuple[int, int, float]  # of a text, from where to where, and what it speaks for something in nats

NATS_OF_WEIGHT: Final = 3  # what one unit of a word's weight counts beside experience

# μ, for each question: the more examples there are for an answer, the larger.
_OF_KINDS: Final = 500
_OF_CATEGORIES: Final = 4000
_OF_URGENCIES: Final = 2000

# Latin words of fewer letters (the, und) tell of a language, and of nothing else.
_SIGN: Final = re.compile(r"[a-z\u00e0-\u00ff]{5,}|[^\sa-z\u00e0-\u00ff]")
_NUMBER: Final = re.compile(r"\d+(?:[.:-]\d+)*")
_ENOUGH: Final = 300  # characters: examples are shorter, and more of a text makes no more certain
_EXAMPLES_IN_MIND: Final = 4  # the running policy's; tests and a changed file bring others
# What is shown as a reason: nats, and examples that have it.
_TELLING: Final = 1.5
_OFTEN_SEEN: Final = 5
# They tell nothing at the edges of a reason; 不亮 is one, 灯不 is none.
_LITTLE_WORDS: Final = "的了是我你他们咱俺这那哪就也都还又再把被让给在到说个一要和跟啊呢吗吧"
_DENIALS: Final = "不没有"


@dataclass(frozen=True, kw_only=True)
class Features:
    """The features that at least two of the examples have: where the weight of each is kept, and how many have it."""

    places: Mapping[str, int]
    seen: Sequence[int]

    def of(self, text: str) -> list[int]:
        """The places of those that a plain text has."""
        return [self.places[feature] for feature in _features_of(text) if feature in self.places]


class Experience(Generic[Answer]):
    """The weight of evidence (Good, 1950) of each feature for each answer, in nats: log P(f | a) / P(f).

    P(f | a) = (n(f, a) + μ P(f)) / (n(a) + μ), where n counts the examples that have the feature and n(a) is the sum
    over features: Dirichlet smoothing (Zhai and Lafferty, "A Study of Smoothing Methods for Language Models Applied to
    Information Retrieval", 2004).
    What is seldom seen speaks neither for nor against an answer that has few examples.

    Args:
        features: what is known.
        lessons: of each example the places of its features, and the right answer.
        strength: μ.
    """

    def __init__(self, features: Features, lessons: Iterable[Lesson[Answer]], strength: int) -> None:
        counted: defaultdict[Answer, Counter[int]] = defaultdict(Counter)
        seen: Counter[int] = Counter()
        for places, answer in lessons:
            counted[answer].update(places)
            seen.update(places)
        total = seen.total()
        expected = {place: strength * times / total for place, times in seen.items()}
        self._features = features
        self._weights = {
            answer: self._weights_of(counts, expected, strength) for answer, counts in counted.items()
        }

    def _weights_of(self, counts: Counter[int], expected: Mapping[int, float], strength: int) -> array[float]:
        of_unseen = -log1p(counts.total() / strength)
        weights = array("f", bytes(4 * len(self._features.seen)))
        for place, due in expected.items():
            weights[place] = of_unseen + log1p(counts[place] / due)
        return weights

    def weigh(self, text: str) -> dict[Answer, float]:
        """How much a plain text speaks for each answer of which there are examples."""
        places = self._features.of(text)
        return {answer: sum(map(weights.__getitem__, places)) for answer, weights in self._weights.items()}

    def reasons(self, text: str, answer: Answer) -> tuple[Evidence, ...]:
        """The parts of a plain text that speak for an answer: pairs of characters, joined where they overlap."""
        found: dict[str, float] = {}
        parts = self._telling(text[:_ENOUGH], answer) if answer in self._weights else iter(())
        for start, end, nats in _joined(parts):
            word = text[start:end].lstrip(_LITTLE_WORDS).rstrip(_LITTLE_WORDS + _DENIALS)
            if len(word) > 1:
                found.setdefault(word, nats)
        return tuple(
            Evidence(word=word, speaks_for=answer, weight=round(nats / NATS_OF_WEIGHT))
            for word, nats in found.items()
        )

    def _telling(self, text: str, answer: Answer) -> Iterator[_Part]:
        signs = list(_SIGN.finditer(text))
        for sign, following in zip_longest(signs, signs[1:]):
            parts = [(sign[0], sign.end())] if len(sign[0]) > 1 else []
            if following and (sign[0] + following[0]).isalpha() and sign.end() == following.start():
                parts.append((sign[0] + following[0], following.end()))
            for feature, end in parts:
                place = self._features.places.get(feature)
                if place is None or self._features.seen[place] < _OFTEN_SEEN:
                    continue
                if (nats := self._weights[answer][place]) >= _TELLING:
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


def _features_of(text: str) -> set[str]:
    """A text's characters and Latin words, alone and each with the next unless both are words; numbers are alike."""
    signs = _SIGN.findall(_NUMBER.sub("0", text[:_ENOUGH]))
    if not any(map(str.isalpha, signs)):  # emoji say nothing by themselves
        return set()
    pairs = (sign + following for sign, following in pairwise(signs) if len(sign) == 1 or len(following) == 1)
    return {*signs, *pairs}


class Learned:
    """What examples teach of kind, category and urgency; of category and urgency only reports do.

    Of several right answers only the best is learned: with all of them fewer texts are right that are new.
    """

    def __init__(self, examples: Examples) -> None:
        features, places = _common_features([example.text for example in examples.of])
        lessons = list(zip(places, examples.of, strict=True))
        reports = [(has, example) for has, example in lessons if example.kind is Kind.REPORT]
        self.kinds: Final = Experience(features, ((has, example.kind) for has, example in lessons), _OF_KINDS)
        self.categories: Final = Experience(
            features,
            ((has, category) for has, example in reports for category in example.categories[:1]),
            _OF_CATEGORIES,
        )
        self.urgencies: Final = Experience(
            features,
            ((has, urgency) for has, example in reports for urgency in example.urgencies[:1]),
            _OF_URGENCIES,
        )


def _common_features(texts: Sequence[str]) -> tuple[Features, list[array[int]]]:
    """The features that texts have in common, and for each text the places of its own.

    Texts are gone through twice, since all features of all of them would take ten times the memory of what is kept.
    """
    common = _shared_by_two(texts)
    places = {feature: place for place, feature in enumerate(common)}
    features = Features(places=places, seen=array("I", common.values()))
    return features, [array("I", features.of(plain(text))) for text in texts]


def _shared_by_two(texts: Iterable[str]) -> dict[str, int]:
    times = Counter(chain.from_iterable(_features_of(plain(text)) for text in texts))
    return {feature: seen for feature, seen in times.items() if seen > 1}


@lru_cache(maxsize=_EXAMPLES_IN_MIND)
def learned(examples: Examples) -> Learned:
    """What these examples teach; a third of a second for thousands of them, then kept."""
    return Learned(examples)
