"""Tells the pages what changes in the sandbox."""

from __future__ import annotations

from bot.page.doubles import Doubles
from bot.page.feed import Feed
from bot.page.shown import shown_call, shown_commands, shown_keyboard, shown_message
from bot.page.town import Town
from bot.sandbox import (
    Acting,
    Announced,
    Answered,
    Call,
    Called,
    Change,
    Deleted,
    Edited,
    Hung,
    Moved,
    Press,
    Put,
    Sandbox,
)
from bot.sandbox.chats import Chat

POLLING = "getUpdates"


class Narrator:
    """Puts each change of the sandbox into the feed."""

    def __init__(self, sandbox: Sandbox, town: Town, feed: Feed, doubles: Doubles) -> None:
        self._sandbox, self._town, self._feed, self._doubles = sandbox, town, feed, doubles
        self._begun: set[int] = set()

    def tell(self, change: Change) -> None:
        """As the sandbox calls it."""
        bot = self._sandbox.world.bot
        match change:
            case Put(message=message):
                self._feed.publish("message", chat=message.chat.id, message=shown_message(message, bot))
                self._tell_of_newcomer(message.chat)
            case Edited(message=message):
                self._feed.publish("edited", chat=message.chat.id, message=shown_message(message, bot))
            case Deleted(message=message):
                self._feed.publish("deleted", chat=message.chat.id, id=message.id)
            case Hung(chat=chat):
                self._feed.publish("keyboard", **shown_keyboard(chat))
            case Acting(chat=chat, action=action):
                self._feed.publish("typing", chat=chat.id, action=action)
            case Answered(press=press):
                self._tell_of_answer(press)
            case Moved(chat=chat):
                self.tell_of(chat)
            case Announced():
                self._feed.publish("commands", commands=shown_commands(self._sandbox.world))
            case Called(call=call):
                self._tell_of_call(call)

    def tell_of(self, chat: Chat) -> None:
        """Who is in a group now, or how somebody's chat with the bot stands."""
        if chat.id in self._town.groups:
            self._feed.publish("group", **self._town.group_as_json(self._town.groups[chat.id]))
        elif chat.id in self._town.residents:
            self._feed.publish("person", **self._town.residents[chat.id].as_json())

    def _tell_of_newcomer(self, chat: Chat) -> None:
        """The first message of a chat begins it."""
        if chat.id not in self._begun:
            self._begun.add(chat.id)
            self.tell_of(chat)

    def _tell_of_answer(self, press: Press) -> None:
        self._feed.publish(
            "toast",
            person=press.user.id,
            chat=press.message.chat.id,
            text=press.answer,
            alert=press.alert,
            press=press.id,
        )

    def _tell_of_call(self, call: Call) -> None:
        if call.method == POLLING:
            return
        self._doubles.note(call)
        self._feed.publish("call", **shown_call(call))
