"""The figures: cases that say what each count means, and random histories against a naive count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.figures import count_events
from storage.ledger.standing import count_overdue, count_states, count_yellow, overdue_lines
from storage.rules.colour import Colour, colour_of
from storage.rules.digest_days import Period
from storage.rules.rates import Counts
from storage.rules.running_clock import RunningClock
from storage.rules.urgency import Limit, Urgency
from storage.rules.words import OPEN_STATES, PROMISES, Action, ClockKind, Rating, State
from storage.tables import Case, Clock, Entry
from tests.storage.ledger.conftest import Stage
from tests.storage.ledger.zone import Zone, local

MONDAY = Period(since=local("2026-11-23 00:00"), until=local("2026-11-24 00:00"))
TUESDAY = Period(since=local("2026-11-24 00:00"), until=local("2026-11-25 00:00"))


def counted(zone: Zone, period: Period = TUESDAY) -> dict[str, int]:
    """What is not nought."""
    counts = zone.run(count_events, period)
    return {name: number for name, number in asdict(counts).items() if number}


def steps(zone: Zone, case_id: int, *acts: tuple[str, Action, int]) -> int:
    """Acts at their times, on 2026-11-24 unless a date is in front."""
    for at, action, by in acts:
        zone.now = local(at if len(at) > 5 else f"2026-11-24 {at}")
        zone.act(action, case_id, by)
    return case_id


def open_at(zone: Zone, at: str, urgency: Urgency = Urgency.NORMAL) -> int:
    zone.now = local(at)
    return zone.open(urgency=urgency)


def test_good_day_of_a_case(zone: Zone) -> None:
    who = zone.who
    case_id = open_at(zone, "2026-11-24 09:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("10:00", Action.ACCEPT, who.lead),
        ("11:00", Action.RESOLVE, who.lead),
        ("14:00", Action.CONFIRM, who.reporter),
        ("14:01", Action.RATE, who.reporter),
    )

    assert counted(zone) == {
        "opened": 1,
        "accepted": 1,
        "accepted_in_time": 1,
        "resolved": 1,
        "answered": 1,
        "confirmed": 1,
        "rated": 1,
        "content": 1,
    }
    # Reply and 办结 were due a day later, and count then.
    due = Period(since=TUESDAY.until, until=local("2026-11-26 00:00"))
    assert counted(zone, due) == {
        "replies_due": 1,
        "replied_in_time": 1,
        "resolutions_due": 1,
        "resolved_in_time": 1,
    }


def test_late_acceptance_counts_when_it_was_due_and_when_it_came(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-20 10:00")
    steps(zone, case_id, ("10:00", Action.ACCEPT, zone.who.lead))

    assert counted(zone, MONDAY) == {"acceptances_missed": 1}
    assert counted(zone) == {"accepted": 1}


def test_late_acceptance_of_the_day_it_was_due_counts_once(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-23 10:00")
    steps(zone, case_id, ("18:00", Action.ACCEPT, zone.who.lead))

    assert counted(zone) == {"accepted": 1}


def test_returned_in_time_is_not_due_for_acceptance(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-23 10:00")
    steps(zone, case_id, ("10:00", Action.RETURN, zone.who.lead))

    assert counted(zone) == {}


def test_case_counts_once_by_its_last_resolution(zone: Zone) -> None:
    who = zone.who
    case_id = open_at(zone, "2026-11-24 09:00")
    steps(
        zone,
        case_id,
        ("09:10", Action.ACCEPT, who.lead),
        ("09:20", Action.RESOLVE, who.lead),
        ("09:30", Action.DENY, who.reporter),
        ("09:40", Action.RESOLVE, who.lead),
        ("09:50", Action.CONFIRM, who.reporter),
    )

    figures = counted(zone)
    assert (figures["resolved"], figures["answered"], figures["confirmed"], figures["redone"]) == (1, 1, 1, 1)


def test_resolution_that_was_taken_back_is_none(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-24 09:00")
    steps(
        zone,
        case_id,
        ("09:10", Action.ACCEPT, zone.who.lead),
        ("09:20", Action.RESOLVE, zone.who.lead),
        ("09:30", Action.UNRESOLVE, zone.who.lead),
    )

    assert "resolved" not in counted(zone)


def test_reopened_on_another_day_counts_on_that_day(zone: Zone) -> None:
    who = zone.who
    case_id = open_at(zone, "2026-11-23 09:00")
    steps(
        zone,
        case_id,
        ("2026-11-23 09:10", Action.ACCEPT, who.lead),
        ("2026-11-23 09:20", Action.RESOLVE, who.lead),
        ("2026-11-23 09:30", Action.CONFIRM, who.reporter),
        ("10:00", Action.REOPEN, who.reporter),
    )

    assert counted(zone, MONDAY)["confirmed"] == 1
    assert counted(zone) == {"answered": 1, "redone": 1}


def test_declined_and_withdrawn_are_outside_but_were_opened(zone: Zone) -> None:
    who = zone.who
    for ending, by in ((Action.DECLINE, who.manager), (Action.WITHDRAW, who.reporter)):
        case_id = open_at(zone, "2026-11-24 09:00")
        steps(zone, case_id, ("09:10", Action.ACCEPT, who.lead), ("10:00", ending, by))

    assert counted(zone) == {"opened": 2}
    assert zone.run(count_overdue, local("2027-01-20 00:00")) == 0


def test_what_waits_and_what_is_red_is_told_as_it_stood(zone: Zone) -> None:
    who = zone.who
    late = open_at(zone, "2026-11-20 10:00", Urgency.INQUIRY)
    soon = open_at(zone, "2026-11-23 15:00", Urgency.URGENT)
    at = local("2026-11-24 00:00")

    def standing() -> tuple[dict[State, int], int, int, list[tuple[int, ClockKind, Colour]]]:
        states = {one.state: one.cases for one in zone.run(count_states, at) if one.cases}
        lines = [(line.case_id, line.kind, line.colour) for line in zone.run(overdue_lines, at, limit=5)]
        return states, zone.run(count_overdue, at), zone.run(count_yellow, at), lines

    then = standing()
    assert then == ({State.SUBMITTED: 2}, 1, 1, [(late, ClockKind.FIRST_REPLY, Colour.RED)])
    for case_id in (late, soon):
        steps(zone, case_id, ("09:10", Action.ACCEPT, who.lead), ("10:00", Action.RESOLVE, who.lead))
    assert standing() == then


def test_rest_that_began_in_time_is_not_overdue_but_red_does_not_turn_back(zone: Zone) -> None:
    at = local("2026-11-25 00:00")
    red = steps(
        zone, open_at(zone, "2026-11-20 10:00", Urgency.INQUIRY), ("09:00", Action.ACCEPT, zone.who.lead)
    )
    steps(zone, red, ("09:10", Action.ASK, zone.who.lead))
    rests = steps(
        zone, open_at(zone, "2026-11-23 10:00", Urgency.INQUIRY), ("09:20", Action.ACCEPT, zone.who.lead)
    )
    steps(zone, rests, ("09:30", Action.ASK, zone.who.lead))

    assert [line.case_id for line in zone.run(overdue_lines, at, limit=5)] == [red]
    assert zone.run(count_yellow, at) == 0


def test_what_was_yellow_stays_so_when_it_rests_later(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-23 10:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("2026-11-23 11:10", Action.PROGRESS, zone.who.lead),
        ("2026-11-24 17:40", Action.ASK, zone.who.lead),
    )

    seen = [zone.run(count_yellow, local(f"2026-11-24 {at}")) for at in ("09:00", "11:00", "17:41")]
    assert seen == [0, 1, 0]


def test_resolution_in_time_stays_so_when_it_is_taken_back_later(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-23 10:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("2026-11-23 12:00", Action.RESOLVE, zone.who.lead),
    )
    before = counted(zone)
    assert (before["resolutions_due"], before["resolved_in_time"]) == (1, 1)
    steps(zone, case_id, ("2026-11-25 09:10", Action.UNRESOLVE, zone.who.lead))

    assert counted(zone) == before


def test_what_was_resolved_then_was_not_overdue_though_it_is_taken_back_later(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-19 10:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("2026-11-23 12:00", Action.RESOLVE, zone.who.lead),
        ("2026-11-24 09:10", Action.UNRESOLVE, zone.who.lead),
    )

    assert [zone.run(count_overdue, local(f"2026-11-24 {at}")) for at in ("00:00", "09:11")] == [0, 1]


def test_resolution_that_rests_is_not_due(zone: Zone) -> None:
    case_id = open_at(zone, "2026-11-23 10:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, zone.who.lead),
        ("10:00", Action.ASK, zone.who.lead),
    )

    assert counted(zone) == {"replies_due": 1, "replied_in_time": 1}


def test_resolution_ended_by_upholding_is_not_due_any_more(zone: Zone) -> None:
    who = zone.who
    case_id = steps(zone, open_at(zone, "2026-11-23 09:00"), ("2026-11-23 09:01", Action.ACCEPT, who.lead))
    for hour in (10, 11, 14):
        resolved = (f"2026-11-23 {hour}:00", Action.RESOLVE, who.lead)
        steps(zone, case_id, resolved, (f"2026-11-23 {hour}:30", Action.DENY, who.reporter))
    [*_, running] = [clock for clock in zone.clocks(case_id) if clock.kind is ClockKind.RESOLVE]
    zone.later(hours=1)
    zone.act(Action.UPHOLD, case_id, zone.who.manager)
    due_day = Period(since=running.due_at.replace(hour=0), until=running.due_at.replace(hour=23))

    assert counted(zone, due_day) == {}


def test_case_is_due_once_a_period_by_its_last_due_time(zone: Zone) -> None:
    who = zone.who
    case_id = open_at(zone, "2026-11-23 10:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, who.lead),
        ("10:00", Action.RESOLVE, who.lead),
        ("11:00", Action.DENY, who.reporter),
    )
    week = Period(since=MONDAY.since, until=local("2026-11-30 00:00"))
    figures = counted(zone, week)

    assert (figures["resolutions_due"], figures.get("resolved_in_time", 0)) == (1, 0)
    assert counted(zone)["resolved_in_time"] == 1  # the first time, on its own day


def test_first_resolution_stays_in_time_when_the_second_comes_late_in_the_day(zone: Zone) -> None:
    who = zone.who
    case_id = open_at(zone, "2026-11-23 10:00", Urgency.INQUIRY)
    steps(
        zone,
        case_id,
        ("2026-11-23 11:00", Action.ACCEPT, who.lead),
        ("10:00", Action.RESOLVE, who.lead),
        ("11:00", Action.DENY, who.reporter),
        ("18:30", Action.RESOLVE, who.lead),
    )

    figures = counted(zone)
    assert (figures["resolutions_due"], figures["resolved_in_time"], figures["resolved"]) == (1, 1, 1)


def test_case_that_is_red_is_not_yellow_besides(zone: Zone) -> None:
    """签收 is past due, 办结 of the same case is near."""
    open_at(zone, "2026-11-20 10:00", Urgency.URGENT)
    at = local("2026-11-27 10:00")

    assert (zone.run(count_overdue, at), zone.run(count_yellow, at)) == (1, 0)


# Random histories


@dataclass(frozen=True)
class History:
    """Everything of the ledger that a naive count looks at."""

    cases: Sequence[Case]
    entries: Sequence[Entry]
    clocks: Sequence[Clock]

    def of(self, case: Case) -> list[Entry]:
        return [entry for entry in self.entries if entry.case_id == case.id]

    def clocks_of(self, case: Case, kind: ClockKind) -> list[Clock]:
        return [clock for clock in self.clocks if clock.case_id == case.id and clock.kind is kind]


def read_history(session: LedgerSession) -> History:
    entries = session.exec(select(Entry).order_by(col(Entry.id))).all()
    clocks = session.exec(select(Clock).order_by(col(Clock.id))).all()
    history = History(session.exec(select(Case)).all(), entries, clocks)
    session.expunge_all()
    return history


def naive_counts(history: History, period: Period) -> Counts:
    """The rates' counts case by case, from a ledger in which nothing happened after the period."""
    found = dict.fromkeys(Counts.__dataclass_fields__, 0)

    def within(at: datetime) -> bool:
        return period.since <= at < period.until

    for case in history.cases:
        entries = history.of(case)
        found["opened"] += within(entries[0].at)
        if case.state in (State.DECLINED, State.WITHDRAWN):
            continue
        accepts = {entry.at for entry in entries if entry.action is Action.ACCEPT}
        for clock in history.clocks_of(case, ClockKind.ACCEPT):
            accepted = clock.stopped_at if clock.stopped_at in accepts else None
            if accepted and within(accepted):
                found["accepted"] += 1
                found["accepted_in_time"] += accepted <= clock.due_at
            elif not accepted and within(clock.due_at):
                found["acceptances_missed"] += clock.stopped_at is None or clock.stopped_at > clock.due_at
        for clock in history.clocks_of(case, ClockKind.FIRST_REPLY):
            if within(clock.due_at):
                found["replies_due"] += 1
                found["replied_in_time"] += clock.stopped_at is not None and clock.stopped_at <= clock.due_at
        if due := [clock for clock in history.clocks_of(case, ClockKind.RESOLVE) if within(clock.due_at)]:
            clock = due[-1]
            # A clock of 办结 is stopped by a resolution that stands, or by the end of the case.
            stopped = clock.stopped_at
            resolved = stopped and any(e.action is Action.RESOLVE and e.at == stopped for e in entries)
            rests = clock.resting_since is not None and clock.resting_since <= clock.due_at
            timely = bool(resolved and stopped and stopped <= clock.due_at)
            missed = (stopped is None or stopped > clock.due_at) and not rests
            found["resolutions_due"] += timely or missed
            found["resolved_in_time"] += timely
        today = [entry for entry in entries if within(entry.at)]

        def last(*actions: Action, among: list[Entry] = today) -> Entry | None:
            return next((entry for entry in reversed(among) if entry.action in actions), None)

        if word := last(Action.RESOLVE, Action.UNRESOLVE):
            found["resolved"] += word.action is Action.RESOLVE
        if word := last(Action.CONFIRM, Action.CONFIRM_FOR, Action.DENY, Action.REOPEN):
            found["answered"] += 1
            found["confirmed"] += word.action in (Action.CONFIRM, Action.CONFIRM_FOR)
        found["redone"] += last(Action.DENY, Action.REOPEN) is not None
        if word := last(Action.RATE):
            found["rated"] += 1
            found["content"] += word.rating in (Rating.SATISFIED, Rating.FAIRLY)
    return Counts(**found)


