"""What is served over HTTP: /healthz, /metrics, and the webhook where one is set."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.settings import Address
from storage.errors import ZhuqiError

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
# An update is a few kilobytes: a text has 4,096 characters, and files come by their ids.
MOST_BYTES: Final = 1024 * 1024

_log = logging.getLogger(__name__)


class CannotListen(ZhuqiError):
    """不能在 LISTEN={address} 上监听（{reason}）；请换一个端口，或停掉占用它的程序。"""


@dataclass(frozen=True, kw_only=True)
class Hook:
    """The webhook: what is posted to the path of its address with the right secret is taken."""

    url: str
    secret: str
    take: Callable[[Sequence[dict[str, Any]]], Awaitable[None]]

    async def receive(self, request: web.Request) -> web.Response:
        """Commit an update, then acknowledge it; whatever fails makes Telegram send it again."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self.secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        try:
            await self.take([update])
        except Exception:
            _log.exception("an update was not stored, Telegram will send it again")
            return web.Response(status=503)
        return web.Response()


# What is wrong with the service, a line each; none: nothing.
Ailments = Callable[[], Awaitable[Sequence[str]]]


class Web:
    """The server on LISTEN.

    Args:
        address: where.
        ailments: what /healthz asks.
        metrics: what /metrics tells, in Prometheus' text format.
        hook: the webhook, if there is one.
    """

    def __init__(
        self,
        address: Address,
        *,
        ailments: Ailments,
        metrics: Callable[[], Awaitable[bytes]],
        hook: Hook | None,
    ) -> None:
        self._address = address
        self._ailments = ailments
        self._metrics = metrics
        application = web.Application(client_max_size=MOST_BYTES)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/metrics", self._tell_metrics)
        if hook:
            application.router.add_post(urlsplit(hook.url).path or "/", hook.receive)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            CannotListen: the address is taken, or not one of this machine.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._address.host, self._address.port)
        try:
            await site.start()
        except OSError as error:
            raise CannotListen(address=self._address, reason=error.strerror or error) from None

    async def stop(self) -> None:
        """Stop listening; requests in hand get a second. May be called twice."""
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """Where it listens in the end; 0 was asked for a free port."""
        return int(self._runner.addresses[0][1])

    async def _healthz(self, _: web.Request) -> web.Response:
        found = await self._ailments()
        return web.Response(text="\n".join(found) or "ok", status=503 if found else 200)

    async def _tell_metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=await self._metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})
