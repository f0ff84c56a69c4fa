"""What the words of a text speak for, weighed together."""

from __future__ import annotations

from collections.abc import Iterable

from storage.rules.understanding.lexicon import Lexicon, weight
from storage.rules.understanding.values import Evidence
from storage.rules.vocabulary import Signs


class Scale:
    """Weighs the signs of one thing; made once for a policy."""

    def __init__(self, speaks_for: str, signs: Signs) -> None:
        self._speaks_for = speaks_for
        self._lexicon = Lexicon(
            {
                "words": signs.words,
                "subjects": signs.subjects,
                "sayings": signs.sayings,
                "against": signs.against,
                "decoys": signs.decoys,
            }
        )

    def weigh(self, text: str) -> list[Evidence]:
        """What speaks for it in a plain text, and against it; nothing if nothing speaks for it.

        A word counts once however often it is said; what the text denies does not count.
        """
        found: dict[str, set[str]] = {"words": set(), "subjects": set(), "sayings": set(), "against": set()}
        for match in self._lexicon.find(text):
            if match.owner in found and not (match.is_denied and match.owner != "against"):
                found[match.owner].add(match.word)
        speaking = set(found["words"])
        if found["subjects"] and found["sayings"]:
            speaking |= found["subjects"] | found["sayings"]
        if not speaking:
            return []
        return [self._evidence(word, 1) for word in speaking] + [
            self._evidence(word, -1) for word in found["against"]
        ]

    def _evidence(self, word: str, sign: int) -> Evidence:
        return Evidence(word=word, speaks_for=self._speaks_for, weight=sign * weight(word))


def total(evidence: Iterable[Evidence]) -> int:
    """What prevails: positive if the thing is there."""
    return sum(one.weight for one in evidence)