def naive_standing(zone: Zone, history: History, now: datetime) -> tuple[dict[State, int], int, int]:
    """States, red and yellow cases of a ledger as it is now."""
    states = {state: sum(case.state is state for case in history.cases) for state in OPEN_STATES}
    red = yellow = 0
    for case in history.cases:
        colours = []
        for clock in history.clocks:
            if clock.case_id != case.id or clock.kind not in PROMISES or clock.stopped_at is not None:
                continue
            since = clock.resting_since
            if since is not None:
                colours.append(Colour.RED if since > clock.due_at else Colour.GREEN)
                continue
            running = RunningClock(
                id=clock.id,
                kind=clock.kind,
                urgency=case.urgency,
                limit=Limit.parse(clock.limit),
                began_at=clock.began_at,
                due_at=clock.due_at,
                rested_minutes=clock.rested_minutes,
            )
            colours.append(colour_of(running, now, zone.ledger.policy.ladder, zone.ledger.calendar))
        is_red = bool({Colour.RED, Colour.SECOND_RED} & set(colours))
        red += is_red
        yellow += Colour.YELLOW in colours and not is_red
    return states, red, yellow


ACTIONS = [
    *(Action.ACCEPT, Action.RETURN, Action.PROGRESS, Action.ASK, Action.ANSWER, Action.UNASK),
    *(Action.RESOLVE, Action.RESOLVE, Action.UNRESOLVE, Action.CONFIRM, Action.CONFIRM_FOR, Action.DENY),
    *(
        Action.RATE,
        Action.REOPEN,
        Action.WITHDRAW,
        Action.TAKE,
        Action.REASSIGN,
        Action.DECLINE,
        Action.UPHOLD,
    ),
]
happenings = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=900),  # minutes since the last
        st.integers(min_value=0, max_value=3),  # which case
        st.sampled_from(ACTIONS),
    ),
    min_size=5,
    max_size=50,
)
Happening = tuple[int, int, Action]


