"""The sandbox as a whole: started on loopback, filled with people, asked what happened."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.activity import Activity
from bot.sandbox.chats import User
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.groups import Group
from bot.sandbox.messages import Message, Press
from bot.sandbox.pace import Limits, Pace
from bot.sandbox.people import Person
from bot.sandbox.recording import Call, Recording
from bot.sandbox.server import Server
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

Idle = Callable[[], Awaitable[bool | None] | bool | None]

TOKEN = "1000:sandbox-token-for-a-bot-on-loopback"  # noqa: S105 - opens nothing but the sandbox


class NotSettled(TimeoutError):
    """The bot did not come to rest in time; the message says what was still open."""


class Sandbox:
    """A Bot API server on 127.0.0.1 with the people who talk to its bot.

    `async with Sandbox() as sandbox:` serves until the block ends. Calls go to `base_url` + token, downloads to
    `base_file_url` + token, as python-telegram-bot wants them.

    Args:
        token: the only one that is let in.
        port: 0 takes a free one.
        username: of the bot, without @.
        now: what time it is in this world, for dates, deadlines and what is too old.
        next_update_id: where updates begin to be numbered.
        enforce_pace: whether calls that come too fast are refused.
        limits: the pace.
        monotonic: what the pace is measured by, in seconds.
        privacy: whether in groups the bot hears only what is meant for it.
        retry_delays_seconds: how long the webhook waits before each repetition.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        port: int = 0,
        username: str = "zhuqi_sandbox_bot",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        next_update_id: int = 1000,
        enforce_pace: bool = True,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        privacy: bool = True,
        retry_delays_seconds: Sequence[float] = (1, 2, 5, 10, 30),
    ) -> None:
        self.token = token
        self.recording = Recording()
        self.faults = Faults()
        self.activity = Activity()
        self.pace = Pace(limits or Limits(), enforced=enforce_pace, monotonic=monotonic)
        self.updates = Updates(now=now, activity=self.activity, next_id=next_update_id)
        self._webhook = Webhook(self.updates, self.activity, retry_delays_seconds, now)
        self.world = World(
            bot=User(id=int(token.partition(":")[0]), first_name="助企", is_bot=True, username=username),
            now=now,
            activity=self.activity,
            updates=self.updates,
            webhook=self._webhook,
            pace=self.pace,
            privacy=privacy,
        )
        self.server = Server(token=token, world=self.world, recording=self.recording, faults=self.faults)
        self._port = port
        self._runner = web.AppRunner(
            self.server.application, handler_cancellation=True, access_log=None, shutdown_timeout=0.1
        )

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Opens the port.

        Raises:
            OSError: it is taken.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Closes the port and breaks off what goes on."""
        await self._webhook.clear()
        self.updates.stop_polling()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens: what a bot takes as the address of its Bot API server."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """For the library's `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """For the library's `base_file_url`."""
        return f"{self.url}/file/bot"

    def person(
        self,
        name: str,
        *,
        id: int | None = None,  # noqa: A002 - Telegram's word
        phone: str = "",
        username: str | None = None,
        language: str = "zh-hans",
    ) -> Person:
        """Someone new, who has not talked to the bot yet; without a phone one is made up.

        Raises:
            ValueError: the id is taken.
        """
        number = self.world.number() + 10_000 if id is None else id
        user = User(id=number, first_name=name, username=username, language_code=language)
        return Person(self.world, user, phone or f"+86138{number % 10**8:08}")

    def group(self, title: str, *members: Person, is_supergroup: bool = False) -> Group:
        """A new group with these people, the first of whom made it; the bot is not in it yet."""
        return Group(self.world, title, members, is_supergroup=is_supergroup)

    def fail(self, fault: Fault) -> None:
        """Lets something go wrong from the next call on."""
        self.faults.add(fault)

    def cut_connections(self) -> None:
        """Breaks off all that goes on, a poll that waits as well."""
        server = self._runner.server
        for connection in server.connections if server else ():
            if connection.transport is not None:
                connection.transport.abort()

    @property
    def calls(self) -> list[Call]:
        """All calls so far, oldest first."""
        return self.recording.calls

    @property
    def refused(self) -> list[Call]:
        """Those that were answered with an error."""
        return self.recording.refused

    @property
    def unanswered(self) -> list[Press]:
        """The presses that the bot never answered."""
        return [press for press in self.world.presses.values() if not press.answered]

    @property
    def last_message_id(self) -> int:
        """A mark for `heard(after=…)`: what comes later is numbered higher."""
        return max((number for _, number in self.world.messages), default=0)

    def message(self, chat_id: int, message_id: int) -> Message:
        """A message as it stands, deleted or not.

        Raises:
            KeyError: there never was one.
        """
        return self.world.messages[chat_id, message_id]

    async def until(self, condition: Callable[[], bool], *, within_seconds: float = 10) -> None:
        """Waits for something to become true of this world, looking whenever something happens.

        Raises:
            NotSettled: it did not.
        """
        if not await self.activity.until(condition, within_seconds):
            raise NotSettled(f"not so within {within_seconds} s; {self._open_ends()}")

    async def settle(
        self, idle: Idle | None = None, *, quiet_seconds: float = 0.3, within_seconds: float = 20
    ) -> None:
        """Waits until the bot has taken all updates and has done what they make it do.

        Args:
            idle: asks a bot of the same process; it may wait until the bot rests, or answer whether it does.
                With it no quiet time is needed: all is done when nothing happened while it was asked.
            quiet_seconds: without `idle`: for so long no call may have come.
            within_seconds: how long to wait at most.

        Raises:
            NotSettled: the bot did not come to rest.
        """
        end = time.monotonic() + within_seconds
        while time.monotonic() < end:
            await self.until(self._is_taken, within_seconds=max(end - time.monotonic(), 0))
            before = self.activity.count
            if idle is not None:
                answer = idle()
                rests = await answer if inspect.isawaitable(answer) else answer
                if rests is not False and self.activity.count == before and self._is_taken():
                    return
                if rests is False:
                    await self.activity.next(0.02)
            elif self.activity.quiet_seconds >= quiet_seconds:
                return
            else:
                await self.activity.next(max(quiet_seconds - self.activity.quiet_seconds, 0))
        raise NotSettled(self._open_ends())

    def _is_taken(self) -> bool:
        return not self.updates.pending and not self.activity.working

    def _open_ends(self) -> str:
        last = self.calls[-1].method if self.calls else None
        return (
            f"{len(self.updates.pending)} updates not taken, {self.activity.working} calls going on, "
            f"last call {last}, refused {[call.refusal.description for call in self.refused[-3:] if call.refusal]}"
        )
