"""What may be wrong with an update: fields missing, of another type, new, or with what nobody expects in them.

The harmless kinds are what Telegram may send any day; an update that has met no other must be handled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields
from enum import Enum, auto
from reprlib import repr as shortened
from typing import Any, Final, get_args, get_type_hints

from hypothesis import strategies as st

from handlers import conversation
from handlers.buttons import Button

# Every kind of button is known once the talk is whole.
assert conversation.STATES
Json = Any
_SEPARATOR: Final = ":"


class Kind(Enum):
    """A kind of harm."""

    ADD = auto()  # a field that Telegram may add some day
    TEXT = auto()  # what people write and call themselves
    DATE = auto()  # long ago, or far off
    DATA = auto()  # of a button that never was
    DROP = auto()
    RETYPE = auto()
    ID = auto()  # of somebody else, of nobody, beyond what a database takes
    RENAME = auto()  # another kind of update


HARMLESS: Final = frozenset({Kind.ADD, Kind.TEXT, Kind.DATE, Kind.DATA})

TEXTS: Final = (
    "\u202eمرحبا\u202c\u2067عكس",
    "\u200b\u200d\u2060\ufeff",
    " \n\t\u3000",
    "🏭🔥👨‍👩‍👧‍👦",
    "\x00",
    "a\x00b\x1b[31m\x7f",
    "<b>粗</i> &amp; <a href='tg://user?id=1'>x</a> &#0; <",
    "行\n" * 2_000,
    "路" * 20_000,
    "🏭" * 2_048,
    "e" + "\u0301" * 500,
    "{% raw %}%s %(x)s {0}",
    "'; DROP TABLE inbox; --",
    "提交",
    "/case@another_bot ZQ261124-001",
    "ZQ٢٦١١٢٤-٠٠١ ZQ999999-9999999999999999999999",
)
DATES: Final = (0, 1, -1, 2**31 - 1, 2**32, 253_370_764_800)
ODD_VALUES: Final[tuple[Json, ...]] = (
    *(None, True, False, 0, -1, 2**31, 2**63, 10**30, 1.5, 1e300),
    *("", "x", "\ud800", "\x00", [], [[]], [None], {}, {"a": {"b": [{"c": 1}]}}),
)
KINDS: Final = ("message_reaction", "business_message", "poll_answer", "chat_join_request", "what_may_come")
NEW_FIELDS: Final = ("new_field", "is_new", "from_somebody", "quality", "class", "新")


@dataclass(frozen=True, kw_only=True, repr=False)
class Harm:
    """One harm; `place` counts the places where its kind may be done, over and over."""

    kind: Kind
    place: int
    value: Json

    def __repr__(self) -> str:
        return f"<{self.kind.name} at {self.place}: {shortened(self.value)}>"


Place = tuple[Any, Any]  # a dict and a key, or a list and an index


def _places(part: Json) -> Iterator[Place]:
    keys: Sequence[Any] = []
    if isinstance(part, dict):
        keys = list(part)
    elif isinstance(part, list):
        keys = range(len(part))
    for key in keys:
        yield part, key
        yield from _places(part[key])


def _is_text(part: Json, key: Any) -> bool:
    names = {
        "text",
        "caption",
        "first_name",
        "title",
        "file_name",
        "sender_user_name",
        "question",
        "username",
    }
    return key in names and isinstance(part[key], str)


def _is_id(part: Json, key: Any) -> bool:
    return isinstance(key, str) and key.endswith("id") and isinstance(part[key], int)


_WHERE: Final[dict[Kind, Callable[[Json, Any], bool]]] = {
    Kind.TEXT: _is_text,
    Kind.DATE: lambda _, key: isinstance(key, str) and key.endswith("date"),
    Kind.DATA: lambda _, key: key == "data",
    Kind.ID: _is_id,
}


def harmed(update: dict[str, Json], harms: Sequence[Harm]) -> dict[str, Json]:
    """The update with all these harms done to it, one after the other; the given one stays whole."""
    update = deepcopy(update)
    for harm in harms:
        _do(update, harm)
    return update


def _do(update: dict[str, Json], harm: Harm) -> None:
    if harm.kind is Kind.RENAME:
        for kind in list(update)[:1]:
            update[harm.value] = update.pop(kind)
        return
    if harm.kind is Kind.ADD:
        parts = [update, *(part[key] for part, key in _places(update) if isinstance(part[key], dict))]
        parts[harm.place % len(parts)][NEW_FIELDS[harm.place % len(NEW_FIELDS)]] = deepcopy(harm.value)
        return
    fits = _WHERE.get(harm.kind, lambda *_: True)
    places = [(part, key) for part, key in _places(update) if fits(part, key)]
    if not places:
        return
    part, key = places[harm.place % len(places)]
    if harm.kind is Kind.DROP:
        del part[key]
        return
    part[key] = deepcopy(harm.value)
    if harm.kind is Kind.TEXT:
        # What Telegram found in the words that were there.
        part.pop("entities", None)
        part.pop("caption_entities", None)


def _data() -> st.SearchStrategy[str]:
    """Callback data like ours, and quite other."""
    ours = st.sampled_from(sorted(Button.kinds.values(), key=lambda kind: kind.code)).flatmap(_data_of)
    odd = st.sampled_from(["", ":", "do", "do:1:2:3", "nothing:1", "💥" * 16, "x" * 5_000, "\x00"])
    return st.one_of(ours, ours, odd)


def _data_of(kind: type[Button]) -> st.SearchStrategy[str]:
    hints = get_type_hints(kind)
    values = [_value_of(hints[field.name]) for field in fields(kind)]
    return st.tuples(st.just(kind.code), *values).map(_SEPARATOR.join)


def _value_of(hint: Any) -> st.SearchStrategy[str]:
    """What may stand for a field in callback data: mostly what fits."""
    [kind] = [one for one in get_args(hint) or (hint,) if one is not type(None)]
    fits = (
        st.sampled_from([str(member.value) for member in kind])
        if issubclass(kind, Enum)
        else st.integers(0, 1 if kind is bool else 9).map(str)
    )
    odd = st.sampled_from(
        ["", "-1", "٧", " 7", "None", str(2**63 - 1), str(2**63), "9" * 20, "utilities", "urgent"]
    )
    return st.one_of(fits, fits, odd)


def harms(ids: Sequence[int]) -> st.SearchStrategy[Harm]:
    """Any harm; `ids` are those of people and chats that may get into an update."""
    odd_ids = (*ids, 0, -1, -100, 2**31, 2**52, 2**63 - 1, 2**63, -(2**63) - 1, 10**30)
    odd = st.sampled_from(ODD_VALUES)
    values: dict[Kind, st.SearchStrategy[Json]] = {
        Kind.ADD: odd,
        Kind.TEXT: st.sampled_from(TEXTS),
        Kind.DATE: st.sampled_from(DATES),
        Kind.DATA: _data(),
        Kind.DROP: st.none(),
        Kind.RETYPE: odd,
        Kind.ID: st.sampled_from(odd_ids),
        Kind.RENAME: st.sampled_from(KINDS),
    }
    return st.one_of(
        [
            st.builds(Harm, kind=st.just(kind), place=st.integers(0, 199), value=value)
            for kind, value in values.items()
        ]
    )
