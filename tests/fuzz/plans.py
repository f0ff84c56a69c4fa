"""What is to happen in one play, drawn beforehand: who does what, what is wrong with it, how it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from tests.e2e import zone
from tests.e2e.zone import Enlisted
from tests.fuzz.deeds import DEEDS
from tests.fuzz.harms import ODD_VALUES, Harm, Json, harms

# Whose updates are harmed: two who report, two who handle, one of 专班, and one who is in no roster.
CAST = (zone.CONTACT, zone.HOSTILE, zone.OFFICER, zone.LIAISON, zone.MANAGER, zone.STRANGER)
DEEDS_A_ROUND = 20
ROUNDS = 2


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One deed. `number` chooses whatever there is to choose in it; `early` and `twice` are how it arrives."""

    who: Enlisted
    deed: str
    number: int
    harms: list[Harm]
    early: bool
    twice: bool
    numbered: Json  # in the place of its update_id, if it is not Telegram's own


@dataclass(frozen=True, kw_only=True)
class Round:
    """What comes at once, after so many minutes."""

    minutes: int
    deeds: list[Planned]


@dataclass(frozen=True, kw_only=True, repr=False)
class Plan:
    """One play."""

    by_webhook: bool
    rounds: list[Round]

    def __repr__(self) -> str:
        deeds = [
            f"{one.who.name} {one.deed} ({one.number}) {one.harms}"
            for each in self.rounds
            for one in each.deeds
        ]
        return "\n".join([f"Plan: {'brought' if self.by_webhook else 'fetched'}", *deeds])

    def _repr_pretty_(self, printer: RepresentationPrinter, _: bool) -> None:
        """How hypothesis shows it, which would write out every text."""
        printer.text(repr(self))


_IDS = [one.telegram_id for one in CAST]
# Much is pressed and said in a talk.
_OFTEN = [*["presses"] * 6, *["presses an old button"] * 4, *["says a problem"] * 3, *["says a word"] * 2]
_RARELY = st.integers(0, 9).map(lambda number: number == 9)
_DEEDS = st.builds(
    Planned,
    who=st.sampled_from(CAST),
    deed=st.sampled_from([*sorted(DEEDS), *_OFTEN]),
    number=st.integers(0, 99),
    harms=st.lists(harms(_IDS), max_size=3),
    early=_RARELY,
    twice=_RARELY,
    numbered=_RARELY.flatmap(lambda odd: st.sampled_from(ODD_VALUES) if odd else st.none()),
)
_ROUNDS = st.builds(
    Round,
    minutes=st.sampled_from([0, 1, 30, 600, 4000]),
    deeds=st.lists(_DEEDS, min_size=DEEDS_A_ROUND, max_size=DEEDS_A_ROUND),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan."""
    rounds = draw(st.lists(_ROUNDS, min_size=ROUNDS, max_size=ROUNDS))
    return Plan(by_webhook=draw(st.booleans()), rounds=rounds)
