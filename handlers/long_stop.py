"""Asking people to send again what may have been lost in a stop."""

from __future__ import annotations

from datetime import datetime

from handlers.render import Message, message
from storage.database import LedgerSession
from storage.ledger.long_stop import KEPT_BY_TELEGRAM
from storage.ledger.outbox import Parcel


def word_missed(session: LedgerSession, parcel: Parcel, now: datetime) -> Message:
    """From when to when the service was away, and what to do about it."""
    facts, zone = parcel.notice.facts or {}, session.policy.timezone
    since, until = (datetime.fromisoformat(facts[name]).astimezone(zone) for name in ("since", "until"))
    return message("notices", "missed", since=since, until=until, lost_until=until - KEPT_BY_TELEGRAM)
