"""The door: static files and the API, on loopback only."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from aiohttp import WSCloseCode, web

from bot.page.api import Api
from bot.page.guard import guard
from bot.page.page import Page
from storage.errors import ZhuqiError

HOST: Final = "127.0.0.1"
STATIC: Final = Path(__file__).with_name("static")
# Ten photos of 10 MB, as text.
_REQUEST_LIMIT_BYTES: Final = 150 * 1024 * 1024


class PortTaken(ZhuqiError):
    """{host}:{port} 已被占用；请换一个端口，如 --port {other}。"""


def check_port(port: int) -> None:
    """See beforehand whether a page could be served there.

    Raises:
        PortTaken: something else is.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise _taken(port) from error


@asynccontextmanager
async def serve(page: Page, port: int) -> AsyncIterator[str]:
    """Serve a page until the block ends; its address.

    Raises:
        PortTaken: something else is served there.
    """
    runner = web.AppRunner(application(page), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise _taken(port) from error
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _taken(port: int) -> PortTaken:
    return PortTaken(host=HOST, port=port, other=port + 1 if port < 65_535 else port - 1)


def application(page: Page) -> web.Application:
    """The routes."""
    api, live = Api(page), Live(page)
    app = web.Application(middlewares=[guard], client_max_size=_REQUEST_LIMIT_BYTES)
    app.router.add_get("/", _index)
    app.router.add_static("/static", STATIC)
    app.router.add_get("/api/live", live.follow)
    app.router.add_routes(api.routes())
    app.on_shutdown.append(live.close)
    return app


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


class Live:
    """Tells every open page what happens, from where it left off."""

    def __init__(self, page: Page) -> None:
        self._feed = page.feed
        self._open: set[web.WebSocketResponse] = set()

    async def follow(self, request: web.Request) -> web.WebSocketResponse:
        """One page that listens; `after` is the last number that it knows."""
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        self._open.add(socket)
        telling = asyncio.create_task(self._tell(socket, _number(request.query.get("after"))))
        try:
            async for _ in socket:
                pass  # it has nothing to say here
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await telling
            self._open.discard(socket)
        return socket

    async def close(self, _: web.Application) -> None:
        """The page goes."""
        for listener in tuple(self._open):
            await listener.close(code=WSCloseCode.GOING_AWAY)

    async def _tell(self, socket: web.WebSocketResponse, seq: int) -> None:
        while True:
            events = self._feed.after(seq)
            if events is None:
                seq = self._feed.last
                await socket.send_json({"seq": seq, "type": "reset"})
                continue
            for event in events:
                await socket.send_str(event.text)
                seq = event.seq
            if seq == self._feed.last:
                await self._feed.next()


def _number(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        return -1
