"""How long is waited after a failure."""

from __future__ import annotations

import pytest

from bot.patience import Patience


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 0.5), (2, 1), (3, 2), (5, 8), (6, 10), (10**9, 10)]
)
def test_delay_doubles_up_to_the_most(failures: int, seconds: float) -> None:
    assert Patience(first_seconds=0.5, most_seconds=10).after(failures) == seconds
