"""A Telegram that costs next to nothing: people who report, each waiting for the bot, and a note of what it calls."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Self

from aiohttp import web

from tests.benchmarks.zone import FIRST_REPORTER

BOT_ID: Final = 1000
TOKEN: Final = f"{BOT_ID}:a-token-that-opens-nothing-but-the-bench"
QUIET_SECONDS: Final = 1
ROUND_SECONDS: Final = 120

Json = dict[str, Any]


class NotAnswered(TimeoutError):
    """The bot has not done in time what it did the first time; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that the bot makes in a report. `own`: in the reporter's chat, or about their press."""

    method: str
    own: bool
    text: str = ""
    keyboard: Json | None = None


@dataclass(frozen=True, kw_only=True)
class Round:
    """Everybody has reported once: how many reports that was, how long until the last call came, and each wait."""

    reports: int
    seconds: float
    waits: list[float]  # seconds from an update to the first answer


@dataclass(kw_only=True)
class Reporter:
    """Somebody with their chat; `place` is the step of the report that they wait for an answer to."""

    id: int
    place: int = -1
    said_at: float = 0
    is_answered: bool = True
    message_id: int = 0  # carries the keyboard
    buttons: list[Json] = field(default_factory=list)

    def says(self, **content: Any) -> Json:
        """A message of theirs, as the wire carries it."""
        return {
            "message": {"message_id": 0, "date": int(time.time()), "from": self._user, "chat": self._chat}
            | content
        }

    def presses(self, words: str) -> Json:
        """A press on the button of their newest keyboard that says so."""
        data = next(button["callback_data"] for button in self.buttons if words in button["text"])
        message = {"message_id": self.message_id, "date": int(time.time()), "chat": self._chat, "text": "…"}
        press = {
            "id": str(self.id),
            "from": self._user,
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        return {"callback_query": press}

    @property
    def _user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": "示例"}

    @property
    def _chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": "示例"}


_PHOTO: Final = [
    {"file_id": "photo", "file_unique_id": "photo", "width": 800, "height": 600, "file_size": 80_000},
]
Steps = tuple[Callable[[Reporter], Json], ...]


def _types(who: Reporter) -> Json:
    return who.says(text="供应商起诉我们厂欠货款，账户被冻结，影响了发工资，请帮忙协调")


def _sends_photo(who: Reporter) -> Json:
    return who.says(photo=_PHOTO)


# What people do in one full report: type, send a picture, change the category, press 提交.
STEPS: Final[Steps] = (
    _types,
    _sends_photo,
    lambda who: who.presses("账款拖欠"),
    lambda who: who.presses("提交"),
)


class Telegram:
    """A Bot API server on loopback for one bot: `async with`. It checks nothing; that is the sandbox's part."""

    def __init__(self, reporters: int) -> None:
        self.reporters = [Reporter(id=FIRST_REPORTER + place) for place in range(reporters)]
        self.polled = asyncio.Event()
        self.url = ""
        self._by_id = {one.id: one for one in self.reporters}
        self._pending: dict[int, Json] = {}
        # As Telegram's, they never come again: what is measured may have met another server before.
        self._numbers = count(int(time.time() * 1000))
        self._new = asyncio.Event()
        self._touched = asyncio.Event()
        self._calls: list[Call] = []
        self._calls_each = 0
        self._noting: Callable[[Call], None] = self._calls.append
        self._is_hurried = True  # people go on as soon as they are answered
        self._waits: list[float] = []
        self._last_call_at = 0.0
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    # What people do

    async def one_report(self) -> list[list[Call]]:
        """The first of them reports alone and at leisure: what the bot calls in each step of it."""
        made: list[list[Call]] = []
        who, self._is_hurried = self.reporters[0], False
        who.place = -1
        for _ in STEPS:
            made.append([])
            self._noting = made[-1].append
            self._go_on(who)
            while await self._something_happens(QUIET_SECONDS):
                pass
        self._noting, self._is_hurried = self._calls.append, True
        self._calls_each = sum(map(len, made))
        return made

    async def answer_to_first_words(self) -> float:
        """The first of them types something; when they were answered, by `time.perf_counter`."""
        self._is_hurried = False
        self._go_on(self.reporters[0])
        while not self.reporters[0].is_answered:
            if not await self._something_happens(ROUND_SECONDS):
                raise NotAnswered("nobody answered what was typed")
        return self._last_call_at

    async def round(self) -> Round:
        """Everybody reports once, side by side.

        Raises:
            NotAnswered: not all calls came that belong to so many reports.
        """
        self._calls.clear()
        self._waits = []
        expected = self._calls_each * len(self.reporters)
        began = time.perf_counter()
        for who in self.reporters:
            who.place = -1
            self._go_on(who)
        while len(self._calls) < expected:
            if not await self._something_happens(ROUND_SECONDS):
                raise NotAnswered(f"{len(self._calls)} of {expected} calls came")
        return Round(
            reports=len(self.reporters),
            seconds=self._last_call_at - began,
            waits=self._waits,
        )

    def _go_on(self, who: Reporter) -> None:
        who.place += 1
        number = next(self._numbers)
        update = STEPS[who.place](who)
        if "message" in update:
            update["message"]["message_id"] = number
        self._pending[number] = {"update_id": number} | update
        who.said_at, who.is_answered = time.perf_counter(), False
        self._new.set()

    async def _something_happens(self, within_seconds: float) -> bool:
        self._touched.clear()
        try:
            await asyncio.wait_for(self._touched.wait(), within_seconds)
        except TimeoutError:
            return False
        return True

    # What the bot calls

    async def _answer(self, request: web.Request) -> web.Response:
        method, sent = request.match_info["method"], await request.post()
        match method.lower():
            case "getupdates":
                return _ok(await self._updates(int(str(sent.get("offset", 0)))))
            case "getme":
                names = {"first_name": "助企", "username": "zhuqi_bench_bot"}
                return _ok({"id": BOT_ID, "is_bot": True} | names)
            case "getfile":
                # Copies are made at leisure: not while this is measured.
                await asyncio.sleep(ROUND_SECONDS)
                return _ok({"file_id": "photo", "file_unique_id": "photo"})
            case "setmycommands" | "deletewebhook":
                return _ok(True)
        return _ok(self._note(method, dict(sent)))

    async def _updates(self, offset: int) -> list[Json]:
        for number in [number for number in self._pending if number < offset]:
            del self._pending[number]
        self.polled.set()
        while not self._pending:
            self._new.clear()
            await self._new.wait()
        return list(self._pending.values())[:100]

    def _note(self, method: str, sent: Json) -> Any:
        chat_id = int(sent.get("chat_id") or sent["callback_query_id"])
        markup = sent.get("reply_markup")
        keyboard = json.loads(markup) if markup else None
        who = self._by_id.get(chat_id)
        text = sent.get("text", "")
        self._last_call_at = time.perf_counter()
        self._noting(Call(method=method, own=who is not None, text=text, keyboard=keyboard))
        if who and not who.is_answered:
            who.is_answered = True
            self._waits.append(self._last_call_at - who.said_at)
        self._touched.set()
        if not method.startswith(("send", "edit")):
            return True
        message_id = int(sent.get("message_id") or next(self._numbers))
        if who:
            self._shown(who, message_id, keyboard)
        return _message(chat_id, message_id, text, keyboard)

    def _shown(self, who: Reporter, message_id: int, keyboard: Json | None) -> None:
        """Somebody sees what they have waited for, and goes on."""
        rows = (keyboard or {}).get("inline_keyboard", [])
        who.message_id, who.buttons = message_id, [button for row in rows for button in row]
        if self._is_hurried and who.place < len(STEPS) - 1:
            self._go_on(who)


def _message(chat_id: int, message_id: int, text: str, keyboard: Json | None) -> Json:
    chat = {"id": chat_id, "type": "private", "first_name": "示例"}
    message = {"message_id": message_id, "date": int(time.time()), "chat": chat, "text": text}
    return message | ({"reply_markup": keyboard} if keyboard and "inline_keyboard" in keyboard else {})


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})
