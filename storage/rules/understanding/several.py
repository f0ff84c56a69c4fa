"""Several problems in one text: told apart only where the text itself counts them or begins anew.

Careful on purpose, since a problem told at length is to stay one: a part says by itself what it is about, and what is
about the same as the part before belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from storage.rules.understanding.subject import Subject

About = Callable[[str], Subject]  # what a part of the text is about

_CHINESE: Final = "一二三四五六七八九十"
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩"
# Each way of counting. A dot after a figure must not belong to an amount, nor a figure to a date.
_COUNTS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![0-9.．])([1-9])\s*(?:[、,，:：)）]|[.．](?![0-9]))",
        r"[(（]([1-9])[)）]",
        rf"[(（]([{_CHINESE}])[)）]",
        rf"(?<![{_CHINESE}第])([{_CHINESE}])(?:是(?![个家种直])|[、，,])",
        rf"第([{_CHINESE}])(?:[个件点项条])?(?:事儿?|问题)?(?:是|[、，,:：])?",
        rf"([{_CIRCLED}])",
    )
)
_ANEW: Final = re.compile(
    r"(?<=[。！!；;，,、.?？\n\s])\s*"
    r"(?:另外|另一个是?|还有(?!没有|吗|吧|[一两三几]次|人)(?:就是|[一个件]{1,2}(?:事儿?|问题))?|再(?:就是|一个|有)|此外|顺便|对了|其次"
    r"|(?:Also|In addition|Besides|Furthermore|Another (?:problem|issue)|Außerdem|Zudem|Ferner)\b)"
    r"(?:想?再?[问说]一?下)?[，,:：、]?\s*",
    re.IGNORECASE,
)
# Who announces several may well have two about the same.
_ANNOUNCED: Final = re.compile(
    r"(?:[两俩三四五六几多]|以下|如下)[个件项点条]?(?:方面)?的?(?:问题|事|诉求|困难|难题|需求)"
    r"|\b(?:two|three|four|several|zwei|drei|vier|mehrere)\s(?:\w+\s)?(?:problem|issue|question|thing|anliegen|frage)"
)
_EDGES: Final = " \t\r\n，,、；;：:。."
_SHORTEST_PART: Final = 3  # characters
_SENTENCE_ENDS: Final = frozenset("。！!；;.?？\n")
_WEIGHTY: Final = 3  # what a part that begins within a sentence says of itself at least


def problems_of(text: str, about: About) -> tuple[str, ...]:
    """The parts of a text that tells of several problems, in its own words; empty if it tells of one.

    What stands before the first counted part goes with every part if it is about something itself.
    """
    for count in _COUNTS:
        if parts := _counted(text, _in_sequence(count.finditer(text)), about):
            return parts
    return _begun_anew(text, about)


def _in_sequence(marks: Iterable[re.Match[str]]) -> list[re.Match[str]]:
    """Those marks that count 1, 2, 3 …, from the first 1 on."""
    found: list[re.Match[str]] = []
    for mark in marks:
        if _ordinal(mark[1]) == len(found) + 1:
            found.append(mark)
    return found


def _ordinal(sign: str) -> int:
    signs = next((signs for signs in (_CHINESE, _CIRCLED) if sign in signs), None)
    return int(sign) if signs is None else signs.index(sign) + 1


def _counted(text: str, marks: Sequence[re.Match[str]], about: About) -> tuple[str, ...]:
    if len(marks) < 2:
        return ()
    ends = [following.start() for _, following in pairwise(marks)] + [len(text)]
    parts = [text[mark.end() : end].strip(_EDGES) for mark, end in zip(marks, ends, strict=True)]
    if any(len(part) < _SHORTEST_PART for part in parts):
        return ()
    before = text[: marks[0].start()].strip(_EDGES)
    subjects = [_category(about(part)) for part in parts]
    differ = None not in subjects and len(set(subjects)) > 1
    if not differ and not _ANNOUNCED.search(before.casefold()):
        return ()
    return tuple(f"{before}：{part}" if about(before).is_worded else part for part in parts)


def _begun_anew(text: str, about: About) -> tuple[str, ...]:
    """The parts between words like 另外; one that is about nothing new belongs to the one before."""
    breaks = list(_ANEW.finditer(text))
    if not breaks:
        return ()
    is_announced = _ANNOUNCED.search(text.casefold()) is not None
    spans = [(0, breaks[0].start())]
    category = _category(about(text[: breaks[0].start()]))
    ends = [*(following.start() for following in breaks[1:]), len(text)]
    for begin, end in zip(breaks, ends, strict=True):
        subject = about(text[begin.end() : end])
        begins_a_sentence = text[begin.start() - 1] in _SENTENCE_ENDS
        is_plain = is_announced or begins_a_sentence or subject.weight >= _WEIGHTY
        if category is not None and is_plain and _category(subject) not in (None, category):
            spans.append((begin.end(), end))
            category = subject.category
        else:
            spans[-1] = spans[-1][0], end
            category = category or _category(subject)
    return tuple(text[start:end].strip(_EDGES) for start, end in spans) if len(spans) > 1 else ()


def _category(subject: Subject) -> str | None:
    return subject.category if subject.is_worded else None
