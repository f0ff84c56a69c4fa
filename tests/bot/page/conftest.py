"""The page without its bot: a browser asks it, and the test makes the bot's calls."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.page.founding import found
from bot.page.guard import HEADER
from bot.page.opening import open_page
from bot.page.page import Page
from storage import migrations
from storage.database import Ledger, LedgerSession
from storage.ledger.cases import NewCase, open_case
from storage.ledger.known import person_of
from storage.rules.urgency import Urgency
from storage.tables import Case
from storage.tables.case import Source
from tests.e2e.stage import POLICY

START: Final = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 11:00 in Changchun
CONTACT, OFFICER, MANAGER = 13900000001, 13800000001, 13600000001

Json = dict[str, Any]


def open_a_case(ledger: Ledger, at: datetime = START) -> str:
    """王示例 has reported a problem, which is urgent: its number."""
    return ledger.write_now(_open_a_case, at)


def _open_a_case(session: LedgerSession, at: datetime) -> str:
    who = person_of(session, CONTACT)
    assert who is not None
    [role] = who.enterprises
    assert role.enterprise_id is not None
    new = NewCase(
        cause=f"draft:{at.timestamp()}",
        draft_id=None,
        enterprise_id=role.enterprise_id,
        opened_by_id=who.person_id,
        reporter_id=who.person_id,
        source=Source.CHAT,
        category="utilities",
        urgency=Urgency.URGENT,
        text="车间停电",
        now=at,
    )
    return session.get_one(Case, open_case(session, new).case_id).number


class Browser:
    """What the page's JavaScript does, over real HTTP."""

    def __init__(self, page: Page, session: aiohttp.ClientSession) -> None:
        self.page, self.session = page, session

    async def get(self, path: str) -> Json:
        """Look something up that is there."""
        async with self.session.get(f"{self.page.url}{path}") as answer:
            assert answer.status == 200, await answer.text()
            found: Json = await answer.json()
            return found

    async def post(self, path: str, body: object) -> tuple[int, Json]:
        """Ask for something: the status and the answer."""
        async with self.session.post(f"{self.page.url}{path}", json=body, headers={HEADER: "1"}) as answer:
            return answer.status, await answer.json()

    async def act(self, person: int, do: str, **more: object) -> Json:
        """Somebody does something that can be done."""
        status, answer = await self.post("/api/act", {"person": person, "do": do, **more})
        assert status == 200, answer
        return answer

    async def messages(self, chat: int) -> list[Json]:
        """The messages of a chat, oldest first."""
        found: list[Json] = (await self.get(f"/api/chats/{chat}/messages"))["messages"]
        return found

    async def bot(self, method: str, **params: object) -> Json:
        """The bot makes a call."""
        address = f"{self.page.sandbox.base_url}{self.page.sandbox.token}/{method}"
        async with self.session.post(address, json=params) as answer:
            found: Json = await answer.json()
            return found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the example's people in it, to be copied."""
    path = tmp_path_factory.mktemp("founded") / "zhuqi.db"
    ledger = Ledger(f"sqlite:///{path}", POLICY)
    migrations.upgrade(ledger.engine)
    found(ledger, now=START)
    ledger.close()
    return path


@pytest.fixture
def ledger(tmp_path: Path, founded: Path) -> Iterator[Ledger]:
    """The example's ledger."""
    shutil.copy(founded, tmp_path / "zhuqi.db")
    ledger = Ledger(f"sqlite:///{tmp_path / 'zhuqi.db'}", POLICY)
    yield ledger
    ledger.close()


@pytest.fixture
async def page(tmp_path: Path, founded: Path) -> AsyncIterator[Page]:
    """The page at 11:00; its bot is not started."""
    database = tmp_path / "zhuqi.db"
    shutil.copy(founded, database)
    async with open_page(tmp_path, port=0, database=database, start=START) as page:
        yield page


@pytest.fixture
async def browser(page: Page) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(page, session)