def happen(zone: Zone, cases: list[int], happenings: Sequence[Happening]) -> None:
    """What can happen does, by whoever may; the rest is refused."""
    for minutes, which, action in happenings:
        zone.later(minutes=minutes)
        case_id = cases[which]
        handler = zone.case(case_id).handler
        for by in (handler, zone.who.reporter, zone.who.manager, zone.who.manager2):
            rating = {Action.RATE: list(Rating)[minutes % 3]}.get(action)
            if by and not isinstance(zone.try_act(action, case_id, by, rating=rating), Exception):
                break


@given(first=happenings, second=happenings, third=happenings)
@settings(max_examples=12)
def test_figures_of_random_histories(
    stage: Stage, first: list[Happening], second: list[Happening], third: list[Happening]
) -> None:
    stage.restore()
    zone = Zone(stage.ledger, stage.who)
    with zone.undone():
        cases = []
        for urgency in Urgency:
            zone.later(minutes=7)
            cases.append(zone.open(urgency=urgency))
        happen(zone, cases, first)
        zone.later(minutes=1)
        since = zone.now
        happen(zone, cases, second)
        zone.later(minutes=1)
        period = Period(since=since, until=zone.now)
        history = zone.run(read_history)
        counts = zone.run(count_events, period)
        assert counts == naive_counts(history, period)
        states, red, yellow = naive_standing(zone, history, period.until)
        assert {one.state: one.cases for one in zone.run(count_states, period.until)} == states
        assert zone.run(count_overdue, period.until) == red
        assert zone.run(count_yellow, period.until) == yellow
        worst = zone.run(overdue_lines, period.until, limit=5)
        assert len({line.case_id for line in worst}) == len(worst) == red
        happen(zone, cases, third)
        # What happened later changes nothing.
        assert zone.run(count_events, period) == counts
        assert {one.state: one.cases for one in zone.run(count_states, period.until)} == states
        after = zone.run(overdue_lines, period.until, limit=5)
        assert [(line.case_id, line.due_at) for line in after] == [
            (line.case_id, line.due_at) for line in worst
        ]
