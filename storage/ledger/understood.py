"""What a draft says, by the day on which it was begun: its preview shows what 提交 will make of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache

from storage.ledger.draft_view import DraftView
from storage.rules.policy import Policy
from storage.rules.understanding import NeededBy, Understanding, understand

# Words are asked about at every step of their report, and say the same on the same day.
_understand = lru_cache(maxsize=256)(understand)


def understand_draft(draft: DraftView, policy: Policy) -> Understanding:
    """What the words of a draft say, however often and whenever it is asked; “明天” is the day after it was begun."""
    return understand_words(draft.text, draft, policy)


def understand_words(words: str, draft: DraftView, policy: Policy) -> Understanding:
    """What some of the words of a draft say."""
    return understand_at(words, draft.begun_at, policy)


def understand_at(words: str, at: datetime, policy: Policy) -> Understanding:
    """What words said at some time say."""
    return _understand(words, policy, at.astimezone(policy.timezone).date())


def needed_until(needed: NeededBy | None, zone: tzinfo) -> datetime | None:
    """The moment by which the enterprise needs it, in this zone; a day without an hour lasts until its midnight."""
    if needed is None:
        return None
    if needed.hour is not None:
        return datetime.combine(needed.day, needed.hour, zone)
    return datetime.combine(needed.day + timedelta(days=1), time(), zone)
