"""What can be understood of a text, as values (rules.md, "Categories")."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.rules.kind import Kind
from storage.rules.masking import PersonalData
from storage.rules.urgency import Urgency
from storage.rules.words import Word


class Language(Word):
    """In what a text is written."""

    CHINESE = "zh", "中文"
    ENGLISH = "en", "英语"
    GERMAN = "de", "德语"
    OTHER = "other", "其他语言"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Words of the text, and what they speak for: the code of a category, an urgency or a kind.

    A negative weight speaks against it.
    """

    word: str
    speaks_for: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class NeededBy:
    """Until when the enterprise needs it; `hour` only if the text names one. `words` is what said so."""

    day: dt.date
    hour: dt.time | None = None
    words: str


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What a text seems to say: a suggestion that the person can change.

    `category` is a code of the policy; `others` are the next likely ones. `problems` are the parts of a text that
    tells of several, each fit to be a case of its own; it is empty if the text tells of one. `why` has the weightiest
    evidence first.
    """

    kind: Kind
    category: str
    others: tuple[str, ...]
    urgency: Urgency
    needed_by: NeededBy | None
    problems: tuple[str, ...]
    language: Language
    personal: frozenset[PersonalData]
    why: tuple[Evidence, ...]
