"""The floor: what python-telegram-bot, a durable insert an update, and a report's calls to Telegram cost by themselves.

`python -m tests.benchmarks.floor`, as a process of its own. `plan.json` in its folder says with which calls it
answers each update of a report.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from telegram import InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationBuilder, CallbackContext, ExtBot, TypeHandler
from telegram.request import HTTPXRequest

from tests.benchmarks.telegram import Call

PLAN: Final = "plan.json"
SOMEBODY_ELSE: Final = 1_000_000
POLL_SECONDS: Final = 30

Json = dict[str, Any]


def write_plan(folder: Path, steps: Sequence[Sequence[Call]], *, connections: int) -> None:
    """Tell the floor which calls a report makes in each of its steps, and over how many connections at most."""
    plan = {"connections": connections, "steps": [[asdict(call) for call in calls] for calls in steps]}
    (folder / PLAN).write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")


class Inbox:
    """A table that updates are inserted into, one commit each, as durable as the bot's own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._database = sqlite3.connect("floor.db", isolation_level=None, check_same_thread=False)
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY, payload)",
        ):
            self._database.execute(statement)

    async def keep(self, raw: Json) -> None:
        """Insert one update; it is on the disk when this returns."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._insert, json.dumps(raw))

    def _insert(self, payload: str) -> None:
        self._database.execute("INSERT INTO inbox (payload) VALUES (?)", (payload,))


class Floor:
    """Polls, keeps, and answers each update with the calls of the plan; everybody's side by side."""

    def __init__(self, bot: ExtBot[None], steps: Sequence[Sequence[Json]]) -> None:
        self._bot = bot
        self._inbox = Inbox()
        self._steps = [[Call(**call) for call in calls] for calls in steps]
        self._answered: Counter[int] = Counter()  # updates, by person
        self._tasks: set[asyncio.Task[None]] = set()
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
        )
        self._application.add_handler(TypeHandler(Update, self._reply))

    async def run(self) -> None:
        """Serve until cancelled."""
        await self._application.initialize()
        offset = None
        while True:
            updates = await self._bot.do_api_request(
                "getupdates",
                api_kwargs={"timeout": POLL_SECONDS, "offset": offset},
                read_timeout=POLL_SECONDS + 10,
            )
            offset = updates[-1]["update_id"] + 1
            for raw in updates:
                task = asyncio.create_task(self._handle(raw))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _handle(self, raw: Json) -> None:
        await self._inbox.keep(raw)
        await self._application.process_update(Update.de_json(raw, self._bot))

    async def _reply(self, update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        assert update.effective_user is not None
        who = update.effective_user.id
        calls = self._steps[self._answered[who] % len(self._steps)]
        self._answered[who] += 1
        for call in calls:
            await self._call(call, who if call.own else SOMEBODY_ELSE, update)

    async def _call(self, call: Call, chat_id: int, update: Update) -> None:
        keyboard = InlineKeyboardMarkup.de_json(call.keyboard, self._bot) if call.keyboard else None
        says: Json = {"parse_mode": ParseMode.HTML, "reply_markup": keyboard}
        match call.method:
            case "sendMessage":
                await self._bot.send_message(chat_id, call.text, **says)
            case "editMessageText":
                await self._bot.edit_message_text(call.text, chat_id, 1, **says)
            case "sendPhoto":
                await self._bot.send_photo(chat_id, "photo")
            case "deleteMessage":
                await self._bot.delete_message(chat_id, 1)
            case "answerCallbackQuery":
                assert update.callback_query is not None
                await update.callback_query.answer(call.text)
            case other:
                raise NotImplementedError(f"a report calls {other}: teach the floor to do so")


async def serve(plan: Json) -> None:
    """Serve until SIGTERM."""
    request = HTTPXRequest(connection_pool_size=plan["connections"])
    bot = ExtBot(
        os.environ["BOT_TOKEN"],
        base_url=f"{os.environ['BOT_API_URL']}/bot",
        request=request,
        get_updates_request=request,
    )
    serving = asyncio.create_task(Floor(bot, plan["steps"]).run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    await asyncio.wait([serving])
    if not serving.cancelled():
        serving.result()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(Path(PLAN).read_text(encoding="utf-8"))))
