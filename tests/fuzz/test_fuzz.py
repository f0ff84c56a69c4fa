"""Harmed updates of every kind: nobody is stuck, nobody reads a traceback, and others are served meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, seed, settings

from tests.e2e.conftest import Template
from tests.fuzz.plans import Plan, plans
from tests.fuzz.playing import play

PORTIONS = 20
PLAYS_A_PORTION = 29  # of some 35 updates each

Record = Callable[[str, object], None]


def search(template: Template, record_property: Record, *, plays: int, start: int) -> None:
    """So many plays, the same ones for the same `start`. A failing one is shown as it was found, not made shorter."""
    counts: Counter[str] = Counter()

    @seed(start)
    @settings(max_examples=plays, derandomize=False, phases=[Phase.generate])
    @given(plan=plans())
    def play_each(plan: Plan) -> None:
        counts.update(asyncio.run(play(template(frozenset()), plan)).counts)

    play_each()
    record_property("tally", dict(counts))


@pytest.mark.timeout(180)
def test_few_hundred_updates(template: Template, record_property: Record) -> None:
    search(template, record_property, plays=6, start=0)


@pytest.mark.exhaustive
@pytest.mark.timeout(0)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_20000_updates(template: Template, record_property: Record, portion: int) -> None:
    search(template, record_property, plays=PLAYS_A_PORTION, start=1 + portion)
