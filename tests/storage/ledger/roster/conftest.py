"""A week between two imports."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=7)
