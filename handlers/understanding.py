"""What the words of a message say, as of the day on which they were said."""

from __future__ import annotations

from datetime import datetime

from handlers.context import Context
from storage.rules.understanding import Understanding, understand


def understood(context: Context, text: str, at: datetime | None = None) -> Understanding:
    """The text understood; `at`: when it was said, if not just now."""
    said_at = at or context.now
    return understand(text, context.policy, said_at.astimezone(context.policy.timezone).date())
