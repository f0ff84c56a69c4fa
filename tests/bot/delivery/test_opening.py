"""The first opening after a holiday: everybody is reminded, each in one message, at the pace, the urgent first."""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.delivery import Delivery
from bot.pacing import Limits, Pacer, Turn
from storage.database import Ledger, LedgerSession
from storage.ledger.notices import HELD
from storage.ledger.reminders import release_reminders
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import ClockKind, State
from storage.tables import Case, Clock, Enterprise, NoticeKind, Outbox, Person, Role, RoleKind, Source
from tests.bot.virtual_time import VirtualTime
from tests.storage.ledger.zone import LONG_AGO, chat_of, local

PEOPLE = 849
BUSY = 40  # of them have two cases, the others one
URGENT = 7  # of the busy: their second case is 特急
OPENING = local("2026-10-08 09:00")
BEFORE = local("2026-09-30 10:00")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message that arrived: for whom, how many cases it is about."""

    chat_id: int
    cases: int


class Wire(BaseRequest):
    """A server that takes everything at once."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.everybody = asyncio.Event()

    @property
    def read_timeout(self) -> float | None:
        return 1

    async def initialize(self) -> None:
        """There is no connection."""

    async def shutdown(self) -> None:
        """There is none."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "zhuqi", "username": "zhuqi_bot"}
            return 200, json.dumps({"ok": True, "result": me}).encode()
        assert url.endswith("/sendMessage")
        assert request_data is not None
        said: dict[str, Any] = request_data.parameters
        cases = said["text"].count("ZQ26")
        self.taken.append(Taken(chat_id=said["chat_id"], cases=cases))
        if len(self.taken) == PEOPLE:
            self.everybody.set()
        message = {
            "message_id": len(self.taken),
            "date": 0,
            "chat": {"id": said["chat_id"], "type": "private"},
            "text": said["text"],
        }
        return 200, json.dumps({"ok": True, "result": message}).encode()


class WatchedPacer(Pacer):
    """Remembers who had a slot when."""

    def __init__(self, time: VirtualTime) -> None:
        super().__init__(Limits(), monotonic=time.monotonic, pause=time.pause)
        self.time = time
        self.slots: list[tuple[float, int]] = []

    @asynccontextmanager
    async def slot(self, turn: Turn) -> AsyncIterator[None]:
        """As every pacer does."""
        async with super().slot(turn):
            self.slots.append((self.time.seconds, turn.chat_id))
            yield


def populate(session: LedgerSession) -> None:
    """Everybody handles cases of which 签收 is overdue; what a sweep held of them."""
    session.add(Enterprise(credit_code="91220101MA0000001A", name="示例汽车部件有限公司", since=LONG_AGO))
    session.flush()
    for person_id in range(1, PEOPLE + 1):
        session.add(
            Person(
                id=person_id,
                name=f"示例{person_id}",
                phone=f"138{person_id:08}",
                telegram_id=chat_of(person_id),
                consented_at=LONG_AGO,
            )
        )
        session.add(Role(person_id=person_id, kind=RoleKind.OFFICER, since=LONG_AGO))
    session.flush()
    for case_id in range(1, PEOPLE + BUSY + 1):
        add_case(session, case_id, handler_id=(case_id - 1) % PEOPLE + 1)


def add_case(session: LedgerSession, case_id: int, handler_id: int) -> None:
    # The urgent ones are the last of all that are asked for.
    urgent = case_id > PEOPLE + BUSY - URGENT
    session.add(
        Case(
            id=case_id,
            number=f"ZQ260930-{case_id:04}",
            cause=f"test:{case_id}",
            enterprise_id=1,
            opened_by_id=1,
            source=Source.CHAT,
            category="utilities",
            urgency=Urgency.CRITICAL if urgent else Urgency.NORMAL,
            text="车间停电（示例）",
            state=State.SUBMITTED,
            handler_id=handler_id,
            received_at=BEFORE,
        )
    )
    session.flush()
    session.add(
        Clock(
            id=case_id,
            case_id=case_id,
            kind=ClockKind.ACCEPT,
            limit="1 WD",
            began_at=BEFORE,
            due_at=OPENING,
        )
    )
    session.add(
        Outbox(
            key=f"{case_id}:due:handler",
            kind=NoticeKind.REMINDER,
            topic="remind_accept_due",
            audience=Audience.HANDLER,
            case_id=case_id,
            facts={"clock": case_id, "code": "due"},
            urgent=urgent,
            created_at=OPENING,
            not_before=HELD,
        )
    )


async def test_everybody_is_reminded_once_at_the_pace_and_the_urgent_first(
    ledger: Ledger, tmp_path: Path
) -> None:
    ledger.write_now(populate)
    ledger.write_now(release_reminders, OPENING)
    time = VirtualTime(OPENING, flies=True)
    wire, pacer = Wire(), WatchedPacer(time)
    async with ExtBot("1:token", request=wire, get_updates_request=wire, rate_limiter=pacer) as bot:
        delivery = Delivery(
            ledger=ledger, bot=bot, pacer=pacer, files_dir=tmp_path, clock=time.clock, pause=time.pause
        )
        running = asyncio.create_task(delivery.run())
        await wire.everybody.wait()
        await delivery.stop(5)
        await running
        assert await delivery.idle()

    cases = {one.chat_id: one.cases for one in wire.taken}
    assert len(cases) == len(wire.taken) == PEOPLE
    assert Counter(cases.values()) == {1: PEOPLE - BUSY, 2: BUSY}

    seconds, chats = zip(*pacer.slots, strict=True)
    assert set(chats[:URGENT]) == {chat_of(BUSY - n) for n in range(URGENT)}
    assert max(bisect_left(seconds, at + 1) - place for place, at in enumerate(seconds)) <= 30
    assert seconds[-1] == pytest.approx(PEOPLE / 26, abs=1)
