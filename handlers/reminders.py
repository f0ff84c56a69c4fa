"""What one person is reminded of, as one message: a line and a button for each case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.case.buttons import show_button
from handlers.case.card import rows_of
from handlers.render import Message, message
from storage.ledger.reminders import ReminderView
from storage.rules.colour import worst
from storage.rules.telling import Audience

MOST_CASES: Final = 90  # Telegram shows a hundred buttons below a message
# Where each part finds what has no room.
_LISTS: Final = {
    Audience.CONTACTS: "我的问题",
    Audience.HANDLER: "待办",
    Audience.MEMBERS: "待办",
    Audience.MANAGERS: "超期",
    Audience.LEADERS: "超期",
}


@dataclass(frozen=True, kw_only=True)
class Reminding:
    """A reminder for somebody. `stands_in`: they get it in place of another."""

    view: ReminderView
    stands_in: bool = False


def reminders_message(reminded: Sequence[Reminding]) -> Message:
    """The one message of all that somebody is reminded of at a time, in the given order of cases."""
    cases = _by_case(reminded)
    shown, rest = cases[:MOST_CASES], cases[MOST_CASES:]
    left = dict.fromkeys(_LISTS.get(one.view.audience, "待办") for case in rest for one in case)
    return message(
        "reminders",
        "message",
        cases=shown,
        marks=[worst(one.view.colour for one in case).mark for case in shown],
        count=len(cases),
        rest=len(rest),
        lists=[f"“{name}”" for name in left],
        rows=rows_of(
            show_button(case[0].view.case_id, case[0].view.number) for case in shown if case[0].view.may_open
        ),
    )


def _by_case(reminded: Iterable[Reminding]) -> list[list[Reminding]]:
    """What there is of each case: of a clock only the latest step, and one's own before that of another."""
    found: dict[int, dict[str, Reminding]] = {}
    for one in reminded:
        clocks = found.setdefault(one.view.case_id, {})
        known = clocks.get(one.view.kind)
        if known is None or _weight(known) < _weight(one):
            clocks[one.view.kind] = one
    return [list(clocks.values()) for clocks in found.values()]


def _weight(one: Reminding) -> tuple[bool, int]:
    return not one.stands_in, one.view.notice_id
