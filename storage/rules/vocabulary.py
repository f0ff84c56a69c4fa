"""The sections of the policy file from which a text's kind and urgency are recognised."""

from __future__ import annotations

from dataclasses import dataclass

from storage.rules.policy_shape import Count, Section, Words


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


@dataclass(frozen=True, kw_only=True)
class UrgencyWords(Section):
    """What hints at an urgency."""

    critical: Signs
    urgent: Signs
    inquiry: Signs  # against: what makes a question more than a question
    urgent_within_days: Count  # what is needed within so many calendar days is 紧急


@dataclass(frozen=True, kw_only=True)
class KindWords(Section):
    """How each kind of text that is no report is told."""

    discipline: Signs
    emergency: Signs
    others_data: Signs
    thanks: Signs
    follow_up: Signs
    complaint: Signs
    vague: Signs
