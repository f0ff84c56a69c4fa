"""The gate as it is installed, and behind it only somebody who writes down what came through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from telegram import Update
from telegram.ext import BaseHandler, TypeHandler

from bot.sandbox import Message, Sandbox
from bot.sandbox import Person as Someone
from handlers.context import Context
from handlers.join import gate
from storage.database import Ledger
from storage.ledger import people
from storage.ledger.known import PersonView
from tests.handlers.conftest import Handled, Handlers, Talk


@dataclass
class Beyond:
    """What the gate let pass."""

    updates: list[Update] = field(default_factory=list)

    async def note(self, update: Update, context: Context) -> None:
        self.updates.append(update)
        context.arrival.handled = True

    @property
    def texts(self) -> list[str | None]:
        return [
            update.effective_message.text if update.effective_message else None for update in self.updates
        ]


@pytest.fixture
def beyond() -> Beyond:
    return Beyond()


@pytest.fixture
def handlers(beyond: Beyond) -> Handlers:
    passed: list[BaseHandler[Update, Context, Any]] = [TypeHandler(Update, beyond.note)]
    return {-1: gate.handlers(), 0: passed}


@dataclass(kw_only=True)
class Door:
    """People at the gate: what they do, and what they then see."""

    talk: Talk
    sandbox: Sandbox
    ledger: Ledger
    now: datetime
    _secrets: Iterator[int] = field(default_factory=lambda: count(1))

    async def after(self, who: Someone, act: Callable[[], object]) -> list[Message]:
        """What somebody is newly told once they have done this. All of it must have been handled."""
        last = self.sandbox.last_message_id
        act()
        await self.handled()
        return who.heard(last)

    async def handled(self) -> list[Handled]:
        all_of_it = await self.talk.listen()
        assert [one.arrival.handled for one in all_of_it] == [True] * len(all_of_it)
        refused = [call.refusal.description for call in self.sandbox.refused if call.refusal]
        assert [why for why in refused if "is not modified" not in why] == []
        assert self.sandbox.unanswered == []
        return all_of_it

    async def let_in(self, who: Someone) -> PersonView:
        """Somebody from the roster comes all the way in."""
        who.start()
        await self.handled()
        who.press("共享手机号")
        await self.handled()
        who.press("同意")
        await self.handled()
        person = self.known(who)
        assert person is not None
        return person

    def known(self, who: Someone) -> PersonView | None:
        return self.ledger.read_now(people.person_of, who.id)

    def invite(self, name: str, *, at: datetime | None = None) -> str:
        """A new invite for one who has not joined: its secret."""
        lines = self.ledger.write_now(
            people.make_invites,
            now=at or self.now,
            cause="cli:1:0",
            random_bytes=lambda size: next(self._secrets).to_bytes(size, "big"),
        )
        return next(line.secret for line in lines if line.person.name == name)

    def renew_notice(self, version: str) -> None:
        """The district publishes another 告知."""
        notice = replace(self.ledger.policy.privacy_notice, version=version)
        self.ledger.policy = replace(self.ledger.policy, privacy_notice=notice)


@pytest.fixture
def door(talk: Talk, sandbox: Sandbox, ledger: Ledger, now: datetime) -> Door:
    return Door(talk=talk, sandbox=sandbox, ledger=ledger, now=now)
