"""The values that cross the floor: what is asked of the ledger, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.rules.words import Action, Rating, Result, State


@dataclass(frozen=True, kw_only=True)
class Target:
    """To whom a case is given: a person, and the department in whose name, if any."""

    person_id: int
    department_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """One act on one case, as it was pressed and typed.

    `cause` makes it happen once; `turn` is the one on the button, None where nothing was shown to go out of date.
    """

    case_id: int
    by: int | None  # the person; None: the sweep
    now: datetime
    cause: str
    turn: int | None = None
    text: str = ""
    draft_id: int | None = None  # whose attachments go with it
    visible: bool = True  # 企业可见
    result: Result | None = None
    reason: str | None = None  # code of a listed reason
    rating: Rating | None = None
    target: Target | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an act did; the same again when its cause comes a second time."""

    case_id: int
    number: str
    entry_id: int
    action: Action
    state: State
    turn: int
