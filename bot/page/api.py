"""The API of the page: JSON in, JSON out; what cannot be done is said in the words of the page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.page.guard import FILE_POLICY
from bot.page.inside import list_cases, look_inside
from bot.page.orders import ACT, BeginFault, MoveClock, TurnBot
from bot.page.page import Page
from bot.page.shown import shown_commands, shown_keyboard, shown_message
from bot.page.town import Unknown
from bot.sandbox import Refusal
from storage.errors import NotFound, ZhuqiError

Json = dict[str, Any]
M = TypeVar("M", bound=BaseModel)

_MESSAGES: Final = 100
_MOST_MESSAGES: Final = 500
_SHOWN: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/", "text/plain")

_Answer = Callable[[web.Request], Awaitable[Json]]


class NotUnderstood(ZhuqiError):
    """请求有误：{what}"""


class Api:
    """What a page can look up and ask for."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """All of it, but the live feed."""
        return [
            web.get("/api/state", _answered(self._state)),
            web.get("/api/chats/{chat}/messages", _answered(self._messages)),
            web.get("/api/files/{file_id}", self._file),
            web.get("/api/calls", _answered(self._calls)),
            web.get("/api/cases", _answered(self._cases)),
            web.get("/api/cases/{number}", _answered(self._case)),
            web.post("/api/act", _answered(self._act)),
            web.post("/api/clock", _answered(self._clock)),
            web.post("/api/faults", _answered(self._faults)),
            web.post("/api/bot", _answered(self._bot)),
        ]

    # Looked up

    async def _state(self, _: web.Request) -> Json:
        return self._page.state()

    async def _messages(self, request: web.Request) -> Json:
        world = self._page.sandbox.world
        chat = world.chats.get(_number(request.match_info["chat"]))
        if chat is None:
            raise Unknown(what="这个聊天")
        before = _number(request.query.get("before", str(2**62)))
        limit = max(1, min(_number(request.query.get("limit", str(_MESSAGES))), _MOST_MESSAGES))
        found = [message for message in world.in_chat(chat) if message.id < before]
        return {
            "messages": [shown_message(message, world.bot) for message in found[-limit:]],
            "more": len(found) > limit,
            "keyboard": shown_keyboard(chat),
            "menu": shown_commands(world),
        }

    async def _file(self, request: web.Request) -> web.Response:
        try:
            file = self._page.sandbox.world.files.get(request.match_info["file_id"])
        except Refusal:
            return _failed(404, str(Unknown(what="这个文件")))
        mime_type = file.mime_type.partition(";")[0].strip().lower()
        is_shown = mime_type.startswith(_SHOWN) and "download" not in request.query
        name = quote(file.name, safe="")
        return web.Response(
            body=file.data,
            content_type=mime_type if is_shown else "application/octet-stream",
            headers={
                "Content-Disposition": f"{'inline' if is_shown else 'attachment'}; filename*=UTF-8''{name}",
                "Content-Security-Policy": FILE_POLICY,
                # What has an id never changes.
                "Cache-Control": "private, max-age=3600, immutable",
            },
        )

    async def _calls(self, request: web.Request) -> Json:
        before = request.query.get("before")
        return self._page.calls(None if before is None else _number(before))

    async def _cases(self, _: web.Request) -> Json:
        return {"cases": await self._page.ledger.read(list_cases)}

    async def _case(self, request: web.Request) -> Json:
        return await self._page.ledger.read(look_inside, request.match_info["number"])

    # Asked for

    async def _act(self, request: web.Request) -> Json:
        return self._page.acts.carry_out(ACT.validate_python(await _sent(request)))

    async def _clock(self, request: web.Request) -> Json:
        return await self._page.move_clock(await _read(MoveClock, request))

    async def _faults(self, request: web.Request) -> Json:
        order = await _read(BeginFault, request)
        if order.kind == "clear":
            self._page.troubles.clear()
        else:
            self._page.troubles.begin(order.kind, order.seconds)
        return {"faults": self._page.faults_as_json()}

    async def _bot(self, request: web.Request) -> Json:
        await self._page.turn_bot(await _read(TurnBot, request))
        return {"bot": self._page.bot_as_json()}


def _answered(answer: _Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler: with `ok`, or with what was wrong."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response({"ok": True, **await answer(request)}, dumps=_dumps)
        except ValidationError as error:
            return _failed(400, str(NotUnderstood(what=_problems(error))))
        except NotUnderstood as error:
            return _failed(400, str(error))
        except (Unknown, NotFound) as error:
            return _failed(404, str(error))
        except ZhuqiError as error:
            return _failed(409, str(error))
        except Refusal as refusal:
            return _failed(409, f"Telegram 不收这个文件：{refusal.description}")

    return handle


async def _read(model: type[M], request: web.Request) -> M:
    return model.model_validate(await _sent(request))


async def _sent(request: web.Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise NotUnderstood(what="不是 JSON") from None


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise NotUnderstood(what=f"“{text}”不是整数") from None


def _problems(error: ValidationError) -> str:
    """Where it is wrong, and how; never with what was sent."""
    problems = error.errors(include_input=False, include_url=False)
    return "；".join(f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in problems)


def _failed(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status, dumps=_dumps)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
