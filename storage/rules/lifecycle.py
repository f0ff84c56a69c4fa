"""The one table of states, actions and who may take them (rules.md, "The life of a case").

Checks, buttons and the diagram in the documents are all read from `TABLE`. What is not in it is not allowed.
Rows that are not `built` yet are there so that the table is whole; they decide nothing and offer no button.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from storage.rules.words import OPEN_STATES, Action, Part, State

LAST_DENIAL: Final = 3  # the third 没解决 goes to 专班


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the table has to know of one case and of the one who acts."""

    state: State | None
    denials: int = 0  # 没解决 and 重办 before this act
    handler_lives: bool = True  # there is somebody to go on with it
    may_ask: bool = True  # 请企业补充 is left in this round
    urged_today: bool = False
    accept_overdue: bool = False
    in_own_hands: bool = True  # the case is in the hands in which the one who acts works
    reopenable: bool = False  # closed not longer ago than the policy says
    rateable: bool = False  # 已解决, not rated yet, not too long ago
    has_handled: bool = False  # the one who acts has had this case
    sole_manager: bool = False  # 专班 has one person only


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The act is allowed: where it leads, and as what it is taken."""

    to: State
    part: Part
    self_approved: bool = False  # 自批


@dataclass(frozen=True)
class Transition:
    """One cell of the table. `parts` in the order in which somebody who has several acts."""

    state: State | None
    action: Action
    parts: tuple[Part, ...]
    to: State | Callable[[Facts], State] | None = None  # None: the state stays
    when: Callable[[Facts], bool] | None = None
    decides: bool = False  # 专班 does not decide on what it handles
    built: bool = True

    def decide(self, parts: frozenset[Part], facts: Facts) -> Decision | None:
        """The decision for somebody who has these parts, or None."""
        if not self.built or (self.when and not self.when(facts)):
            return None
        for part in self.parts:
            if part not in parts:
                continue
            own = self.decides and part is Part.MANAGER and facts.has_handled
            if own and not facts.sole_manager:
                continue
            return Decision(to=self._target(facts), part=part, self_approved=own)
        return None

    def _target(self, facts: Facts) -> State:
        target = self.to(facts) if callable(self.to) else self.to or self.state
        if target is None:
            raise AssertionError(f"{self.action} leads nowhere")
        return target


def _opened(facts: Facts) -> State:
    return State.SUBMITTED if facts.handler_lives else State.RETURNED


def _denied(facts: Facts) -> State:
    again = facts.handler_lives and facts.denials + 1 < LAST_DENIAL
    return State.IN_PROGRESS if again else State.RETURNED


def _gone(facts: Facts) -> bool:
    return not facts.handler_lives


def _may_urge(facts: Facts) -> bool:
    return not facts.urged_today


def _may_return(facts: Facts) -> bool:
    return not facts.accept_overdue


def _may_sign(facts: Facts) -> bool:
    """A case that went to a department is signed for there, not by who looks after the enterprise."""
    return facts.in_own_hands


def _may_ask(facts: Facts) -> bool:
    return facts.may_ask


def _was_last_denial(facts: Facts) -> bool:
    return facts.denials >= LAST_DENIAL


def _may_rate(facts: Facts) -> bool:
    return facts.rateable


def _may_reopen(facts: Facts) -> bool:
    return facts.reopenable


C, H, O, A, M, L, S = (  # noqa: E741 - the letters of rules.md
    Part.CONTACT,
    Part.HANDLER,
    Part.MEMBER,
    Part.ASSISTANT,
    Part.MANAGER,
    Part.LEADER,
    Part.SWEEP,
)
T = Transition
_FOLLOWED: Final = tuple(state for state in OPEN_STATES if state is not State.ON_HOLD)  # that one comes later

_BUILT: Final = (
    T(None, Action.OPEN, (C, O, M), _opened),
    # 待改派
    T(State.RETURNED, Action.REASSIGN, (M,), State.SUBMITTED),
    T(State.RETURNED, Action.TAKE, (M,), State.IN_PROGRESS),
    T(State.RETURNED, Action.DECLINE, (M,), State.DECLINED, decides=True),
    T(State.RETURNED, Action.UPHOLD, (M,), State.CLOSED, _was_last_denial, decides=True),
    T(State.RETURNED, Action.WITHDRAW, (C,), State.WITHDRAWN),
    T(State.RETURNED, Action.ANSWER, (C,)),
    T(State.RETURNED, Action.URGE, (C,), None, _may_urge),
    # 待签收
    T(State.SUBMITTED, Action.ACCEPT, (H, O), State.IN_PROGRESS, _may_sign),
    T(State.SUBMITTED, Action.RETURN, (H,), State.RETURNED, _may_return),
    T(State.SUBMITTED, Action.REASSIGN, (M,), State.SUBMITTED),
    T(State.SUBMITTED, Action.HANDLER_GONE, (S,), State.RETURNED, _gone),
    T(State.SUBMITTED, Action.DECLINE, (M,), State.DECLINED, decides=True),
    T(State.SUBMITTED, Action.WITHDRAW, (C,), State.WITHDRAWN),
    T(State.SUBMITTED, Action.ANSWER, (C,)),
    T(State.SUBMITTED, Action.URGE, (C,), None, _may_urge),
    # 办理中
    T(State.IN_PROGRESS, Action.PROGRESS, (H,)),
    T(State.IN_PROGRESS, Action.ASK, (H,), State.NEEDS_INFO, _may_ask),
    T(State.IN_PROGRESS, Action.RESOLVE, (H,), State.RESOLVED),
    T(State.IN_PROGRESS, Action.REASSIGN, (M,), State.SUBMITTED),
    T(State.IN_PROGRESS, Action.DECLINE, (M,), State.DECLINED, decides=True),
    T(State.IN_PROGRESS, Action.WITHDRAW, (C,), State.WITHDRAWN),
    T(State.IN_PROGRESS, Action.ANSWER, (C,)),
    T(State.IN_PROGRESS, Action.URGE, (C,), None, _may_urge),
    T(State.IN_PROGRESS, Action.HANDLER_GONE, (S,), State.RETURNED, _gone),
    # 待补充
    T(State.NEEDS_INFO, Action.ANSWER, (C,), State.IN_PROGRESS),
    T(State.NEEDS_INFO, Action.UNASK, (H,), State.IN_PROGRESS),
    T(State.NEEDS_INFO, Action.ANSWER_OVERDUE, (S,), State.IN_PROGRESS),
    T(State.NEEDS_INFO, Action.PROGRESS, (H,)),
    T(State.NEEDS_INFO, Action.REASSIGN, (M,), State.SUBMITTED),
    T(State.NEEDS_INFO, Action.WITHDRAW, (C,), State.WITHDRAWN),
    # 待确认
    T(State.RESOLVED, Action.CONFIRM, (C,), State.CLOSED),
    T(State.RESOLVED, Action.CONFIRM_FOR, (M,), State.CLOSED, decides=True),
    T(State.RESOLVED, Action.DENY, (C, M), _denied, decides=True),
    T(State.RESOLVED, Action.UNRESOLVE, (H,), State.IN_PROGRESS),
    T(State.RESOLVED, Action.ANSWER, (C,)),
    T(State.RESOLVED, Action.CLOSE_UNCONFIRMED, (S,), State.CLOSED),
    # 已销号
    T(State.CLOSED, Action.RATE, (C,), None, _may_rate),
    T(State.CLOSED, Action.REOPEN, (C,), _denied, _may_reopen),
    # every open state
    *(T(state, action, (S,)) for state in _FOLLOWED for action in (Action.REMIND, Action.RECKON)),
)


def _later(
    states: Iterable[State],
    action: Action,
    parts: tuple[Part, ...],
    to: State | None = None,
    decides: bool = False,
) -> Iterable[Transition]:
    return (T(state, action, parts, to, decides=decides, built=False) for state in states)


_MERGEABLE = (State.RETURNED, State.SUBMITTED, State.IN_PROGRESS, State.NEEDS_INFO, State.ON_HOLD)
_LATER: Final = (
    *_later(_MERGEABLE, Action.MERGE, (M,), State.MERGED),
    *_later((State.MERGED,), Action.UNMERGE, (M,), State.IN_PROGRESS),
    *_later((State.IN_PROGRESS,), Action.TRANSFER, (H,), State.SUBMITTED),
    *_later((State.IN_PROGRESS,), Action.ASSIST, (H, M)),
    *_later((State.IN_PROGRESS,), Action.ASSIST_DONE, (A,)),
    *_later((State.IN_PROGRESS,), Action.EXTEND, (H,)),
    *_later((State.IN_PROGRESS,), Action.HOLD, (H,)),
    *_later((State.IN_PROGRESS,), Action.RECALL, (H,)),
    *_later((State.IN_PROGRESS,), Action.GRANT, (M,), decides=True),
    *_later((State.IN_PROGRESS,), Action.REFUSE, (M,), decides=True),
    *_later((State.ON_HOLD,), Action.RESUME, (H, M), State.IN_PROGRESS),
    *_later((State.ON_HOLD,), Action.REVIEW_DUE, (S,), State.IN_PROGRESS),
    *_later((State.ON_HOLD,), Action.RESOLVE, (H,), State.RESOLVED),
    *_later((State.ON_HOLD,), Action.PROGRESS, (H,)),
    *_later((State.ON_HOLD,), Action.ANSWER, (C,)),
    *_later((State.ON_HOLD,), Action.URGE, (C,)),
    *_later((State.ON_HOLD, State.RESOLVED), Action.REASSIGN, (M,), State.SUBMITTED),
    *_later((State.ON_HOLD,), Action.WITHDRAW, (C,), State.WITHDRAWN),
    *_later((State.CLOSED,), Action.REVISIT, (M,), decides=True),
    *_later((State.DECLINED,), Action.OBJECT, (C,)),
    *_later((State.DECLINED,), Action.ADMIT, (M,), State.RETURNED, decides=True),
    *_later((State.DECLINED,), Action.STAND, (M,), decides=True),
    *_later(OPEN_STATES, Action.SUPERVISE, (M, L)),
    *_later((State.RETURNED,), Action.REPLY, (M,)),
    *_later((state for state in OPEN_STATES if state is not State.RETURNED), Action.REPLY, (H,)),
    *_later(OPEN_STATES, Action.RECATEGORISE, (M, H)),
    *_later(OPEN_STATES, Action.REPRIORITISE, (M, H)),
    *_later(OPEN_STATES, Action.SPLIT, (H, M)),
)

TABLE: Final[tuple[Transition, ...]] = (*_BUILT, *_LATER)
_CELLS: Final = {(row.state, row.action): row for row in TABLE}


def decide(action: Action, parts: frozenset[Part], facts: Facts) -> Decision | None:
    """Whether somebody who has these parts in the case may take `action` now, and where it leads."""
    row = _CELLS.get((facts.state, action))
    return row.decide(parts, facts) if row else None


def allowed(parts: frozenset[Part], facts: Facts) -> tuple[Action, ...]:
    """Every action that somebody who has these parts may take now, in the order of the table."""
    return tuple(
        row.action
        for row in TABLE
        if row.state is facts.state and facts.state is not None and row.decide(parts, facts)
    )
