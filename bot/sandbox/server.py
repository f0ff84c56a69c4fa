"""The HTTP side: requests in, answers out, in the shape that Telegram gives them."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox import checks
from bot.sandbox.changes import Called
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.files import UPLOAD_LIMIT_BYTES
from bot.sandbox.methods import METHODS
from bot.sandbox.recording import Call, Recording
from bot.sandbox.refusals import Refusal, unauthorized
from bot.sandbox.uploads import Upload
from bot.sandbox.world import World

_REQUEST_LIMIT_BYTES = UPLOAD_LIMIT_BYTES + 1024 * 1024


class Server:
    """Answers the Bot API for one bot; `application` is where further pages can be added."""

    def __init__(self, *, token: str, world: World, recording: Recording, faults: Faults) -> None:
        self._token = token
        self._world = world
        self._recording = recording
        self._faults = faults
        self.application = web.Application(client_max_size=_REQUEST_LIMIT_BYTES)
        self.application.router.add_route("*", "/bot{token}/{method}", self._call)
        self.application.router.add_get("/file/bot{token}/{path:.+}", self._download)

    async def _download(self, request: web.Request) -> web.Response:
        if unquote(request.match_info["token"]) != self._token:
            return _refused(unauthorized())
        file = self._world.files.at(request.match_info["path"])
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return web.Response(body=file.data, content_type=file.mime_type.partition(";")[0])

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if unquote(request.match_info["token"]) != self._token:
            return _refused(unauthorized())
        try:
            method = checks.method_name(request.match_info["method"])
            sent, uploads = await _received(request)
        except Refusal as refusal:
            return _refused(refusal)
        call = Call(method=method, params=sent, at=self._world.now())
        self._recording.calls.append(call)
        polls = method == "getUpdates"
        if not polls:
            self._world.activity.begin()
        try:
            return await self._answer(request, call, uploads)
        finally:
            if not polls:
                self._world.activity.end()
            self._world.on_change(Called(call=call))

    async def _answer(
        self, request: web.Request, call: Call, uploads: dict[str, Upload]
    ) -> web.StreamResponse:
        try:
            params = checks.check(call.method, call.params, uploads)
            call.params = params.values
            fault = self._faults.take(call) or Fault()
            await asyncio.sleep(fault.delay_seconds)
            if fault.cut:
                return _cut_off(request)
            if fault.refusal is not None:
                raise fault.refusal
            result = await METHODS[call.method](self._world, params)
        except Refusal as refusal:
            call.ok, call.refusal, call.answered = False, refusal, True
            return _refused(refusal)
        call.ok, call.result = True, result
        if fault.lose_answer:
            return _cut_off(request)
        answer = json.dumps({"ok": True, "result": result}).encode()
        if fault.half_answer:
            return await _half(request, answer)
        call.answered = fault.garbled is None
        return web.Response(body=fault.garbled or answer, content_type="application/json")


async def _received(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """What was sent, from the address and the body, in whichever of the ways that Telegram takes."""
    sent: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = await request.json()
            if not isinstance(body, dict):
                raise Refusal(400, "Bad Request: an object is expected")
            return sent | body, uploads
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    except ValueError:
        raise Refusal(400, "Bad Request: can't parse the request") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            if len(data) > UPLOAD_LIMIT_BYTES:
                raise Refusal(413, "Request Entity Too Large")
            uploads[name] = Upload(name=value.filename, mime_type=value.content_type, data=data)
        else:
            sent[name] = value
    return sent, uploads


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


def _cut_off(request: web.Request) -> web.Response:
    """Nothing reaches the client: its connection is closed."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, answer: bytes) -> web.StreamResponse:
    """The length of the whole, the first half of it, and the end of the connection."""
    response = web.StreamResponse()
    response.content_length, response.content_type = len(answer), "application/json"
    await response.prepare(request)
    await response.write(answer[: len(answer) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
