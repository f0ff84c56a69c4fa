"""Whatever people do, in any order: the history replays to the present, and what must hold of a case holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from storage.database import LedgerSession
from storage.ledger.acts import ACTS, release_cases
from storage.ledger.parts import facts_of, parts_of
from storage.ledger.values import Done, Order, Target
from storage.rules.lifecycle import allowed
from storage.rules.words import Action, Rating, Result
from storage.tables import Case
from tests.storage.ledger.replaying import check_case
from tests.storage.ledger.zone import Zone

ACTORS = ("reporter", "colleague", "lead", "member", "other_officer", "liaison", "liaison2", "manager", None)


def may_now(session: LedgerSession, case_id: int, by: int | None, zone: Zone) -> tuple[Action, ...]:
    case = session.get_one(Case, case_id)
    return allowed(parts_of(session, case, by), facts_of(session, case, by, zone.now))


class Play:
    """People at one case, as hypothesis draws them."""

    def __init__(self, zone: Zone, data: st.DataObject) -> None:
        self.zone = zone
        self.data = data
        self.case_id = zone.open()
        self.done: list[tuple[Action, Order, Done]] = []

    def step(self) -> None:
        """Time passes, and somebody does something that they may, twice over; or leaves."""
        zone, draw = self.zone, self.data.draw
        zone.later(hours=draw(st.sampled_from([0, 1, 26, 400]), label="hours"))
        entries = len(zone.entries(self.case_id))
        rarely = draw(st.integers(0, 19), label="something rare")
        if rarely == 19:
            self._leave(draw(st.sampled_from([zone.who.lead, zone.who.member]), label="who leaves"))
            return
        by, actions = self._next(draw(st.sampled_from(ACTORS), label="who"), ends=rarely == 18)
        if actions:
            self._act(draw(st.sampled_from(actions), label="what"), by, entries)

    def _next(self, name: str | None, *, ends: bool) -> tuple[int | None, list[Action]]:
        """Who acts, else the handler, else the enterprise; an end that stays one only now and then."""
        who = self.zone.who
        asked = getattr(who, name) if name else None
        for by in (asked, self.zone.case(self.case_id).handler, who.reporter, who.manager2):
            actions = [
                action
                for action in self.zone.run(may_now, self.case_id, by, self.zone)
                if ends or action not in (Action.WITHDRAW, Action.DECLINE)
            ]
            if actions:
                return by, actions
        return None, []

    def _leave(self, person_id: int) -> None:
        self.zone.leave_office(person_id)
        self.zone.run(release_cases, person_id=person_id, now=self.zone.now, cause=self.zone.cause())

    def _act(self, action: Action, by: int | None, entries: int) -> None:
        zone = self.zone
        event(action)
        order = zone.order(action, self.case_id, by, turn=zone.case(self.case_id).turn)
        who = zone.who
        if action is Action.REASSIGN:
            targets = [
                Target(person_id=who.other_officer),
                Target(person_id=who.liaison, department_id=who.department),
                Target(person_id=who.manager2),
            ]
            order = replace(order, target=self.data.draw(st.sampled_from(targets), label="to whom"))
        if action is Action.RATE:
            given = zone.case(self.case_id).rating
            order = replace(order, rating=given or self.data.draw(st.sampled_from(list(Rating))))
        if action is Action.RESOLVE:
            order = replace(order, result=self.data.draw(st.sampled_from(list(Result))))
        done = zone.run(ACTS[action], order)
        self.done.append((action, order, done))
        new = [entry.cause for entry in zone.entries(self.case_id)[entries:]]
        assert new in ([order.cause], [order.cause, f"{order.cause}:gone"])

    def check(self) -> None:
        zone = self.zone
        check_case(zone, self.case_id)
        resting = {
            clock.kind for clock in zone.clocks(self.case_id) if clock.resting_since and not clock.stopped_at
        }
        due = [at for kind, at in zone.running(self.case_id).items() if kind not in resting]
        if due:
            # Nobody sweeps here: the first that runs out is not slept through.
            next_at = zone.next_action_at(self.case_id)
            assert next_at
            assert next_at <= zone.ledger.calendar.next_opening(max(zone.now, min(due)))

    def repeat_everything(self) -> None:
        """Every update comes once more, long after."""
        stored = self.zone.stored()
        self.zone.later(days=40)
        for action, order, done in self.done:
            assert self.zone.run(ACTS[action], replace(order, now=self.zone.now)) == done
        assert self.zone.stored() == stored


@given(data=st.data(), steps=st.integers(8, 18))
# What a play leaves behind is undone before the next one. A failing one is shown as it was found: to make it
# shorter takes longer than a test may.
@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_history_replays_to_the_present(zone: Zone, data: st.DataObject, steps: int) -> None:
    with zone.undone():
        play = Play(zone, data)
        for _ in range(steps):
            play.step()
            play.check()
        play.repeat_everything()
