"""Who waits for a slot of the pacer."""

from __future__ import annotations

from dataclasses import dataclass

CHAT, OTHER, GROUP = 101, 102, -100


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Some messages to a chat; the lowest rank goes first."""

    chat_id: int
    rank: tuple[int, ...] = (0,)
    messages: int = 1
