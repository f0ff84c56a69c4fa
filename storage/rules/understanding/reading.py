"""A text understood: all that its words speak for, put together."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from storage.rules.masking import personal_data
from storage.rules.policy import OTHER, Policy
from storage.rules.understanding.language import language_of
from storage.rules.understanding.lexicon import Lexicon, plain, weight
from storage.rules.understanding.needed_by import needed_by
from storage.rules.understanding.values import Evidence, Kind, NeededBy, Understanding
from storage.rules.understanding.weighing import Scale, total
from storage.rules.urgency import Urgency

_POLICIES_IN_MIND = 4  # the running one; tests and a changed file bring others


def understand(text: str, policy: Policy, today: dt.date) -> Understanding:
    """What a text seems to say, by the words of the policy; `today` is the district's date.

    It costs well under a millisecond for what people type, and never fails.
    """
    return _reader(policy).read(text, today)


@lru_cache(maxsize=_POLICIES_IN_MIND)
def _reader(policy: Policy) -> _Reader:
    return _Reader(policy)


class _Reader:
    """The policy's words, laid out to be looked for."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._categories = Lexicon({category.code: category.keywords for category in policy.categories})
        urgency, kinds = policy.urgency_words, policy.kind_words
        self._critical = Scale(Urgency.CRITICAL, urgency.critical)
        self._urgent = Scale(Urgency.URGENT, urgency.urgent)
        self._inquiry = Scale(Urgency.INQUIRY, urgency.inquiry)
        self._warnings = (
            (Kind.DISCIPLINE, Scale(Kind.DISCIPLINE, kinds.discipline)),
            (Kind.EMERGENCY, Scale(Kind.EMERGENCY, kinds.emergency)),
            (Kind.OTHERS_DATA, Scale(Kind.OTHERS_DATA, kinds.others_data)),
        )
        self._replies = (
            (Kind.COMPLAINT, Scale(Kind.COMPLAINT, kinds.complaint)),
            (Kind.FOLLOW_UP, Scale(Kind.FOLLOW_UP, kinds.follow_up)),
            (Kind.THANKS, Scale(Kind.THANKS, kinds.thanks)),
        )
        self._vague = Scale(Kind.VAGUE, kinds.vague)

    def read(self, text: str, today: dt.date) -> Understanding:
        """Everything about one text."""
        said = plain(text)
        deadline = needed_by(said, today)
        category, about = self._category(said)
        urgency, pressing = self._urgency(said, deadline, today)
        kind, telling = self._kind(said, is_about_something=bool(about))
        return Understanding(
            kind=kind,
            category=category,
            urgency=urgency,
            needed_by=deadline,
            problems=(),
            language=language_of(text),
            personal=personal_data(text),
            why=tuple(sorted((*telling, *about, *pressing), key=lambda one: (-one.weight, one.word))),
        )

    def _category(self, text: str) -> tuple[str, list[Evidence]]:
        found: dict[str, dict[str, Evidence]] = {category.code: {} for category in self._policy.categories}
        for match in self._categories.find(text):
            evidence = Evidence(word=match.word, speaks_for=match.owner, weight=weight(match.word))
            found[match.owner][match.word] = evidence
        # 其他 only if nothing more telling is as weighty; then more words, then the policy's order.
        best = max(
            found,
            key=lambda code: (total(found[code].values()), code != OTHER, len(found[code])),
            default=OTHER,
        )
        return (best, list(found[best].values())) if found[best] else (OTHER, [])

    def _urgency(
        self, text: str, deadline: NeededBy | None, today: dt.date
    ) -> tuple[Urgency, list[Evidence]]:
        # Not weighed against each other: one word of danger is not outweighed by many polite ones.
        if total(critical := self._critical.weigh(text)) > 0:
            return Urgency.CRITICAL, critical
        urgent = self._urgent.weigh(text)
        within = dt.timedelta(days=self._policy.urgency_words.urgent_within_days)
        if deadline is not None and deadline.day - today <= within:
            urgent.append(
                Evidence(word=deadline.words, speaks_for=Urgency.URGENT, weight=weight(deadline.words))
            )
        if total(urgent) > 0:
            return Urgency.URGENT, urgent
        if total(inquiry := self._inquiry.weigh(text)) > 0:
            return Urgency.INQUIRY, inquiry
        return Urgency.NORMAL, []

    def _kind(self, text: str, *, is_about_something: bool) -> tuple[Kind, list[Evidence]]:
        for kind, scale in self._warnings:
            if total(evidence := scale.weigh(text)) > 0:
                return kind, evidence
        weighed = [(kind, scale.weigh(text)) for kind, scale in self._replies]
        kind, evidence = max(weighed, key=lambda each: total(each[1]))
        if total(evidence) > 0:
            return kind, evidence
        vague = self._vague.weigh(text)
        if not is_about_something and total(vague) > 0:
            return Kind.VAGUE, vague
        return Kind.REPORT, []
