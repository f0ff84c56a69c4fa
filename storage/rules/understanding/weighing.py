"""What the words of a text speak for, weighed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from storage.rules.understanding.lexicon import Lexicon, weight
from storage.rules.understanding.values import Evidence
from storage.rules.vocabulary import Signs

_WORDS: Final = "words"
_ALONE: Final = "alone"
_AGAINST: Final = "against"
_DECOYS: Final = "decoys"


class Scale:
    """Weighs the signs of one thing; made once for a policy."""

    def __init__(self, speaks_for: str, signs: Signs) -> None:
        self._speaks_for = speaks_for
        self._together = range(len(signs.together))
        words_of: dict[str | int, Iterable[str]] = {
            _WORDS: signs.words,
            _ALONE: signs.alone,
            _AGAINST: signs.against,
            _DECOYS: signs.decoys,
        }
        self._lexicon = Lexicon({**words_of, **dict(enumerate(signs.together))})

    def weigh(self, text: str, *, is_about_something: bool = True) -> list[Evidence]:
        """What speaks for it in a plain text, and against it; nothing if nothing speaks for it.

        A word counts once however often it is said; what the text denies does not speak for it.
        """
        found: dict[str | int, set[str]] = defaultdict(set)
        for match in self._lexicon.find(text):
            if match.owner == _AGAINST or not match.is_denied:
                found[match.owner].add(match.word)
        speaking = set(found[_WORDS])
        if not is_about_something:
            speaking |= found[_ALONE]
        if self._together and all(found[group] for group in self._together):
            speaking = speaking.union(*(found[group] for group in self._together))
        return self._evidence(speaking, 1) + self._evidence(found[_AGAINST], -1) if speaking else []

    def _evidence(self, words: Iterable[str], sign: int) -> list[Evidence]:
        return [
            Evidence(word=word, speaks_for=self._speaks_for, weight=sign * weight(word)) for word in words
        ]


def total(evidence: Iterable[Evidence]) -> int:
    """What prevails: positive if the thing is there."""
    return sum(one.weight for one in evidence)
