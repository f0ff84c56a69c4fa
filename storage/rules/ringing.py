"""Whether a notice may make a sound (rules.md, "When it may ring")."""

from __future__ import annotations


def may_ring(*, urgent: bool, own_act: bool, first: bool, office_open: bool) -> bool:
    """Another's act comes silently outside office hours, the answer to one's own act and a 特急 never do.

    `first`: who is told first; the others of the same enterprise are told silently.
    """
    return urgent or own_act or (first and office_open)
