"""What a text is there for: not every text is a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from storage.rules.understanding.values import Evidence, Kind
from storage.rules.understanding.weighing import Scale, total
from storage.rules.vocabulary import KindWords

# To whom a number names a case, it is a word like any other.
_CASE_NUMBER: Final = re.compile(r"zq\d{6}-\d{3,5}")
_SAID_AS: Final = "那件问题"
_SHORTEST_REPORT: Final = 12  # characters; what is shorter and about nothing known is asked about


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """A kind, and what says so; a report needs no evidence."""

    kind: Kind
    evidence: tuple[Evidence, ...] = ()


class Kinds:
    """The policy's words for what is no report; made once for a policy."""

    def __init__(self, words: KindWords) -> None:
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
        """What a plain text is there for; `is_about_something` if it is about a category of the policy."""
        text = _CASE_NUMBER.sub(_SAID_AS, text)
        for kind, scale in self._first:
            if total(evidence := scale.weigh(text, is_about_something=is_about_something)) > 0:
                return Purpose(kind=kind, evidence=tuple(evidence))
        kind, evidence = max(
            (
                (kind, scale.weigh(text, is_about_something=is_about_something))
                for kind, scale in self._weighed
            ),
            key=lambda weighed: total(weighed[1]),
        )
        if total(evidence) > 0:
            return Purpose(kind=kind, evidence=tuple(evidence))
        vague = self._vague.weigh(text, is_about_something=is_about_something)
        if total(vague) > 0 or (not is_about_something and len(text.strip()) < _SHORTEST_REPORT):
            return Purpose(kind=Kind.VAGUE, evidence=tuple(vague))
        return Purpose(kind=Kind.REPORT)
