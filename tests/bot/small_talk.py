"""A talk of one question, for tests of what feeds it: what it hears is noted, and it fails when a test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import Application, ConversationHandler, MessageHandler, TypeHandler, filters

from bot.application import Talk
from handlers import membership
from handlers.context import Context

Hook = Callable[[Context], Awaitable[None]]


class SmallTalk:
    """`begin` is answered with a question, the next word ends it; all else is noted and answered by nobody.

    Attributes:
        heard: who said what, and whether it was in answer to the question; each time that it was handled.
        during: what happens before the words are answered, by the words.
        afterwards: what happens when they have been, and the conversation has changed its state.
    """

    def __init__(self) -> None:
        self.heard: list[tuple[int, str, bool]] = []
        self.during: dict[str, Hook] = {}
        self.afterwards: dict[str, Hook] = {}
        self._news = asyncio.Event()

    async def has_heard(self, number: int) -> None:
        """Wait until so much was heard."""
        while len(self.heard) < number:
            self._news.clear()
            await self._news.wait()

    @property
    def talk(self) -> Talk:
        return Talk(install=self.install, states=frozenset({"asked"}), commands=(("help", "帮助"),))

    @property
    def words(self) -> list[str]:
        """What was heard, whoever said it."""
        return [words for _, words, _ in self.heard]

    def install(self, application: Application[Any, Context, Any, Any, Any, Any]) -> None:
        conversation: ConversationHandler[Context] = ConversationHandler(
            entry_points=[MessageHandler(filters.Text(["begin"]), self._begin)],
            states={"asked": [MessageHandler(filters.TEXT, self._end)]},
            fallbacks=[],
            name="talk",
            persistent=True,
            per_chat=False,
        )
        application.add_handler(membership.handler(), -1)
        application.add_handlers([conversation, TypeHandler(Update, self._anything)], 0)
        application.add_handler(TypeHandler(Update, self._done), 1)

    async def _begin(self, update: Update, context: Context) -> str:
        await self._hear(update, context, asked=False)
        await context.bot.send_message(context.chat_id, "question")
        return "asked"

    async def _end(self, update: Update, context: Context) -> int:
        await self._hear(update, context, asked=True)
        await context.bot.send_message(context.chat_id, "thanks")
        return ConversationHandler.END

    async def _anything(self, update: Update, context: Context) -> None:
        await self._hear(update, context, asked=False)

    async def _done(self, update: Update, context: Context) -> None:
        await self._run(self.afterwards, update, context)
        context.arrival.handled = _words(update) != "nobody's"

    async def _hear(self, update: Update, context: Context, *, asked: bool) -> None:
        self.heard.append((context.arrival.telegram_id or 0, _words(update), asked))
        self._news.set()
        await self._run(self.during, update, context)

    async def _run(self, hooks: dict[str, Hook], update: Update, context: Context) -> None:
        if hook := hooks.get(_words(update)):
            await hook(context)


def _words(update: Update) -> str:
    message = update.effective_message
    return (message.text if message else None) or ""
