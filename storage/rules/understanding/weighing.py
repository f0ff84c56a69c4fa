"""What the words of a text speak for, weighed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from storage.rules.understanding.lexicon import Lexicon, weight
from storage.rules.understanding.values import Evidence
from storage.rules.vocabulary import Signs

_Owner = str | int  # one of the lists below, or the place of one that speaks together

_WORDS: Final = "words"
_ALONE: Final = "alone"
_AGAINST: Final = "against"
_DECOYS: Final = "decoys"


class Scale:
    """Weighs the signs of one thing; made once for a policy."""

    def __init__(self, speaks_for: str, signs: Signs) -> None:
        self._speaks_for = speaks_for
        self._together = range(len(signs.together))
        speaking: dict[_Owner, Iterable[str]] = {
            _WORDS: signs.words,
            _ALONE: signs.alone,
            **dict(enumerate(signs.together)),
        }
        self._lexicon = Lexicon({**_with_longer(speaking), _AGAINST: signs.against, _DECOYS: signs.decoys})

    def weigh(self, text: str, *, is_about_something: bool = True) -> list[Evidence]:
        """What speaks for it in a plain text, and against it; nothing if nothing speaks for it.

        A word counts once however often it is said; what the text denies does not speak for it.
        """
        found: dict[_Owner, set[str]] = defaultdict(set)
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


def _with_longer(words_of: Mapping[_Owner, Iterable[str]]) -> dict[_Owner, set[str]]:
    """Each list with the longer words of the others that contain one of its own.

    Only the longest is found: what stands in one list must not hide from another what it has to say.
    """
    owners: dict[str, set[_Owner]] = defaultdict(set)
    for owner, words in words_of.items():
        for word in words:
            owners[word].add(owner)
    found: dict[_Owner, set[str]] = {owner: set() for owner in words_of}
    for word in owners:
        for start, end in combinations(range(len(word) + 1), 2):
            for owner in owners.get(word[start:end], ()):
                found[owner].add(word)
    return found


def total(evidence: Iterable[Evidence]) -> int:
    """What prevails: positive if the thing is there."""
    return sum(one.weight for one in evidence)
