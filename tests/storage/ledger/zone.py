"""A small zone to try the ledger on: two enterprises, who looks after them, a department, 专班, a leader.

Everybody has joined and agreed. What a test does not say is filled in; what it says stands in the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from storage.database import Ledger, LedgerSession
from storage.ledger.acts import ACTS
from storage.ledger.case_view import CaseView
from storage.ledger.cases import NewCase, open_case
from storage.ledger.values import Done, Order, Target
from storage.ledger.views import look
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, ClockKind, Closure, Part, Rating, Result, State
from storage.tables import (
    Assignment,
    Case,
    Clock,
    Department,
    DepartmentCategory,
    Duty,
    Enterprise,
    Entry,
    Outbox,
    Person,
    Role,
    RoleKind,
    Source,
)

P = ParamSpec("P")
R = TypeVar("R")

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
CONSENT = "2026-11"


def local(text: str) -> datetime:
    """A time of day in Changchun, "2026-11-24 10:00", in UTC as the ledger is given all times."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


# Tuesday, inside office hours, no holiday near.
START = local("2026-11-24 10:00")


@dataclass(frozen=True, kw_only=True)
class Who:
    """The ids of everybody and everything in the zone."""

    enterprise: int
    reporter: int  # a contact of it
    colleague: int  # another one
    lead: int  # 负责人
    member: int  # 成员
    member2: int
    other_enterprise: int
    outsider: int  # its contact
    other_officer: int  # its 负责人
    unled_enterprise: int  # nobody looks after it
    unled_contact: int
    department: int
    liaison: int
    liaison2: int
    manager: int
    manager2: int
    leader: int
    stranger: int  # somebody without any role

    def name_of(self, person_id: int | None) -> str:
        """What somebody is called here."""
        places = {"enterprise", "other_enterprise", "unled_enterprise", "department"}
        return next(name for name, id_ in asdict(self).items() if id_ == person_id and name not in places)


@dataclass(frozen=True, kw_only=True)
class CaseNow:
    """What a case is, for a comparison."""

    state: State
    handler: int | None
    department: int | None
    turn: int
    denials: int
    result: Result | None
    closure: Closure | None
    rating: Rating | None


@dataclass(frozen=True, kw_only=True)
class ClockNow:
    """A clock, in the district's time."""

    kind: ClockKind
    limit: str
    began_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    resting_since: datetime | None
    rested_minutes: int
    estimated: bool


@dataclass(frozen=True, kw_only=True)
class EntryNow:
    """A history entry, for a comparison."""

    id: int
    cause: str
    at: datetime
    actor: int | None
    part: Part
    action: Action
    from_state: State | None
    to_state: State
    turn: int
    handler: int | None
    department: int | None
    visible: bool
    text: str
    result: Result | None
    reason: str | None
    rating: Rating | None
    self_approved: bool


def populate(session: LedgerSession) -> Who:
    """Fill an empty ledger with the zone."""
    return _Builder(session).build()


class _Builder:
    def __init__(self, session: LedgerSession) -> None:
        self._session = session
        self._people = 0

    def build(self) -> Who:
        enterprise = self._enterprise("示例汽车部件有限公司", "91220101MA0000001A")
        other = self._enterprise("示例光电有限公司", "91220101MA0000002B")
        unled = self._enterprise("示例食品有限公司", "91220101MA0000003C")
        department = self._department("示例建设局", "utilities")
        who = Who(
            enterprise=enterprise,
            reporter=self._person("王示例", RoleKind.CONTACT, enterprise_id=enterprise),
            colleague=self._person("李示例", RoleKind.CONTACT, enterprise_id=enterprise),
            lead=self._person("张示例", RoleKind.OFFICER, job_number="S001"),
            member=self._person("刘示例", RoleKind.OFFICER, job_number="S002"),
            member2=self._person("陈示例", RoleKind.OFFICER, job_number="S003"),
            other_enterprise=other,
            outsider=self._person("赵示例", RoleKind.CONTACT, enterprise_id=other),
            other_officer=self._person("周示例", RoleKind.OFFICER, job_number="S004"),
            unled_enterprise=unled,
            unled_contact=self._person("孙示例", RoleKind.CONTACT, enterprise_id=unled),
            department=department,
            liaison=self._person("吴示例", RoleKind.LIAISON, department_id=department),
            liaison2=self._person("郑示例", RoleKind.LIAISON, department_id=department),
            manager=self._person("钱示例", RoleKind.MANAGER, organisation="示例专班"),
            manager2=self._person("冯示例", RoleKind.MANAGER, organisation="示例专班"),
            leader=self._person("褚示例", RoleKind.LEADER, organisation="示例管委会"),
            stranger=self._person("卫示例", None),
        )
        self._assign(who.enterprise, who.member, Duty.MEMBER)
        self._assign(who.enterprise, who.lead, Duty.LEAD)
        self._assign(who.enterprise, who.member2, Duty.MEMBER)
        self._assign(who.other_enterprise, who.other_officer, Duty.LEAD)
        return who

    def _enterprise(self, name: str, code: str) -> int:
        return self._add(Enterprise(credit_code=code, name=name, since=LONG_AGO))

    def _department(self, name: str, category: str) -> int:
        department_id = self._add(Department(name=name, since=LONG_AGO))
        self._add(DepartmentCategory(department_id=department_id, category=category))
        return department_id

    def _person(self, name: str, kind: RoleKind | None, **role: Any) -> int:
        self._people += 1
        person_id = self._add(
            Person(
                name=name,
                phone=f"138000000{self._people:02d}",
                telegram_id=chat_of(self._people),
                joined_at=LONG_AGO,
                consent_version=CONSENT,
                consented_at=LONG_AGO,
            )
        )
        assert person_id == self._people
        if kind:
            self._add(Role(person_id=person_id, kind=kind, since=LONG_AGO, **role))
        return person_id

    def _assign(self, enterprise_id: int, officer_id: int, duty: Duty) -> None:
        self._add(Assignment(enterprise_id=enterprise_id, officer_id=officer_id, duty=duty, since=LONG_AGO))

    def _add(self, row: Any) -> int:
        self._session.add(row)
        self._session.flush()
        return int(row.id)


