"""A text understood: all that its words speak for, put together."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from storage.rules.masking import personal_data
from storage.rules.policy import Policy
from storage.rules.understanding.kinds import Kinds
from storage.rules.understanding.language import language_of
from storage.rules.understanding.lexicon import plain
from storage.rules.understanding.needed_by import needed_by
from storage.rules.understanding.pressing import Pressing
from storage.rules.understanding.several import problems_of
from storage.rules.understanding.subject import Subject, Subjects
from storage.rules.understanding.values import Kind, Understanding
from storage.rules.urgency import Urgency

_POLICIES_IN_MIND: Final = 4  # the running one; tests and a changed file bring others
_ENOUGH: Final = 4000  # characters: what a text is about is said by then


def understand(text: str, policy: Policy, today: dt.date) -> Understanding:
    """What a text seems to say, by the words of the policy; `today` is the district's date.

    It costs well under a millisecond for what people type, and never fails. Of a very long text the beginning is read,
    but for the personal data in it.
    """
    return _reader(policy).read(text, today)


@lru_cache(maxsize=_POLICIES_IN_MIND)
def _reader(policy: Policy) -> _Reader:
    return _Reader(policy)


class _Reader:
    """The policy's words, laid out to be looked for."""

    def __init__(self, policy: Policy) -> None:
        self._subjects = Subjects(policy.categories)
        self._pressing = Pressing(policy.urgency_words)
        self._kinds = Kinds(policy.kind_words)

    def read(self, text: str, today: dt.date) -> Understanding:
        """Everything about one text."""
        said = plain(text[:_ENOUGH])
        deadline = needed_by(said, today)
        subject = self._subjects.of(said)
        pressure = self._pressing.of(said, deadline, today)
        is_about_something = subject.is_known or pressure.urgency is Urgency.CRITICAL
        purpose = self._kinds.of(said, is_about_something=is_about_something)
        evidence = (*purpose.evidence, *subject.evidence, *pressure.evidence)
        return Understanding(
            kind=purpose.kind,
            category=subject.category,
            urgency=Urgency.CRITICAL if purpose.kind is Kind.EMERGENCY else pressure.urgency,
            needed_by=deadline,
            problems=self._problems(text) if purpose.kind is Kind.REPORT else (),
            language=language_of(text),
            personal=personal_data(text),
            why=tuple(sorted(evidence, key=lambda one: (-one.weight, one.word))),
        )

    def _problems(self, text: str) -> tuple[str, ...]:
        return problems_of(text, self._about) if len(text) <= _ENOUGH else ()

    def _about(self, part: str) -> Subject:
        return self._subjects.of(plain(part))
