"""Who may drive the page: this machine's browser, and in it only the page itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

HEADER: Final = "X-Zhuqi-Page"
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Nothing is loaded from elsewhere, nothing inline, and nobody else frames it.
POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "connect-src 'self' {socket}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
# What people upload is shown, and never runs.
FILE_POLICY: Final = "default-src 'none'; sandbox"


@web.middleware
async def guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse what other pages, and other names for this machine, ask for."""
    reason = _objection(request)
    if reason:
        return web.json_response({"error": reason}, status=403)
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Content-Security-Policy", POLICY.format(socket=f"ws://{request.host}"))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _objection(request: web.Request) -> str | None:
    """Why not; None if it may be."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return "只能从本机打开（127.0.0.1 或 localhost）"
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return "别的网页不能操作这个页面"
    if request.method not in {"GET", "HEAD"} and request.headers.get(HEADER) != "1":
        return f"缺少请求头 {HEADER}"
    return None
