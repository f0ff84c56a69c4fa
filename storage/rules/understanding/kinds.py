"""What a text is there for: not every text is a report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from storage.rules.kind import Kind
from storage.rules.understanding.experience import Experience
from storage.rules.understanding.lexicon import weight
from storage.rules.understanding.values import Evidence
from storage.rules.understanding.weighing import Scale, total
from storage.rules.vocabulary import KindWords

# “批没批”, “来没来”: whether something has been done. 上学没学位 asks nothing.
_IS_IT_DONE: Final = re.compile(r"([批来卡修办定派看管下评成过发拨签落解动弄整回给])没\1")
# To whom a number names a case, it is a word like any other.
_CASE_NUMBER: Final = re.compile(r"zq\d{6}-\d{3,5}")
_SAID_AS: Final = "那件问题"
# In characters: what is about nothing known is asked about if it is shorter, and taken as it is if it is longer.
_SHORTEST_REPORT: Final = 12
_LONGEST_VAGUE: Final = 40
_VAGUE_PART: Final = 4  # what is said of nothing makes at least a quarter of such a text
# What alarms or accuses: a wrong one is worse than a miss, so that experience alone has to be very sure.
_ALARMING: Final = (Kind.EMERGENCY, Kind.DISCIPLINE, Kind.OTHERS_DATA)
# In nats, by which most of texts not seen are right.
_OF_WORDS: Final = 6
_OF_WHAT_IS_SHORT: Final = 4  # for a report, where words say no more than that
_OF_ALARM_WITHOUT_WORDS: Final = -12


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """A kind, and what says so; a report needs no evidence. `by_words` is the kind that words alone would make it."""

    kind: Kind
    by_words: Kind
    evidence: tuple[Evidence, ...] = ()


class Kinds:
    """The policy's words for what is no report, and the examples of it; made once for a policy."""

    def __init__(self, words: KindWords, experience: Experience[Kind]) -> None:
        self._experience = experience
        # What must not be overlooked comes first, whatever else the text says.
        self._first = tuple(
            (kind, Scale(kind, signs))
            for kind, signs in (
                (Kind.EMERGENCY, words.emergency),
                (Kind.DISCIPLINE, words.discipline),
                (Kind.OTHERS_DATA, words.others_data),
            )
        )
        self._weighed = tuple(
            (kind, Scale(kind, signs))
            for kind, signs in (
                (Kind.COMPLAINT, words.complaint),
                (Kind.FOLLOW_UP, words.follow_up),
                (Kind.THANKS, words.thanks),
            )
        )
        self._vague = Scale(Kind.VAGUE, words.vague)

    def of(self, text: str, *, is_about_something: bool) -> Purpose:
        """What a plain text is there for; `is_about_something` if its words are of a category of the policy."""
        worded = self._by_words(_CASE_NUMBER.sub(_SAID_AS, text), is_about_something)
        nats: defaultdict[Kind, float] = defaultdict(
            float, self._experience.weigh(_CASE_NUMBER.sub("", text))
        )
        nats[worded.kind] += _OF_WORDS
        if not worded.evidence and len(text) < _SHORTEST_REPORT:
            nats[Kind.REPORT] += _OF_WHAT_IS_SHORT
        for kind in _ALARMING:
            if kind is not worded.kind:
                nats[kind] += _OF_ALARM_WITHOUT_WORDS
        best = max(nats, key=nats.__getitem__)
        return worded if best is worded.kind else Purpose(kind=best, by_words=worded.kind)

    def _by_words(self, text: str, is_about_something: bool) -> Purpose:
        for kind, scale in self._first:
            if total(evidence := scale.weigh(text, is_about_something=is_about_something)) > 0:
                return Purpose(kind=kind, by_words=kind, evidence=tuple(evidence))
        weighed = {
            kind: scale.weigh(text, is_about_something=is_about_something) for kind, scale in self._weighed
        }
        weighed[Kind.FOLLOW_UP] += _is_it_done(text)
        kind, evidence = max(weighed.items(), key=lambda each: total(each[1]))
        if total(evidence) > 0:
            return Purpose(kind=kind, by_words=kind, evidence=tuple(evidence))
        return self._report_or_vague(text.strip(), is_about_something)

    def _report_or_vague(self, text: str, is_about_something: bool) -> Purpose:
        if is_about_something or len(text) > _LONGEST_VAGUE:
            return Purpose(kind=Kind.REPORT, by_words=Kind.REPORT)
        vague = self._vague.weigh(text, is_about_something=False)
        if total(vague) * _VAGUE_PART >= len(text) or len(text) < _SHORTEST_REPORT:
            return Purpose(kind=Kind.VAGUE, by_words=Kind.VAGUE, evidence=tuple(vague))
        return Purpose(kind=Kind.REPORT, by_words=Kind.REPORT)


def _is_it_done(text: str) -> Iterator[Evidence]:
    if question := _IS_IT_DONE.search(text):
        yield Evidence(word=question[0], speaks_for=Kind.FOLLOW_UP, weight=weight(question[0]))
