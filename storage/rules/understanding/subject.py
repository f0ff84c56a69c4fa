"""What a text is about: the category for which its words weigh most."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from storage.rules.policy import OTHER, Category
from storage.rules.understanding.experience import NATS_OF_WEIGHT, Experience
from storage.rules.understanding.lexicon import Lexicon, weight
from storage.rules.understanding.values import Evidence
from storage.rules.understanding.weighing import total

# “我们是做新能源电池壳的，”: who writes, not what about.
_TRADE: Final = re.compile(
    r"(?:我们?|咱们?|俺们?|本)?(?:公司|厂子?|家)?是?(?:专门|主要)?(?:做|搞|生产|干)[^,。!?;\n]{1,12}的(?=[,。!?;\s])"
    r"|(?:我们|咱们?|俺们?)(?:是|这)?(?:家|个)?[^,。!?;\n隔对邻附租找的]{1,5}(?:公司|工厂|厂子|企业)"
    r"|\bwe are an? [^,.;]{0,40}?\b(?:company|supplier|manufacturer|firm)\b"
    r"|\bwir sind ein[^,.;]{0,40}?\b(?:unternehmen|lieferant|hersteller|firma|zulieferer)\b"
)
_OTHERS: Final = 2  # likely ones besides the best
_OF_A_HINT: Final = 1  # beside keywords it counts half of that

_Found = defaultdict[str, set[Evidence]]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A category by its code, and what says so; 其他 without evidence if the text is about nothing known.

    `others`: the next likely ones, the likeliest first.
    """

    category: str
    others: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    is_worded: bool = False  # more than hints of the vocabulary are in the text

    @property
    def weight(self) -> int:
        """How much speaks for the category."""
        return total(self.evidence)


class Subjects:
    """The policy's categories, weighed against each other; made once for a policy."""

    def __init__(self, categories: Iterable[Category], experience: Experience[str]) -> None:
        words_of: dict[tuple[str, bool], tuple[str, ...]] = {}
        for category in categories:
            words_of[category.code, False] = category.keywords
            words_of[category.code, True] = category.hints
        self._order = {code: place for place, (code, _) in enumerate(words_of)}
        self._lexicon = Lexicon(words_of)
        self._experience = experience

    def of(self, text: str) -> Subject:
        """What a plain text is about, by its words and by experience; by words alone for what has no examples."""
        said, found = self._said_and_found(text)
        worded = self._by_words(found)
        nats = {code: nats for code, nats in self._experience.weigh(said).items() if code in self._order}
        if (worded.evidence and worded.category not in nats) or not any(nats.values()):
            return worded
        for code in found.keys() & nats.keys():
            nats[code] += NATS_OF_WEIGHT * total(found[code])
        best, *others = sorted(nats, key=nats.__getitem__, reverse=True)
        likely = [code for code in others if nats[code] > 0]
        return replace(worded, category=best, others=_likeliest(likely), evidence=tuple(found.get(best, ())))

    def reasons(self, text: str, category: str) -> tuple[Evidence, ...]:
        """What examples teach to speak for a category in a plain text."""
        return self._experience.reasons(_TRADE.sub("", text), category)

    def by_words(self, text: str) -> Subject:
        """What the words of a plain text are about."""
        _, found = self._said_and_found(text)
        return self._by_words(found)

    def _by_words(self, found: _Found) -> Subject:
        """The category for which most weight is found.

        Hints side with a category of which a keyword is found, and count alone where none is. 其他 only if nothing
        more telling is as weighty; then more words decide, then the policy's order.
        """
        worded = {
            code for code, evidence in found.items() if any(one.weight > _OF_A_HINT for one in evidence)
        }
        if not found:
            return Subject(category=OTHER)
        best, *others = sorted(worded or found, key=lambda code: self._rank(code, found[code]), reverse=True)
        return Subject(
            category=best,
            others=_likeliest(others),
            evidence=tuple(found[best]),
            is_worded=bool(worded),
        )

    def _rank(self, code: str, evidence: set[Evidence]) -> tuple[int, bool, int, int]:
        half = sum(one.weight for one in evidence if one.weight == _OF_A_HINT)
        return 2 * total(evidence) - half, code != OTHER, len(evidence), -self._order[code]

    def _said_and_found(self, text: str) -> tuple[str, _Found]:
        """The text without who writes, and its words; all of the text if there are none."""
        said = _TRADE.sub("", text)
        if (found := self._found_in(said)) or said == text:
            return said, found
        return said, self._found_in(text)

    def _found_in(self, text: str) -> _Found:
        found: _Found = defaultdict(set)
        for match in self._lexicon.find(text):
            code, is_hint = match.owner
            weighs = _OF_A_HINT if is_hint else weight(match.word)
            found[code].add(Evidence(word=match.word, speaks_for=code, weight=weighs))
        return found


def _likeliest(others: Iterable[str]) -> tuple[str, ...]:
    """The first of what else a text may be about; 其他 is for what nothing fits."""
    return tuple([code for code in others if code != OTHER][:_OTHERS])
