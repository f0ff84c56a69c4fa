"""How pressing a text sounds: by its words, and by when the enterprise needs it."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from storage.rules.understanding.experience import Experience
from storage.rules.understanding.lexicon import weight
from storage.rules.understanding.values import Evidence, NeededBy
from storage.rules.understanding.weighing import Scale, total
from storage.rules.urgency import Urgency
from storage.rules.vocabulary import UrgencyWords

# “交不交”, “能抵不”: a question by its form, whatever the verb. What asks for an act (能给查查不) is none.
_ASKED: Final = re.compile(
    r"(?![能动时冤])([\u4e00-\u9fff])不\1"
    r"|能不能(?:税前|[抵报享补算免退领扣减评])"
    r"|(?:[能还]|可以)(?:给?[抵领报补享评用退减免进算申入交奖用干赶])[^,。!?;\n]{0,4}[不吗](?=[,。!?;\s]|\Z)"
)

_PRESSING: Final = (Urgency.CRITICAL, Urgency.URGENT)
# In nats, by which most of texts not seen are right; danger that is named is not outweighed by many polite words.
_OF_WORDS: Final = 8
_OF_WORDS_OF_DANGER: Final = 12


@dataclass(frozen=True, kw_only=True)
class Pressure:
    """An urgency, and what says so; 一般 without evidence if nothing does."""

    urgency: Urgency
    evidence: tuple[Evidence, ...] = ()


class Pressing:
    """The policy's words for urgencies, and the examples of them; made once for a policy."""

    def __init__(self, words: UrgencyWords, experience: Experience[Urgency]) -> None:
        self._experience = experience
        self._urgent_within = dt.timedelta(days=words.urgent_within_days)
        self._critical = Scale(Urgency.CRITICAL, words.critical)
        self._urgent = Scale(Urgency.URGENT, words.urgent)
        self._inquiry = Scale(Urgency.INQUIRY, words.inquiry)

    def of(self, text: str, needed_by: NeededBy | None, today: dt.date) -> Pressure:
        """How pressing a plain text sounds, by its words and by experience; what is needed soon is 紧急 at least."""
        worded = self._by_words(text, needed_by, today)
        nats: defaultdict[Urgency, float] = defaultdict(float, self._experience.weigh(text))
        nats[worded.urgency] += _OF_WORDS_OF_DANGER if worded.urgency is Urgency.CRITICAL else _OF_WORDS
        best = max(nats, key=nats.__getitem__)
        if best not in _PRESSING and (soon := tuple(self._of_date(needed_by, today))):
            return Pressure(urgency=Urgency.URGENT, evidence=soon)
        return worded if best is worded.urgency else Pressure(urgency=best)

    def _by_words(self, text: str, needed_by: NeededBy | None, today: dt.date) -> Pressure:
        """How pressing the words of a plain text sound.

        The urgencies are not weighed against each other: one word of danger is not outweighed by many polite ones.
        """
        if total(critical := self._critical.weigh(text)) > 0:
            return Pressure(urgency=Urgency.CRITICAL, evidence=tuple(critical))
        urgent = [*self._urgent.weigh(text), *self._of_date(needed_by, today)]
        if total(urgent) > 0:
            return Pressure(urgency=Urgency.URGENT, evidence=tuple(urgent))
        inquiry = {*self._inquiry.weigh(text), *_asked(text)}
        if total(inquiry) > 0:
            return Pressure(urgency=Urgency.INQUIRY, evidence=tuple(inquiry))
        return Pressure(urgency=Urgency.NORMAL)

    def _of_date(self, needed_by: NeededBy | None, today: dt.date) -> Iterable[Evidence]:
        if needed_by is not None and needed_by.day - today <= self._urgent_within:
            word = needed_by.words
            yield Evidence(word=word, speaks_for=Urgency.URGENT, weight=weight(word))


def _asked(text: str) -> Iterator[Evidence]:
    if question := _ASKED.search(text):
        yield Evidence(word=question[0], speaks_for=Urgency.INQUIRY, weight=weight(question[0]))
