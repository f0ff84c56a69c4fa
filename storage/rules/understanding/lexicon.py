"""Words looked for in a text, all at once: in one pass, however many there are."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from storage.rules.policy_shape import GAP

Owner = TypeVar("Owner")

_LONGEST_GAP: Final = 8
_SHORTEST_WITH_ENDING: Final = 3  # letters: no me in MES
_SHORTEST_LAST_PART: Final = 6  # letters of a German noun: no Bank in Datenbank
_CLAUSE_ENDS: Final = frozenset(",。!?;\n")  # as `plain` leaves them

# “没有停产”, “未造成人员受伤”, “差点撞着人”, “怕冬天停气”: the word is there, the thing is not.
_DENIED: Final = re.compile(
    r"(?:差一?点|险些|(?<!有)没有?|未|无人?|并?不会|不要|(?<!这)不是|别|避免|防止|预防|以免|以防|免得|杜绝"
    r"|\b(?:no|not|without|avoid|prevent|kein|keine|keinen|ohne|nicht)\s)"
    r"(?:真的?|再|出现|发生|造成|导致|引起|引发|因此|任何|什么|人员?|员工|工人){0,3}\Z"
    r"|(?:怕(?!是)|担心|万一|要是|如果|一旦|早晚|迟早|容易)[^,。!?;\n]{0,4}\Z"
)
_FARTHEST_DENIAL: Final = 12


@dataclass(frozen=True, slots=True)
class Match(Generic[Owner]):
    """A word that was found, as the policy writes it; for whom it speaks; and whether the text denies it."""

    word: str
    owner: Owner
    is_denied: bool


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Owner]):
    word: str
    owners: tuple[Owner, ...]
    parts: tuple[str, ...]  # one, or several with a gap between them

    def end_in(self, text: str, start: int) -> int | None:
        """Where the word ends that begins at this place, if it is there."""
        if not text.startswith(self.parts[0], start):
            return None
        end = start + len(self.parts[0])
        for part in self.parts[1:]:
            place = text.find(part, end, end + _LONGEST_GAP + len(part))
            if place < 0 or not _CLAUSE_ENDS.isdisjoint(text[end:place]):
                return None
            end = place + len(part)
        return (
            end if _stands_alone(text, start, end, may_end_another=_is_noun_of_compounds(self.word)) else None
        )


class Lexicon(Generic[Owner]):
    """Words and those for whom they speak.

    Of words within one another only the longest is found (工作许可 is no 许可, 线路断 no 路…断). One with a gap hides
    no other, and its gap does not reach beyond a clause.
    Latin ones stand alone but for an ending: no MES in TIMES, but a permit in permits. A long German noun, which the
    policy writes with a capital, is also found as the last part of another (Innovationszuschuss).
    """

    def __init__(self, words_of: Mapping[Owner, Iterable[str]]) -> None:
        owners: dict[str, list[Owner]] = defaultdict(list)
        for owner, words in words_of.items():
            for word in words:
                owners[word].append(owner)
        self._by_head: dict[str, list[_Entry[Owner]]] = defaultdict(list)
        for word in sorted(owners, key=lambda word: (GAP in word, -len(word))):
            parts = tuple(plain(part) for part in word.split(GAP))
            self._by_head[parts[0][:2]].append(_Entry(word, tuple(owners[word]), parts))

    def find(self, text: str) -> Iterator[Match[Owner]]:
        """All words in a text that is `plain`, in order of place."""
        begun = covered = 0
        for start in range(len(text)):
            for entry in self._beginning_with(text[start : start + 2]):
                is_whole = len(entry.parts) == 1
                is_within = start < covered and (is_whole or start > begun)
                if is_within or (end := entry.end_in(text, start)) is None:
                    continue
                if end <= covered:  # 没…到账 where 没到账 is found
                    continue
                if is_whole:
                    begun, covered = start, end
                is_denied = _DENIED.search(text, max(0, start - _FARTHEST_DENIAL), start) is not None
                yield from (Match(entry.word, owner, is_denied) for owner in entry.owners)

    def _beginning_with(self, head: str) -> Iterator[_Entry[Owner]]:
        yield from self._by_head.get(head, ())
        if len(head) == 2:
            yield from self._by_head.get(head[0], ())


def plain(text: str) -> str:
    """The text in one width and case, in which words are looked for."""
    return unicodedata.normalize("NFKC", text).casefold()


def weight(word: str) -> int:
    """How much a word tells: the longer, the more; of a Latin one the number of words."""
    return 2 + len(word.split()) if _is_latin(word[0]) else len(word.replace(GAP, ""))


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and sign < "\u2e80"


_NO_ENDING: Final = re.compile(r"(?![a-z0-9\u00c0-\u024f])")
_ENDING: Final = re.compile(r"(?:s|es|ed|ing|e|en|n|er)?(?![a-z0-9\u00c0-\u024f])")


def _is_noun_of_compounds(word: str) -> bool:
    return len(word) >= _SHORTEST_LAST_PART and word[0].isupper() and word[1:].islower()


def _stands_alone(text: str, start: int, end: int, *, may_end_another: bool) -> bool:
    if _is_latin(text[start]) and start and _is_latin(text[start - 1]) and not may_end_another:
        return False
    if not _is_latin(text[end - 1]):
        return True
    ending = _ENDING if end - start >= _SHORTEST_WITH_ENDING else _NO_ENDING
    return ending.match(text, end) is not None
