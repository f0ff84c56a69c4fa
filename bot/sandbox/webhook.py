"""Tells the bot by calling it: the other way of getting updates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.activity import Activity
from bot.sandbox.refusals import bad_request
from bot.sandbox.updates import Update, Updates

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where updates go and what proves that they come from here."""

    url: str
    secret: str
    max_connections: int


def check_address(url: str) -> None:
    """Looks whether updates could go there. On loopback, and nowhere else, they may go unencrypted.

    Raises:
        Refusal: it is no address, or not on loopback, which the sandbox never leaves.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme == "http":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    raise bad_request("bad webhook: the sandbox calls addresses on loopback only")


class Webhook:
    """Posts each update until it is taken, after so many seconds each time it was not.

    Deliveries run side by side, so that one which has to be repeated comes after those that followed it. When the
    delays are used up the update stays pending until the webhook is set again.
    """

    def __init__(
        self,
        updates: Updates,
        activity: Activity,
        retry_delays_seconds: Sequence[float],
        now: Callable[[], datetime],
    ) -> None:
        self.target: Target | None = None
        self.last_error: tuple[datetime, str] | None = None
        self._updates = updates
        self._activity = activity
        self._now = now
        self._delays = tuple(retry_delays_seconds)
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(1)
        self._session: aiohttp.ClientSession | None = None

    async def set(self, target: Target) -> None:
        """Sends what is pending and all that comes to this address."""
        await self.clear()
        self.target = target
        self._slots = asyncio.Semaphore(target.max_connections)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self._updates.stop_polling()
        self._updates.on_new = self._start
        for update in self._updates.pending:
            self._start(update)

    async def clear(self) -> None:
        """No webhook any more; what goes on is broken off. May be repeated."""
        self.target = None
        self._updates.on_new = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _start(self, update: Update) -> None:
        task = asyncio.create_task(self._deliver(update))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, update: Update) -> None:
        self._activity.begin()
        try:
            for delay in (0.0, *self._delays):
                await asyncio.sleep(delay)
                async with self._slots:
                    problem = await self._post(update)
                if problem is None:
                    self._updates.acknowledge(update)
                    return
                self.last_error = (self._now(), problem)
        finally:
            self._activity.end()

    async def _post(self, update: Update) -> str | None:
        assert self.target is not None
        assert self._session is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.target.secret} if self.target.secret else {}
        try:
            async with self._session.post(self.target.url, json=update.as_json(), headers=headers) as answer:
                return (
                    None if answer.ok else f"Wrong response from the webhook: {answer.status} {answer.reason}"
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
