"""The talk with people on the other side: the sandbox, the library's Application, and a ledger of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

import pytest
from telegram import Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseHandler,
    ContextTypes,
    Defaults,
    ExtBot,
    TypeHandler,
)
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox
from handlers.context import Arrival, Context, arrival
from storage.database import Ledger, LedgerSession
from storage.tables import Assignment, Duty, Enterprise, Person, Role, RoleKind

T = TypeVar("T")
Handlers = dict[int, list[BaseHandler[Update, Context, Any]]]


@dataclass(kw_only=True)
class Roster:
    """Puts people into the ledger; each gives back the id of the person."""

    ledger: Ledger
    now: datetime
    _serial: Iterator[int] = field(default_factory=lambda: count(1))

    def enterprise(self, name: str) -> int:
        code = f"{next(self._serial):018}"
        return self.ledger.write_now(_add, Enterprise(credit_code=code, name=name, since=self.now))

    def person(self, name: str, phone: str) -> int:
        return self.ledger.write_now(_add, Person(name=name, phone=phone))

    def role(self, person_id: int, kind: RoleKind, **where: Any) -> int:
        return self.ledger.write_now(_add, Role(person_id=person_id, kind=kind, since=self.now, **where))

    def contact(self, name: str, phone: str, enterprise: str = "示例汽车零部件有限公司") -> int:
        """A contact of a new enterprise."""
        person_id = self.person(name, phone)
        self.role(person_id, RoleKind.CONTACT, enterprise_id=self.enterprise(enterprise))
        return person_id

    def manager(self, name: str, phone: str) -> int:
        person_id = self.person(name, phone)
        self.role(person_id, RoleKind.MANAGER, organisation="专班办公室", title="副主任")
        return person_id

    def officer(self, name: str, phone: str, enterprises: Sequence[int] = (), duty: Duty = Duty.LEAD) -> int:
        """An officer who looks after these enterprises."""
        person_id = self.person(name, phone)
        self.role(person_id, RoleKind.OFFICER, organisation="经济发展局", title="科员")
        for enterprise_id in enterprises:
            assignment = Assignment(
                enterprise_id=enterprise_id, officer_id=person_id, duty=duty, since=self.now
            )
            self.ledger.write_now(_add, assignment)
        return person_id


def _add(session: LedgerSession, row: Any) -> int:
    session.add(row)
    session.flush()
    return int(row.id)


@pytest.fixture
def roster(ledger: Ledger, now: datetime) -> Roster:
    return Roster(ledger=ledger, now=now)


@pytest.fixture
async def sandbox(now: datetime) -> AsyncIterator[Sandbox]:
    async with Sandbox(now=lambda: now, enforce_pace=False) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[ExtBot[None]]:
    """The real library, speaking to the sandbox as it would to Telegram."""
    bot = ExtBot(
        token=sandbox.token,
        base_url=sandbox.base_url,
        base_file_url=sandbox.base_file_url,
        request=HTTPXRequest(),
        get_updates_request=HTTPXRequest(),
        defaults=Defaults(parse_mode="HTML"),
    )
    async with bot:
        yield bot


@dataclass(kw_only=True)
class Handled:
    """One update and what became of it."""

    update: Update
    arrival: Arrival


@dataclass(kw_only=True)
class Talk:
    """Feeds the handlers under test with what people in the sandbox do, one update after the other."""

    application: Application[Any, Context, Any, Any, Any, Any]
    ledger: Ledger
    now: datetime
    _inbox_ids: Iterator[int] = field(default_factory=lambda: count(1))
    _offset: int | None = None

    async def listen(self) -> list[Handled]:
        """Handle everything that was said and pressed since; what a handler raised is raised."""
        updates = await self.application.bot.get_updates(self._offset)
        return [
            await self._handle(update, next(self._inbox_ids), more=position < len(updates))
            for position, update in enumerate(updates, start=1)
        ]

    async def carry_out(self, work: Callable[[Context], Awaitable[T]]) -> T:
        """Run something as a handler would, in the context of the updates that come next; the last result."""
        return await self.carry_out_with_update(lambda context, _: work(context))

    async def carry_out_with_update(self, work: Callable[[Context, Update], Awaitable[T]]) -> T:
        """As `carry_out`, for work that looks at the update too."""
        results: list[T] = []

        async def handle(update: Update, context: Context) -> None:
            results.append(await work(context, update))

        handler: BaseHandler[Update, Context, Any] = TypeHandler(Update, handle)
        self.application.add_handler(handler)
        try:
            await self.listen()
        finally:
            self.application.remove_handler(handler)
        return results[-1]

    async def again(self, handled: Handled) -> Handled:
        """Handle the same stored update once more, as after a crash before its done mark."""
        return await self._handle(handled.update, handled.arrival.inbox_id, more=False)

    async def _handle(self, update: Update, inbox_id: int, *, more: bool) -> Handled:
        self._offset = max(self._offset or 0, update.update_id + 1)
        sender = update.effective_user
        current = Arrival(
            ledger=self.ledger,
            inbox_id=inbox_id,
            received_at=self.now,
            telegram_id=sender.id if sender else None,
            more_waiting=lambda: more,
        )
        token = arrival.set(current)
        try:
            await self.application.process_update(update)
        finally:
            arrival.reset(token)
        if current.failure:
            raise current.failure
        return Handled(update=update, arrival=current)


async def _note_failure(_: object, context: Context) -> None:
    assert isinstance(context.error, Exception)
    context.arrival.failure = context.error
    raise ApplicationHandlerStop


@pytest.fixture
def handlers() -> Handlers:
    """The handlers under test, by group; a test module says which."""
    return {}


@pytest.fixture
async def talk(
    bot: ExtBot[None],
    ledger: Ledger,
    now: datetime,
    handlers: Handlers,
) -> AsyncIterator[Talk]:
    application = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )
    for group, installed in handlers.items():
        application.add_handlers(installed, group)
    application.add_error_handler(_note_failure)
    async with application:
        yield Talk(application=application, ledger=ledger, now=now)
