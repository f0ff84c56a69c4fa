"""What was found once, made short."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e import zone
from tests.e2e.conftest import Template
from tests.fuzz.harms import Harm, Kind
from tests.fuzz.plans import Plan, Planned, Round
from tests.fuzz.playing import play

# By which an update could not be stored: it was asked for, or brought, again and again, and all others waited.
NEVER_STORED = {
    "a sender beyond 64 bits": Harm(kind=Kind.ID, place=2, value=2**63),
    "a chat of no kind": Harm(kind=Kind.RETYPE, place=5, value=[]),
}


@pytest.mark.parametrize("by_webhook", [False, True], ids=["fetched", "brought"])
@pytest.mark.parametrize("harm", NEVER_STORED.values(), ids=NEVER_STORED)
def test_update_that_the_ledger_does_not_take_holds_up_nobody(
    template: Template, harm: Harm, by_webhook: bool
) -> None:
    deed = Planned(
        who=zone.CONTACT,
        deed="says a problem",
        number=0,
        harms=[harm],
        early=False,
        twice=False,
        numbered=None,
    )
    plan = Plan(by_webhook=by_webhook, rounds=[Round(minutes=0, deeds=[deed])])

    assert asyncio.run(play(template(frozenset()), plan)).counts["brought"] == 1
