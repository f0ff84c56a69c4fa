"""Characters that turn the direction of writing: what somebody typed must not reorder what stands around it."""

from __future__ import annotations

import re
from typing import Final

# https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
_END_RUN, _END_ISOLATE = "\u202c", "\u2069"
_BEGINS: Final = dict.fromkeys("\u202a\u202b\u202d\u202e", _END_RUN) | dict.fromkeys(
    "\u2066\u2067\u2068", _END_ISOLATE
)
_CONTROLS: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# The joiners stay: letters and emoji are put together by them.
_UNSEEN: Final = re.compile("[\u200b\u2060\ufeff\u00ad]")


def undirected(text: str) -> str:
    """Without what turns the direction, and without what is not seen: for a name, or in a line with other things."""
    return _UNSEEN.sub("", _CONTROLS.sub("", text))


def enclosed(text: str) -> str:
    """As it was typed; a direction that a line leaves open ends with that line."""
    return "\n".join(map(_closed, text.split("\n"))) if _CONTROLS.search(text) else text


def _closed(line: str) -> str:
    ends: list[str] = []
    for character in line:
        if character in _BEGINS:
            ends.append(_BEGINS[character])
        elif character == _END_RUN and ends and ends[-1] == _END_RUN:
            ends.pop()
        elif character == _END_ISOLATE and _END_ISOLATE in ends:
            # What was opened within an isolate ends with it.
            del ends[len(ends) - 1 - ends[::-1].index(_END_ISOLATE) :]
    return line + "".join(reversed(ends))
