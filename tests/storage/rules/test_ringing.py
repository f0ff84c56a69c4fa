"""When a notice may make a sound (rules.md, "When it may ring")."""

from __future__ import annotations

from itertools import product

import pytest

from storage.rules.ringing import may_ring


@pytest.mark.parametrize(
    ("urgent", "own_act", "first", "office_open", "rings"),
    [
        (False, False, True, True, True),  # another's act, inside office hours
        (False, False, True, False, False),  # outside
        (False, False, False, True, False),  # the others of the enterprise: silently
        (False, False, False, False, False),
        (False, True, True, False, True),  # the answer to one's own act: at any hour
        (False, True, False, False, True),
    ],
)
def test_may_ring(urgent: bool, own_act: bool, first: bool, office_open: bool, rings: bool) -> None:
    assert may_ring(urgent=urgent, own_act=own_act, first=first, office_open=office_open) == rings


def test_may_ring_always_for_a_critical_case() -> None:
    for own_act, first, office_open in product([False, True], repeat=3):
        assert may_ring(urgent=True, own_act=own_act, first=first, office_open=office_open)
