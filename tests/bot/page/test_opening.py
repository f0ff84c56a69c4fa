"""A page that is opened again goes on where the last one ended, and mistakes nothing of now for something of then."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.lock import AlreadyRunning, PollingLock
from bot.page.opening import open_page
from tests.bot.page.conftest import CONTACT, MANAGER, OFFICER, START, open_a_case

LATER = START + timedelta(days=2)


@pytest.fixture
def database(tmp_path: Path, founded: Path) -> Path:
    path = tmp_path / "kept.db"
    shutil.copy(founded, path)
    return path


async def test_a_kept_database_goes_on_after_all_that_happened(tmp_path: Path, database: Path) -> None:
    async with open_page(tmp_path, port=0, database=database, start=START) as page:
        number = open_a_case(page.ledger, LATER)
        numbers = {message for _, message in page.sandbox.world.messages}
        updates = {update.id for update in page.sandbox.updates.pending}

    async with open_page(tmp_path, port=0, database=database, start=START) as page:
        assert LATER < page.clock() < LATER + timedelta(minutes=1)
        assert page.town.person(CONTACT).name == "王示例"
        assert not numbers & {message for _, message in page.sandbox.world.messages}
        assert not updates & {update.id for update in page.sandbox.updates.pending}
        assert number == "ZQ261126-001"


async def test_a_new_database_is_filled_and_an_empty_one_left_alone(tmp_path: Path) -> None:
    async with open_page(tmp_path, port=0, database=tmp_path / "a.db", start=START) as page:
        roles = {one.person.name: one.role for one in page.town.residents.values()}
    async with open_page(tmp_path, port=0, database=tmp_path / "b.db", start=START, empty=True) as page:
        strangers = {one.person.name: one.role for one in page.town.residents.values()}

    assert len(roles) == 12
    assert roles["杨示例"] == "专班"
    assert strangers == {"王示例": "", "李示例": "", "陈示例": ""}


async def test_the_phones_show_one_of_each_role_and_the_group(tmp_path: Path, database: Path) -> None:
    async with open_page(tmp_path, port=0, database=database, start=START) as page:
        assert [person.id for person in page.town.at_hand()] == [CONTACT, OFFICER, MANAGER]


async def test_time_begins_in_office_hours(tmp_path: Path, database: Path) -> None:
    saturday = START + timedelta(days=4)

    async with open_page(tmp_path, port=0, database=database, start=saturday) as page:
        assert page.clock().isoformat()[:16] == "2026-11-30T01:00"


async def test_a_database_that_another_bot_uses_is_left_to_it(tmp_path: Path, database: Path) -> None:
    lock = PollingLock(f"sqlite:///{database}")
    lock.acquire()

    with pytest.raises(AlreadyRunning):
        async with open_page(tmp_path, port=0, database=database, start=START):
            pass
    lock.release()
