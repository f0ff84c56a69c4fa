"""Who gets a case, and who gets a notice when the first choice cannot be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """One who looks after an enterprise (包保)."""

    officer_id: int
    is_lead: bool  # 负责人


def first_handler(assigned: Sequence[Assigned]) -> int | None:
    """The 负责人, else the 成员 who was named first; None when nobody looks after the enterprise (待改派)."""
    leads = [one.officer_id for one in assigned if one.is_lead]
    members = [one.officer_id for one in assigned if not one.is_lead]
    return next(iter(leads + members), None)
