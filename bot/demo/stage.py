"""Where the story plays: a fresh database, the roster imported, a Telegram on loopback, and the bot as it is."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.commands.opening import open_ledger
from bot.demo.chat import Chat
from bot.demo.zone import Character, roster_workbook
from bot.pacing import Pacer
from bot.sandbox import Person, Sandbox
from bot.service import Service
from bot.settings import Address, Settings
from storage.ledger.roster import import_roster
from storage.workbook import read_roster_workbook


class Clock:
    """The time of the story: it goes on by itself, and leaps over what takes people longer than the bot."""

    def __init__(self, start: datetime) -> None:
        self._start, self._since = start, time.monotonic()

    def __call__(self) -> datetime:
        """What time it is."""
        return self._start + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """How long the story has been going on."""
        return time.monotonic() - self._since

    def leap(self, wait: timedelta) -> None:
        """So much time passes."""
        self._since -= max(wait, timedelta()).total_seconds()


class Stage:
    """The people with their chats, and the bot that they talk to."""

    def __init__(self, sandbox: Sandbox, service: Service, clock: Clock, cast: Iterable[Character]) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self._service = service
        self.people: dict[Character, Person] = {
            who: sandbox.person(who.name, phone=f"+86{who.phone}") for who in cast
        }
        self.chats = {who: Chat(person) for who, person in self.people.items()}

    async def look_for_what_is_due(self) -> None:
        """The bot's next minute comes at once, and all that it brings."""
        await self._service.follow_up()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the bot has done all that it was made to do."""
        await self.sandbox.settle(idle=self._service.rests)


@asynccontextmanager
async def open_stage(folder: Path, start: datetime, cast: Iterable[Character]) -> AsyncIterator[Stage]:
    """Everything ready for the first scene. `folder` is for the database and the files.

    Raises:
        ZhuqiError: the bot does not start.
    """
    _keep_proxies_off_loopback()
    clock = Clock(start)
    async with Sandbox(now=clock, monotonic=clock.seconds) as sandbox:
        settings = _settings(folder, token=sandbox.token, url=sandbox.url)
        _import_zone(settings, start)
        service = Service(settings, clock=clock, pacer=Pacer(monotonic=clock.seconds))
        await service.start()
        try:
            yield Stage(sandbox, service, clock, cast)
        finally:
            await service.stop()


class DemoSettings(Settings):
    """Settings that are given: what the environment and `.env` say is for the bot that serves."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is passed."""
        return (init_settings,)


def _settings(folder: Path, *, token: str, url: str) -> Settings:
    return DemoSettings(
        bot_token=SecretStr(token),
        bot_api_url=url,
        database_url=f"sqlite:///{folder / 'zhuqi.db'}",
        files_dir=folder / "files",
        # Any free port: the usual one may be taken by a bot that serves.
        listen=Address(host="127.0.0.1", port=0),
    )


def _import_zone(settings: Settings, now: datetime) -> None:
    with open_ledger(settings) as ledger:
        roster = read_roster_workbook(roster_workbook(), ledger.policy)
        ledger.write_now(import_roster, roster=roster, end=None, now=now, cause="cli:demo")


def _keep_proxies_off_loopback() -> None:
    """A proxy that the machine uses for everything would not reach the sandbox."""
    spared = os.environ.get("NO_PROXY", "")
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = f"{spared},127.0.0.1".lstrip(",")
