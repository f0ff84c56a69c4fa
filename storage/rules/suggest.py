"""What a text seems to be about and how pressing it seems: a suggestion that the person can change."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from storage.rules.policy import OTHER, Policy
from storage.rules.urgency import Urgency

# “没有停产”, “避免断供”: the word is there, the thing is not.
_NEGATIONS: Final = ("没", "没有", "未", "无", "无人", "不会", "不要", "避免", "防止", "以免")
_LONGEST_NEGATION: Final = max(map(len, _NEGATIONS))


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A word of the text, and what it speaks for: the code of a category or of an urgency."""

    word: str
    speaks_for: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The likeliest category (by its code) and urgency, and the words that say so, the weightiest first."""

    category: str
    urgency: Urgency
    why: tuple[Evidence, ...]


def suggest(text: str, policy: Policy) -> Suggestion:
    """Weigh the policy's keywords that the text contains.

    A word counts once however often it is said, by its length: the longer, the more it tells. Of words within one
    another only the longest counts (工作许可 is no 许可). 其他 if nothing is known.
    """
    plain = _plain(text)
    category, about = _category(plain, policy)
    urgency, pressing = _urgency(plain, policy)
    why = sorted((*about, *pressing), key=lambda evidence: -evidence.weight)
    return Suggestion(category=category, urgency=urgency, why=tuple(why))


def _category(text: str, policy: Policy) -> tuple[str, list[Evidence]]:
    found = _weigh(text, {category.code: category.keywords for category in policy.categories})
    # 其他 only if nothing more telling is as weighty; then more words, then the policy's order.
    best = max(
        policy.categories,
        key=lambda category: (
            sum(evidence.weight for evidence in found[category.code]),
            category.code != OTHER,
            len(found[category.code]),
        ),
    )
    return (best.code, found[best.code]) if found[best.code] else (OTHER, [])


def _urgency(text: str, policy: Policy) -> tuple[Urgency, list[Evidence]]:
    words = policy.urgency_words
    found = _weigh(
        text,
        {
            Urgency.CRITICAL: words.critical,
            Urgency.URGENT: words.urgent,
            Urgency.INQUIRY: words.inquiry,
            Urgency.NORMAL: words.not_only_asking,
        },
        unless_after=_NEGATIONS,
    )
    # Not weighed against each other: one word of danger is not outweighed by many polite ones.
    for urgency in (Urgency.CRITICAL, Urgency.URGENT, Urgency.NORMAL, Urgency.INQUIRY):
        if found[urgency]:
            return urgency, found[urgency]
    return Urgency.NORMAL, []


def _weigh(
    text: str, words_of: Mapping[str, Iterable[str]], *, unless_after: tuple[str, ...] = ()
) -> Mapping[str, list[Evidence]]:
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for owner, words in words_of.items():
        for word in words:
            owners[_plain(word)].append((owner, word))
    said = dict.fromkeys(
        match[0]
        for match in _any_of(owners).finditer(text)
        if not text[max(0, match.start() - _LONGEST_NEGATION) : match.start()].endswith(unless_after)
    )
    found: dict[str, list[Evidence]] = defaultdict(list)
    for spelling in said:
        for owner, word in owners[spelling]:
            found[owner].append(Evidence(word=word, speaks_for=owner, weight=len(word)))
    return found


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that of two words at one place the longer is found. Latin ones stand alone: no MES in TIMES.
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(
        "|".join(_standing_alone(word) if word.isascii() else re.escape(word) for word in longest_first)
    )


def _standing_alone(word: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
