"""What a text seems to be about and how pressing it seems: a suggestion that the person can change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from storage.rules.policy import Policy
from storage.rules.understanding import understand
from storage.rules.urgency import Urgency

_NO_DAY: Final = dt.date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The likeliest category (by its code) and urgency."""

    category: str
    urgency: Urgency


def suggest(text: str, policy: Policy) -> Suggestion:
    """Category and urgency of a text, whatever the day."""
    understanding = understand(text, policy, _NO_DAY)
    return Suggestion(category=understanding.category, urgency=understanding.urgency)
