"""Delivery at work: a small zone's ledger, the people of it in the sandbox, and time that a test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from telegram import LinkPreviewOptions
from telegram.ext import Defaults, ExtBot
from telegram.request import HTTPXRequest

from bot.delivery import Delivery
from bot.pacing import Limits, Pacer
from bot.sandbox import Call, Message, Person, Sandbox
from storage.database import LedgerSession
from storage.ledger.notices import notify
from storage.rules.telling import Audience
from storage.tables import Outbox, Sent
from tests.bot.virtual_time import VirtualTime
from tests.storage.ledger.zone import Zone, chat_of
from tests.unpaced import UNPACED

NUMBER = "ZQ261124-001"  # of the first case


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime(flies=True)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(enforce_pace=False) as sandbox:
        yield sandbox


@pytest.fixture
def limits() -> Limits:
    return UNPACED


@pytest.fixture
async def post(
    zone: Zone, sandbox: Sandbox, time: VirtualTime, tmp_path: Path, limits: Limits
) -> AsyncIterator[Post]:
    pacer = Pacer(limits, monotonic=time.monotonic, pause=time.pause)
    bot = ExtBot(
        sandbox.token,
        base_url=sandbox.base_url,
        base_file_url=sandbox.base_file_url,
        request=HTTPXRequest(connection_pool_size=8),
        get_updates_request=HTTPXRequest(connection_pool_size=1),
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=pacer,
    )
    async with bot:
        post = Post(zone, sandbox, time, bot, pacer, tmp_path / "files")
        yield post
        await post.stop()


@pytest.fixture
async def shown(post: Post) -> int:
    """A case whose card the 负责人 has."""
    post.everybody()
    case_id = post.zone.open()
    await post.deliver()
    assert post.texts(post.who.lead) == [f"{NUMBER} · 待签收"]
    return case_id


class Post:
    """A zone whose people are in the sandbox, and delivery between them."""

    def __init__(
        self,
        zone: Zone,
        sandbox: Sandbox,
        time: VirtualTime,
        bot: ExtBot[None],
        pacer: Pacer,
        files_dir: Path,
    ) -> None:
        self.zone, self.sandbox, self.time = zone, sandbox, time
        self.bot, self.pacer, self.files_dir = bot, pacer, files_dir
        self.who, self.ledger = zone.who, zone.ledger
        self._people: dict[int, Person] = {}
        self._running: asyncio.Task[None] | None = None
        self.delivery = self._new_delivery()

    def person(self, person_id: int) -> Person:
        """Somebody of the zone in the sandbox, who has begun to talk to the bot."""
        if person_id not in self._people:
            person = self.sandbox.person(f"示例{person_id}", id=chat_of(person_id))
            person.chat.started = True
            self._people[person_id] = person
        return self._people[person_id]

    def people(self, *person_ids: int) -> list[Person]:
        """Several."""
        return [self.person(person_id) for person_id in person_ids]

    def everybody(self) -> None:
        """All of the zone have begun to talk to the bot."""
        ids = (getattr(self.who, name) for name in self.who.__dataclass_fields__)
        self.people(*(person_id for person_id in ids if person_id <= self.who.stranger))

    def chats(self) -> list[tuple[int, str]]:
        """Every text that was taken, in order: who got it, its first line."""
        bot = self.sandbox.world.bot
        return [
            (message.chat.id - chat_of(0), message.text.split("\n")[0])
            for message in self.sandbox.world.messages.values()
            if message.sender == bot
        ]

    def texts(self, person_id: int) -> list[str]:
        """What somebody has before them from the bot, the first lines."""
        return [message.text.split("\n")[0] for message in self.person(person_id).heard()]

    def last(self, person_id: int) -> Message:
        """The newest message of the bot to somebody."""
        return self.person(person_id).heard()[-1]

    def calls(self, *methods: str) -> list[Call]:
        """The calls of these methods, the refused ones too."""
        return [call for call in self.sandbox.calls if call.method in methods]

    # Delivery

    def start(self) -> None:
        """Let delivery run."""
        if self._running is None:
            self._running = asyncio.create_task(self.delivery.run())

    async def deliver(self) -> None:
        """Wait until nothing is due and nothing under way."""
        self.start()
        self.delivery.wake()
        await self.sandbox.settle(self.delivery.idle)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to become true of the sandbox."""
        self.start()
        self.delivery.wake()
        await self.sandbox.until(condition)

    async def stop(self, timeout_seconds: float = 5) -> None:
        """End delivery as the service does."""
        await self.delivery.stop(timeout_seconds)
        if self._running:
            await self._running
            self._running = None

    async def restart(self) -> None:
        """End it, and begin anew with what is stored."""
        await self.stop()
        self.delivery = self._new_delivery()

    def _new_delivery(self) -> Delivery:
        return Delivery(
            ledger=self.ledger,
            bot=self.bot,
            pacer=self.pacer,
            files_dir=self.files_dir,
            clock=self.time.clock,
            pause=self.time.pause,
        )

    # The outbox

    def run(self, unit: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a unit of the ledger."""
        return self.ledger.write_now(unit, *args, **kwargs)

    def tell(self, person_id: int, **fields: Any) -> None:
        """Put a notice that belongs to no case into the outbox, for one person."""
        self._notify(audience=Audience.PERSON, person_id=person_id, **fields)

    def tell_chat(self, chat_id: int) -> None:
        """The same, for a chat."""
        self._notify(audience=Audience.CHAT, chat_id=chat_id)

    def _notify(self, **fields: Any) -> None:
        self.run(notify, **({"key": "k", "topic": "long_stop", "now": self.zone.now} | fields))

    def dropped(self) -> list[str]:
        """The reasons of all notices that were given up."""
        return list(self.run(_dropped))

    def waiting(self) -> list[str]:
        """The topics of the notices that are not done."""
        return list(self.run(_waiting))

    def sent(self) -> list[tuple[str, int]]:
        """Which topics are marked sent, and to whom."""
        return [(topic, chat_id - chat_of(0)) for topic, chat_id in self.run(_sent)]


def _dropped(session: LedgerSession) -> list[str]:
    reasons = session.exec(select(Outbox.dropped).order_by(col(Outbox.id)))
    return [reason for reason in reasons if reason]


def _waiting(session: LedgerSession) -> list[str]:
    return list(session.exec(select(Outbox.topic).where(col(Outbox.done_at).is_(None))))


def _sent(session: LedgerSession) -> list[tuple[str, int]]:
    query = select(Outbox.topic, Sent.chat_id).join(Sent, col(Sent.notice_id) == col(Outbox.id))
    return list(session.exec(query.order_by(col(Outbox.id), col(Sent.chat_id))))
