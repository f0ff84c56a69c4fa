"""The notices that come at the hour of the 日报, and when that is by the policy in force."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from storage.database import LedgerSession
from storage.rules.digest_days import DigestDays

REPORT: Final = "digest"  # the topic of a 日报
TASKS: Final = "digest_tasks"  # the topic of a list of what is due today
TOPICS: Final = (REPORT, TASKS)


def days_of(session: LedgerSession) -> DigestDays:
    """The days that have a 日报."""
    policy = session.policy
    return DigestDays(calendar=session.calendar, timezone=policy.timezone, hour=policy.digest.hour)


def hour_has_come(session: LedgerSession, topic: str, now: datetime) -> bool:
    """Whether a notice on this topic may ring though the office may not be open yet."""
    return topic in TOPICS and days_of(session).rings(now)
