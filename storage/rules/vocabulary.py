"""The words by which a text's category, urgency and kind are recognised.

They are in a file of their own, the vocabulary, which districts share. What a district adds to it stands in its
policy, in the same sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import zip_longest
from typing import Self

from storage.rules.policy_shape import Count, PolicyError, PolicyProblem, Section, Words, parsed


class VocabularyError(PolicyError):
    """A vocabulary that cannot be used, with everything that is wrong in it."""

    what = "词库"


@dataclass(frozen=True, kw_only=True)
class CategoryWords(Section):
    """What tells that a text is about a category."""

    keywords: Words = ()
    hints: Words = ()  # these tell little: they side with keywords, and count alone where there are none

    def after(self, shared: CategoryWords) -> Self:
        """The same with shared words before its own."""
        return replace(
            self,
            keywords=_joined(shared.keywords, self.keywords),
            hints=_joined(shared.hints, self.hints),
        )


@dataclass(frozen=True, kw_only=True)
class Signs(Section):
    """How something is told by its words: weighed together, it is there if what speaks for it prevails.

    A word may have a gap in it, written …: up to eight characters of the same sentence.
    """

    words: Words = ()  # each speaks for it
    alone: Words = ()  # each speaks for it in a text that is about no category
    together: tuple[Words, ...] = ()  # they speak for it if every list has a word in the text
    against: Words = ()  # each speaks against it
    decoys: Words = ()  # what contains one of its words and means something else

    def after(self, shared: Signs) -> Signs:
        """These signs with shared ones before; of what speaks together the lists in the same place are joined."""
        lists = zip_longest(shared.together, self.together, fillvalue=())
        return Signs(
            words=_joined(shared.words, self.words),
            alone=_joined(shared.alone, self.alone),
            together=tuple(_joined(theirs, own) for theirs, own in lists),
            against=_joined(shared.against, self.against),
            decoys=_joined(shared.decoys, self.decoys),
        )


@dataclass(frozen=True, kw_only=True)
class ManySigns(Section):
    """The signs of several things, each under its name."""

    def after(self, shared: ManySigns) -> Self:
        """The same with the shared signs of each thing before its own; what else it holds stays."""
        signs = {
            field.name: getattr(self, field.name).after(getattr(shared, field.name))
            for field in fields(shared)
        }
        return replace(self, **signs)


@dataclass(frozen=True, kw_only=True)
class UrgencySigns(ManySigns):
    """What hints at an urgency."""

    critical: Signs = Signs()
    urgent: Signs = Signs()
    inquiry: Signs = Signs()  # against: what makes a question more than a question


@dataclass(frozen=True, kw_only=True)
class UrgencyWords(UrgencySigns):
    """What hints at an urgency, and from when on a date does."""

    urgent_within_days: Count  # what is needed within so many calendar days is 紧急


@dataclass(frozen=True, kw_only=True)
class KindWords(ManySigns):
    """How each kind of text that is no report is told."""

    discipline: Signs = Signs()
    emergency: Signs = Signs()
    others_data: Signs = Signs()
    thanks: Signs = Signs()
    follow_up: Signs = Signs()
    complaint: Signs = Signs()
    vague: Signs = Signs()


@dataclass(frozen=True, kw_only=True)
class Vocabulary(Section):
    """The words that districts share."""

    categories: dict[str, CategoryWords]  # by code; a policy need not have all of them
    urgency_words: UrgencySigns
    kind_words: KindWords


def parse_vocabulary(text: str, *, source: str) -> Vocabulary:
    """The vocabulary that a TOML text describes.

    Args:
        text: the content of a vocabulary file.
        source: its name, for the message of an error.

    Raises:
        VocabularyError: with all that is wrong: unknown, missing and unfit keys; or where it is no TOML.
    """
    vocabulary = parsed(text, Vocabulary, source=source, failure=VocabularyError)
    if problems := list(_without_signs(vocabulary)):
        raise VocabularyError(source, problems)
    return vocabulary


def _without_signs(vocabulary: Vocabulary) -> Iterator[PolicyProblem]:
    """What could never be told: a policy may leave it to the vocabulary, the vocabulary to nobody."""
    for key, told in (("urgency_words", vocabulary.urgency_words), ("kind_words", vocabulary.kind_words)):
        for field in fields(told):
            if getattr(told, field.name) == Signs():
                yield PolicyProblem(key=f"{key}.{field.name}", found="没有写", allowed="这一项必填")


def _joined(shared: Words, own: Words) -> Words:
    return tuple(dict.fromkeys((*shared, *own)))
