"""Who reads the personal data in what was written about a case (rules.md, "Privacy")."""

from __future__ import annotations

from storage.rules.lifecycle import Facts
from storage.rules.words import Part, State


def reads_in_full(parts: frozenset[Part], facts: Facts, *, confidential: bool) -> bool:
    """Whether somebody who has these parts reads phones, identity cards and the like as they were typed.

    The enterprise reads its own; who handles the case needs it. 专班 has what is 待改派 or confidential in its hands,
    and 成员 and 专班 stand in where the handler is gone. To everybody else it is masked.
    """
    if Part.CONTACT in parts or Part.HANDLER in parts:
        return True
    if facts.state is State.RETURNED or confidential:
        return Part.MANAGER in parts
    orphaned = facts.state is not None and facts.state.is_open and not facts.handler_lives
    return orphaned and (Part.MEMBER in parts or Part.MANAGER in parts)
