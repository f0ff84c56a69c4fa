"""Where each person's talk stands: staged after an update, committed with that update's done mark by intake."""

from __future__ import annotations

from typing import Any

from telegram.ext import Application, DictPersistence, PersistenceInput
from telegram.ext._utils.types import ConversationDict, ConversationKey

from storage.database import Ledger
from storage.ledger import inbox
from storage.ledger.inbox import TalkState

_NOTHING = PersistenceInput(bot_data=False, chat_data=False, user_data=False, callback_data=False)


class TalkPersistence(DictPersistence):
    """What the library asks for the states of the one conversation; keeps no data of any other kind.

    `update_conversation` only stages. Whoever handled the person's update takes what is staged, commits it, and says
    so; or else puts the person back to where they were last committed. People do not disturb each other.
    """

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(store_data=_NOTHING)
        self._ledger = ledger
        self._committed: dict[int, str] = {}
        self._staged: dict[int, str | None] = {}

    async def get_conversations(self, name: str) -> ConversationDict:
        """All conversations as they were committed, by the person they are with."""
        self._committed = await self._ledger.read(inbox.talk_states)
        return {(telegram_id,): state for telegram_id, state in self._committed.items()}

    async def update_conversation(self, name: str, key: ConversationKey, new_state: object | None) -> None:
        """Stage where a person's talk now stands, if it has moved."""
        who, state = int(key[0]), None if new_state is None else str(new_state)
        if state == self._committed.get(who):
            self._staged.pop(who, None)
        else:
            self._staged[who] = state

    def staged(self, telegram_id: int | None) -> TalkState | None:
        """What is to be committed for this person; None where nothing has changed."""
        if telegram_id is None or telegram_id not in self._staged:
            return None
        return TalkState(telegram_id=telegram_id, state=self._staged[telegram_id])

    def committed(self, talk: TalkState | None) -> None:
        """What was staged for a person is in the ledger."""
        if talk is None:
            return
        del self._staged[talk.telegram_id]
        if talk.state is None:
            self._committed.pop(talk.telegram_id, None)
        else:
            self._committed[talk.telegram_id] = talk.state

    def put_back(
        self, application: Application[Any, Any, Any, Any, Any, Any], telegram_id: int | None
    ) -> None:
        """Let the person's talk stand where it was last committed.

        A conversation changes its state before the handlers of later groups run: one of these may have failed.
        """
        if telegram_id is None:
            return
        self._staged.pop(telegram_id, None)
        # The library has no public way to set a state; `data` is beneath its tracking of changes.
        for conversations in application._conversation_handler_conversations.values():
            if telegram_id in self._committed:
                conversations.data[telegram_id,] = self._committed[telegram_id]
            else:
                conversations.data.pop((telegram_id,), None)
