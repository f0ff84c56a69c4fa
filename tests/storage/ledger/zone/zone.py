"""The zone at work: cases are opened, driven on and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.database import Ledger, LedgerSession
from storage.ledger.acts import ACTS
from storage.ledger.case_view import CaseView
from storage.ledger.cases import NewCase, open_case
from storage.ledger.values import Done, Order, Target
from storage.ledger.views import look
from storage.rules.policy import Policy
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind, Rating, Result, State
from storage.rules.worktime import WorkCalendar
from storage.tables import Role, RoleKind, Source
from tests.storage.ledger.zone import people, present
from tests.storage.ledger.zone.people import Who
from tests.storage.ledger.zone.present import CaseNow, ClockNow, EntryNow
from tests.storage.ledger.zone.times import LONG_AGO, START, local

P = ParamSpec("P")
R = TypeVar("R")


class Zone:
    """The zone at work: `now` is the time of what is done next, and is moved by hand."""

    def __init__(self, ledger: Ledger, who: Who) -> None:
        self.ledger = ledger
        self.who = who
        self.now = START
        self._causes = 0
        self._session: LedgerSession | None = None

    # Running units

    def run(self, unit: Callable[Concatenate[LedgerSession, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit as the ledger does: all or nothing."""
        if self._session is None:
            return self.ledger.write_now(unit, *args, **kwargs)
        with self._session.begin_nested():
            return unit(self._session, *args, **kwargs)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is run inside is forgotten at the end; much faster than a fresh file each time."""
        now = self.now
        engine, policy, calendar = self.ledger.engine, self.ledger.policy, self.ledger.calendar
        with LedgerSession(engine, policy=policy, calendar=calendar) as session:
            self._session = session
            try:
                yield
            finally:
                self._session = None
                self.now = now
                session.rollback()

    @contextmanager
    def under(self, policy: Policy) -> Iterator[None]:
        """Inside, another policy is in force, with its calendar."""
        ledger = self.ledger
        before = ledger.policy, ledger.calendar
        ledger.policy, ledger.calendar = policy, WorkCalendar(policy.calendar)
        try:
            yield
        finally:
            ledger.policy, ledger.calendar = before

    def cause(self) -> str:
        """A cause that was not used yet."""
        self._causes += 1
        return f"inbox:{self._causes}"

    # Acts

    def new_case(self, **changes: Any) -> NewCase:
        """A problem that is about to be submitted."""
        new = NewCase(
            cause=self.cause(),
            draft_id=0,
            enterprise_id=self.who.enterprise,
            opened_by_id=self.who.reporter,
            reporter_id=self.who.reporter,
            source=Source.CHAT,
            category="utilities",
            urgency=Urgency.NORMAL,
            text="车间停电两次（示例）",
            now=self.now,
        )
        return replace(new, **changes)

    def open(self, **changes: Any) -> int:
        """Open a case; its id."""
        return self.run(open_case, self.new_case(**changes)).case_id

    def open_at(self, at: str, urgency: Urgency = Urgency.NORMAL) -> int:
        """Open a case at a time of day; its id."""
        self.now = local(at)
        return self.open(urgency=urgency)

    def order(self, action: Action, case_id: int, by: int | None, **changes: Any) -> Order:
        """An order with all that this action asks for."""
        filled = Order(
            case_id=case_id,
            by=by,
            now=self.now,
            cause=self.cause(),
            text="已联系供电公司（示例）",
            result=Result.SOLVED if action is Action.RESOLVE else None,
            reason="outside_powers" if action is Action.DECLINE else None,
            rating=Rating.SATISFIED if action is Action.RATE else None,
            target=Target(person_id=self.who.other_officer) if action is Action.REASSIGN else None,
        )
        return replace(filled, **changes)

    def act(self, action: Action, case_id: int, by: int | None, **changes: Any) -> Done:
        """Take an action on a case."""
        return self.run(ACTS[action], self.order(action, case_id, by, **changes))

    def try_act(self, action: Action, case_id: int, by: int | None, **changes: Any) -> Done | Exception:
        """What comes of an action: what was done, or why not."""
        try:
            return self.act(action, case_id, by, **changes)
        except Exception as error:
            return error

    def acts(self, case_id: int, *steps: tuple[Action, int | None]) -> int:
        """Take one action after another; the case."""
        for action, by in steps:
            self.act(action, case_id, by)
        return case_id

    def acts_at(self, case_id: int, *steps: tuple[str, Action, int | None]) -> int:
        """The same, each at its time; a time without a date is one of the first day."""
        for at, action, by in steps:
            self.now = local(at if "-" in at else f"{START:%Y-%m-%d} {at}")
            self.act(action, case_id, by)
        return case_id

    def give_to_department(self, case_id: int) -> int:
        """Have 专班 reassign a case to the first liaison of the department; the case."""
        to = Target(person_id=self.who.liaison, department_id=self.who.department)
        self.act(Action.REASSIGN, case_id, self.who.manager, target=to)
        return case_id

    def at(self, state: State, **changes: Any) -> int:
        """A case that has been driven into a state by its 负责人; 待改派 by 退单."""
        return self.acts(self.open(**changes), *self._way_to(state))

    def _way_to(self, state: State) -> list[tuple[Action, int | None]]:
        who = self.who
        accepted: tuple[Action, int | None] = (Action.ACCEPT, who.lead)
        resolved: tuple[Action, int | None] = (Action.RESOLVE, who.lead)
        ways: dict[State, list[tuple[Action, int | None]]] = {
            State.SUBMITTED: [],
            State.RETURNED: [(Action.RETURN, who.lead)],
            State.IN_PROGRESS: [accepted],
            State.NEEDS_INFO: [accepted, (Action.ASK, who.lead)],
            State.RESOLVED: [accepted, resolved],
            State.CLOSED: [accepted, resolved, (Action.CONFIRM, who.reporter)],
            State.DECLINED: [(Action.DECLINE, who.manager)],
            State.WITHDRAWN: [(Action.WITHDRAW, who.reporter)],
        }
        return ways[state]

    def denied(self, times: int) -> int:
        """A case to which the enterprise has said 没解决 so often; the third leaves it in 待改派."""
        case_id = self.at(State.IN_PROGRESS)
        for _ in range(times):
            self.acts(case_id, (Action.RESOLVE, self.who.lead), (Action.DENY, self.who.reporter))
        return case_id

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    # People

    def leave_office(self, person_id: int) -> None:
        """End every role and assignment of somebody, as an import does; their cases stay as they are."""
        self.run(people.leave_office, person_id, self.now)

    def set_person(self, person_id: int, **values: Any) -> None:
        """Set columns of somebody: `telegram_id`, `consented_at`, `unreachable_since`."""
        self.run(people.set_person, person_id, values)

    def unreachable(self, *person_ids: int) -> None:
        """They have blocked the bot."""
        for person_id in person_ids:
            self.set_person(person_id, unreachable_since=self.now)

    def add_role(self, person_id: int, kind: RoleKind, **role: Any) -> None:
        """Give somebody one more role."""
        self.run(people.add, Role(person_id=person_id, kind=kind, since=LONG_AGO, **role))

    # Looking

    def look(self, case_id: int, person_id: int) -> CaseView:
        """The case as somebody sees it now."""
        return self.run(look, case_id, person_id, self.now)

    def case(self, case_id: int) -> CaseNow:
        """The case as it stands in its row."""
        return self.run(present.case_now, case_id)

    def entries(self, case_id: int) -> list[EntryNow]:
        """Its whole history."""
        return self.run(present.entries_now, case_id)

    def clocks(self, case_id: int) -> list[ClockNow]:
        """All its clocks in the order in which they began."""
        return self.run(present.clocks_now, case_id)

    def next_action_at(self, case_id: int) -> datetime | None:
        """When the sweep looks at it next."""
        return self.run(present.next_action_at, case_id)

    def running(self, case_id: int) -> dict[ClockKind, datetime]:
        """When its running clocks are due."""
        clocks = [clock for clock in self.clocks(case_id) if clock.stopped_at is None]
        due = {clock.kind: clock.due_at for clock in clocks}
        assert len(due) == len(clocks), "two clocks of one kind run"
        return due

    def told(self, case_id: int, action: Action) -> list[Audience]:
        """Which audiences were told of the last such action."""
        return self.run(present.told, case_id, action)

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that an act could change, to see that it did not."""
        return self.run(present.stored)