def chat_of(person_id: int) -> int:
    """The Telegram id of somebody in the zone."""
    return 7_000_000_000 + person_id


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
        self.run(_leave_office, person_id, self.now)

    def set_person(self, person_id: int, **values: Any) -> None:
        """Set columns of somebody: `telegram_id`, `consented_at`, `unreachable_since`."""
        self.run(_set_person, person_id, values)

    def unreachable(self, *people: int) -> None:
        """They have blocked the bot."""
        for person_id in people:
            self.set_person(person_id, unreachable_since=self.now)

    def add_role(self, person_id: int, kind: RoleKind, **role: Any) -> None:
        """Give somebody one more role."""
        self.run(_add, Role(person_id=person_id, kind=kind, since=LONG_AGO, **role))

    # Looking

    def look(self, case_id: int, person_id: int) -> CaseView:
        """The case as somebody sees it now."""
        return self.run(look, case_id, person_id, self.now)

    def case(self, case_id: int) -> CaseNow:
        """The case as it stands in its row."""
        return self.run(_case_now, case_id)

    def entries(self, case_id: int) -> list[EntryNow]:
        """Its whole history."""
        return self.run(_entries_now, case_id)

    def clocks(self, case_id: int) -> list[ClockNow]:
        """All its clocks in the order in which they began."""
        return self.run(_clocks_now, case_id)

    def running(self, case_id: int) -> dict[ClockKind, datetime]:
        """When its running clocks are due."""
        clocks = [clock for clock in self.clocks(case_id) if clock.stopped_at is None]
        due = {clock.kind: clock.due_at for clock in clocks}
        assert len(due) == len(clocks), "two clocks of one kind run"
        return due

    def told(self, case_id: int, action: Action) -> list[Audience]:
        """Which audiences were told of the last such action."""
        return self.run(_told, case_id, action)

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that an act could change, to see that it did not."""
        return self.run(_stored)


def _leave_office(session: LedgerSession, person_id: int, now: datetime) -> None:
    for role in session.exec(select(Role).where(Role.person_id == person_id)):
        role.until = now
    for assignment in session.exec(select(Assignment).where(Assignment.officer_id == person_id)):
        assignment.until = now


def _set_person(session: LedgerSession, person_id: int, values: dict[str, Any]) -> None:
    person = session.get_one(Person, person_id)
    for name, value in values.items():
        setattr(person, name, value)


def _add(session: LedgerSession, row: Any) -> None:
    session.add(row)


def _case_now(session: LedgerSession, case_id: int) -> CaseNow:
    case = session.get_one(Case, case_id)
    return CaseNow(
        state=case.state,
        handler=case.handler_id,
        department=case.department_id,
        turn=case.turn,
        denials=case.denials,
        result=case.result,
        closure=case.closure,
        rating=case.rating,
    )


def _entries_now(session: LedgerSession, case_id: int) -> list[EntryNow]:
    entries = session.exec(select(Entry).where(Entry.case_id == case_id).order_by(col(Entry.id)))
    return [
        EntryNow(
            id=entry.id,
            cause=entry.cause,
            at=entry.at,
            actor=entry.actor_id,
            part=entry.part,
            action=entry.action,
            from_state=entry.from_state,
            to_state=entry.to_state,
            turn=entry.turn,
            handler=entry.handler_id,
            department=entry.department_id,
            visible=entry.visible,
            text=entry.text,
            result=entry.result,
            reason=entry.reason,
            rating=entry.rating,
            self_approved=entry.self_approved,
        )
        for entry in entries
    ]


def _clocks_now(session: LedgerSession, case_id: int) -> list[ClockNow]:
    clocks = session.exec(select(Clock).where(Clock.case_id == case_id).order_by(col(Clock.id)))
    return [
        ClockNow(
            kind=clock.kind,
            limit=clock.limit,
            began_at=clock.began_at.astimezone(SHANGHAI),
            due_at=clock.due_at.astimezone(SHANGHAI),
            stopped_at=clock.stopped_at and clock.stopped_at.astimezone(SHANGHAI),
            resting_since=clock.resting_since and clock.resting_since.astimezone(SHANGHAI),
            rested_minutes=clock.rested_minutes,
            estimated=clock.estimated,
        )
        for clock in clocks
    ]


def _told(session: LedgerSession, case_id: int, action: Action) -> list[Audience]:
    last = select(Entry.id).where(Entry.case_id == case_id, Entry.action == action)
    entry_id = session.exec(last.order_by(col(Entry.id).desc())).first()
    assert entry_id is not None
    rows = session.exec(select(Outbox).where(Outbox.entry_id == entry_id).order_by(col(Outbox.id)))
    return [row.audience for row in rows]


def _stored(session: LedgerSession) -> dict[str, list[dict[str, Any]]]:
    tables = (Case, Entry, Clock, Outbox)
    return {
        table.__name__: [row.model_dump() for row in session.exec(select(table).order_by(col(table.id)))]
        for table in tables
    }
