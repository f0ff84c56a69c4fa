"""What waits for one chat, and what is known of a notice while it is under way."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.looking import Found
from bot.pacing import Rank
from storage.ledger.outbox import Notice
from storage.tables import NoticeKind


@dataclass(kw_only=True, eq=False)
class Round:
    """One notice on its way to everybody whom it means now.

    Attributes:
        found: the notice, as it was found to be due.
        chats: those that it has not been brought to yet.
        again: somebody could not be reached, so that somebody else is meant.
        broken: an error of our own kept it from somebody.
        given_up: why it will never be brought to somebody.
        later: it may not ring before then.
        done: whether it is done with, where that was committed with its last letter.
    """

    found: Found
    chats: set[int] = field(init=False)
    again: bool = False
    broken: bool = False
    given_up: list[str] = field(default_factory=list)
    later: datetime | None = None
    done: bool | None = None

    def __post_init__(self) -> None:
        self.chats = set(self.found.chats)

    @property
    def notice(self) -> Notice:
        """What is on its way."""
        return self.found.notice

    @property
    def is_smooth(self) -> bool:
        """Whether nothing has come in between so far."""
        return not (self.again or self.broken or self.given_up or self.later)


@dataclass(kw_only=True, eq=False)
class Errand:
    """One notice for one chat.

    Attributes:
        failures: how often in a row the network failed.
        alone: a message of several was refused, so that each goes by itself.
    """

    round: Round
    chat_id: int
    failures: int = 0
    alone: bool = False

    @property
    def is_last(self) -> bool:
        """Whether everybody else has its notice, so that bringing it here is all that is left to do."""
        return self.round.is_smooth and self.round.chats == {self.chat_id}

    @property
    def joins(self) -> bool:
        """Whether it goes in one message with others of its kind: reminders do."""
        return self.round.notice.kind is NoticeKind.REMINDER and not self.alone

    @property
    def rank(self) -> Rank:
        """Urgent before bulk, then in the order in which it was asked for."""
        notice = self.round.notice
        return not notice.urgent, notice.created_at, notice.id

    @property
    def messages(self) -> int:
        """How many messages it will be."""
        facts = self.round.notice.facts or {}
        return max(len(facts.get("files", ())), 1)


class Lane:
    """The errands of one chat, in order; it is their turn at the pacer."""

    def __init__(self, chat_id: int) -> None:
        self.chat_id = chat_id
        self._errands: list[tuple[Rank, Errand]] = []

    def __bool__(self) -> bool:
        return bool(self._errands)

    def add(self, errand: Errand) -> None:
        """Put an errand where it belongs."""
        heapq.heappush(self._errands, (errand.rank, errand))

    def take(self) -> list[Errand]:
        """The first errand, with all others that go in one message with it; they are in the lane no more."""
        first = heapq.heappop(self._errands)[1]
        if not first.joins:
            return [first]
        joining = [errand for _, errand in sorted(self._errands) if errand.joins]
        self._errands = [(rank, errand) for rank, errand in self._errands if not errand.joins]
        heapq.heapify(self._errands)
        return [first, *joining]

    @property
    def rank(self) -> Rank:
        """That of the first errand."""
        return self._errands[0][0]

    @property
    def messages(self) -> int:
        """Of the first errand."""
        return self._errands[0][1].messages
