"""Random histories: the figures are those of a naive count, and stay so whatever happens later."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random

from storage.ledger.figures import count_events
from storage.ledger.standing import count_overdue, count_states, count_yellow, overdue_lines
from storage.rules.digest_days import Period
from storage.rules.rates import Counts
from storage.rules.urgency import Urgency
from storage.rules.words import Action, Rating, State
from tests.storage.ledger.naive_figures import naive_counts, naive_standing, read_history
from tests.storage.ledger.zone import Zone

# How often each is taken where several may be; what ends a case for good is rare.
ACTIONS = {
    **dict.fromkeys((Action.ACCEPT, Action.PROGRESS, Action.ASK, Action.ANSWER, Action.UNASK), 8),
    **dict.fromkeys((Action.RESOLVE, Action.UNRESOLVE, Action.CONFIRM, Action.CONFIRM_FOR, Action.DENY), 8),
    **dict.fromkeys((Action.RATE, Action.REOPEN, Action.TAKE, Action.REASSIGN, Action.UPHOLD), 8),
    **dict.fromkeys((Action.RETURN, Action.WITHDRAW, Action.DECLINE), 1),
}


def happen(zone: Zone, chance: Random, case_ids: list[int], times: int) -> None:
    """So often, somebody does with one of the cases what they may."""
    for _ in range(times):
        zone.later(minutes=chance.randint(1, 50))
        case_id = chance.choice(case_ids)
        handler = zone.case(case_id).handler or zone.who.manager
        by = chance.choice([handler, handler, zone.who.reporter, zone.who.manager, zone.who.manager2])
        offered = zone.look(case_id, by).actions
        may = [action for action in ACTIONS if action in offered]
        if may:
            [action] = chance.choices(may, [ACTIONS[action] for action in may])
            rating = chance.choice(list(Rating)) if action is Action.RATE else None
            zone.try_act(action, case_id, by, rating=rating)


@dataclass(frozen=True)
class Figures:
    """All that is told of a period and of its end."""

    counts: Counts
    states: dict[State, int]
    red: int
    yellow: int
    worst: list[tuple[int, datetime]]  # the red ones: case, and when it was due


def figures(zone: Zone, period: Period) -> Figures:
    at = period.until
    return Figures(
        counts=zone.run(count_events, period),
        states={one.state: one.cases for one in zone.run(count_states, at)},
        red=zone.run(count_overdue, at),
        yellow=zone.run(count_yellow, at),
        worst=[(line.case_id, line.due_at) for line in zone.run(overdue_lines, at, limit=100)],
    )


def test_figures_of_random_histories(zone: Zone) -> None:
    compared: Counter[str] = Counter()
    for seed in range(4):
        with zone.undone():
            found = compare(zone, Random(seed))
            compared.update({**asdict(found.counts), "red": found.red, "yellow": found.yellow})

    assert {name for name, number in compared.items() if number == 0} == set(), (
        "nought was compared with nought"
    )


def compare(zone: Zone, chance: Random) -> Figures:
    """Make up a history with a period in the middle, and compare the figures of the period."""
    case_ids = [zone.open(urgency=urgency) for urgency in [*Urgency] * 4]
    happen(zone, chance, case_ids, 150)
    since = zone.now
    case_ids += [zone.open(urgency=urgency) for urgency in Urgency]
    happen(zone, chance, case_ids, 250)
    zone.later(minutes=1)
    period = Period(since=since, until=zone.now)

    history = zone.run(read_history)
    found = figures(zone, period)
    assert found.counts == naive_counts(history, period)
    assert (found.states, found.red, found.yellow) == naive_standing(zone, history, period.until)
    assert len({case_id for case_id, _ in found.worst}) == len(found.worst) == found.red

    happen(zone, chance, case_ids, 40)
    assert figures(zone, period) == found, "what happened later changes nothing"
    return found
