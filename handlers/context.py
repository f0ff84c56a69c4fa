"""The typed context that every handler is given."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.ext import CallbackContext, ExtBot

from storage.database import Ledger
from storage.ledger import known
from storage.ledger.inbox import Prompted
from storage.ledger.known import PersonView
from storage.rules.policy import Policy


@dataclass(kw_only=True)
class Arrival:
    """A stored update on its way through the handlers; whoever feeds them sets it."""

    ledger: Ledger
    inbox_id: int
    received_at: datetime
    telegram_id: int | None  # who sent it
    more_waiting: Callable[[], bool] = field(default=lambda: False)  # the same person has sent more already
    # So much more that nobody reads the answers in between.
    floods: Callable[[], bool] = field(default=lambda: False)
    handled: bool = False  # a handler said so; without it the update is not done
    failure: Exception | None = None
    prompted: Prompted | None = None  # committed with its done mark


arrival: ContextVar[Arrival] = ContextVar("arrival")


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The ledger, the clock and the person of the update that is being handled.

    Everything is taken from the arrival: nothing is looked up by a string, and nothing is kept between updates.
    """

    _person: PersonView | None = None
    toast: str | None = None  # what the answer to a press says
    alert: bool = False  # in a window that has to be closed

    @property
    def arrival(self) -> Arrival:
        """The update in its stored form."""
        return arrival.get()

    @property
    def ledger(self) -> Ledger:
        """The door to the ledger."""
        return self.arrival.ledger

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.ledger.policy

    @property
    def now(self) -> datetime:
        """When the update was received, on a replay too."""
        return self.arrival.received_at

    @property
    def cause(self) -> str:
        """What makes that its effect happens once."""
        return f"inbox:{self.arrival.inbox_id}"

    @property
    def found_person(self) -> PersonView | None:
        """Who sent the update; None for a stranger."""
        return self._person

    @property
    def person(self) -> PersonView:
        """Who sent the update. The gate has let them in, so there is somebody."""
        assert self._person is not None
        return self._person

    @property
    def chat_id(self) -> int:
        """The private chat of the sender."""
        assert self.arrival.telegram_id is not None
        return self.arrival.telegram_id

    def will_answer_later(self, *, piece: bool) -> bool:
        """Whether an answer now would be overtaken at once: by the rest of what comes in pieces, or of a flood."""
        return self.arrival.floods() or (piece and self.arrival.more_waiting())

    async def refresh_data(self) -> None:
        """Load the person. Building the context must not raise: the update would be logged whole and dropped."""
        await super().refresh_data()
        if self.arrival.telegram_id is not None:
            self._person = await self.ledger.read(known.person_of, self.arrival.telegram_id)
