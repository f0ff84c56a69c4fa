"""A text understood: all that its words speak for, put together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from storage.rules.kind import Kind
from storage.rules.masking import personal_data
from storage.rules.policy import OTHER, Policy
from storage.rules.understanding.experience import learned
from storage.rules.understanding.kinds import Kinds, Purpose
from storage.rules.understanding.language import language_of
from storage.rules.understanding.lexicon import plain
from storage.rules.understanding.needed_by import needed_by
from storage.rules.understanding.pressing import Pressing, Pressure
from storage.rules.understanding.several import problems_of
from storage.rules.understanding.subject import Subject, Subjects
from storage.rules.understanding.values import Evidence, NeededBy, Understanding
from storage.rules.urgency import Urgency

_POLICIES_IN_MIND: Final = 4  # the running one; tests and a changed file bring others
_TURN: Final = re.compile(
    r"另外|还有|(?<!不)但是?|可是|不过|顺便|再就是|再有|对了|此外|\b(?:but|however|also|besides|aber|außerdem)\b"
)
_ENOUGH: Final = 4000  # characters: what a text is about is said by then


def prepare(policy: Policy) -> None:
    """Learn from the policy's examples and lay out its words, so that the first text need not wait half a second."""
    _reader(policy)


def understand(text: str, policy: Policy, today: dt.date) -> Understanding:
    """What a text seems to say, by the words of the policy; `today` is the district's date.

    It costs well under a millisecond for what people type, and never fails. Of a very long text the beginning is read,
    but for the personal data in it.
    """
    return _reader(policy).read(text, today)


@lru_cache(maxsize=_POLICIES_IN_MIND)
def _reader(policy: Policy) -> _Reader:
    return _Reader(policy)


@dataclass(frozen=True, kw_only=True)
class _Sense:
    """What a text comes to, or that part of it which counts."""

    said: str
    purpose: Purpose
    subject: Subject
    pressure: Pressure
    needed_by: NeededBy | None


class _Reader:
    """The policy's words, laid out to be looked for, and what its examples teach."""

    def __init__(self, policy: Policy) -> None:
        experience = self._experience = learned(policy.examples)
        self._subjects = Subjects(policy.categories, experience.categories)
        self._pressing = Pressing(policy.urgency_words, experience.urgencies)
        self._kinds = Kinds(policy.kind_words, experience.kinds)

    def read(self, text: str, today: dt.date) -> Understanding:
        """Everything about one text."""
        sense = self._sense(plain(text[:_ENOUGH]), today)
        purpose, subject, pressure = sense.purpose, sense.subject, sense.pressure
        words = (*purpose.evidence, *subject.evidence, *pressure.evidence)
        why = (*words, *(one for one in self._reasons(sense) if not any(map(_says(one), words))))
        may_report = Kind.REPORT in (purpose.kind, purpose.by_words)
        problems = self._problems(text) if may_report else ()
        return Understanding(
            kind=Kind.REPORT if problems else purpose.kind,
            category=subject.category,
            others=subject.others,
            urgency=Urgency.CRITICAL if purpose.kind is Kind.EMERGENCY else pressure.urgency,
            needed_by=sense.needed_by,
            problems=problems,
            language=language_of(text),
            personal=personal_data(text),
            why=tuple(sorted(why, key=lambda one: (-one.weight, one.word))),
        )

    def _sense(self, said: str, today: dt.date) -> _Sense:
        turn = _TURN.search(said)
        news = self._news(said[: turn.start()], said[turn.end() :], today) if turn else None
        return news or self._sense_of(said, today)

    def _news(self, before: str, after: str, today: dt.date) -> _Sense | None:
        """The new problem to which a text turns that first thanks or asks after an old one (谢谢，另外……)."""
        old = self._sense_of(before, today)
        if old.purpose.kind not in (Kind.THANKS, Kind.FOLLOW_UP):
            return None
        new = self._sense_of(after, today)
        is_the_old_one = old.purpose.kind is Kind.FOLLOW_UP and new.subject.category == old.subject.category
        is_a_problem = new.purpose.kind is Kind.REPORT and new.subject.is_worded
        return new if is_a_problem and not is_the_old_one else None

    def _sense_of(self, said: str, today: dt.date) -> _Sense:
        deadline = needed_by(said, today)
        subject = self._subjects.of(said)
        pressure = self._pressing.of(said, deadline, today)
        is_about_something = subject.is_worded or pressure.urgency is Urgency.CRITICAL
        purpose = self._kinds.of(said, is_about_something=is_about_something)
        if purpose.kind is Kind.VAGUE:
            subject, pressure = Subject(category=OTHER), Pressure(urgency=Urgency.NORMAL)
        return _Sense(said=said, purpose=purpose, subject=subject, pressure=pressure, needed_by=deadline)

    def _reasons(self, sense: _Sense) -> Iterator[Evidence]:
        """What examples teach of the text; 问题 and 一般 are what is left, and need no reason."""
        said, kind, urgency = sense.said, sense.purpose.kind, sense.pressure.urgency
        if kind is Kind.VAGUE:
            return
        yield from self._subjects.reasons(said, sense.subject.category)
        if kind is not Kind.REPORT:
            yield from self._experience.kinds.reasons(said, kind)
        if urgency is not Urgency.NORMAL:
            yield from self._experience.urgencies.reasons(said, urgency)

    def _problems(self, text: str) -> tuple[str, ...]:
        return problems_of(text, self._about) if len(text) <= _ENOUGH else ()

    def _about(self, part: str) -> Subject:
        return self._subjects.by_words(plain(part))


def _says(reason: Evidence) -> Callable[[Evidence], bool]:
    """Whether a word of the vocabulary says it already, in as many letters, more or fewer."""

    def says(one: Evidence) -> bool:
        word = plain(one.word)
        return one.speaks_for == reason.speaks_for and (word in reason.word or reason.word in word)

    return says
