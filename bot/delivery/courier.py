"""Carrying a letter to Telegram, and what is to be committed once it was taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery.composing import (
    CardLetter,
    EventLetter,
    FilesLetter,
    Letter,
    PromptLetter,
    RemindersLetter,
)
from bot.delivery.files import send_album, send_file
from bot.delivery.outcomes import Fate, outcome_of
from handlers.render import Message
from storage.database import LedgerSession
from storage.ledger.notices import queue_files
from storage.ledger.outbox import Parcel, ShownCard, drop_notice, keep_card, mark_sent

# What is to be committed when a letter was taken; whether that put more into the outbox.
Commit = Callable[[LedgerSession, datetime], bool]


class Courier:
    """Makes the calls. What Telegram refuses for good is raised: see `outcomes`."""

    def __init__(self, bot: ExtBot[None], files_dir: Path) -> None:
        self._bot = bot
        self._files_dir = files_dir

    async def carry(self, letter: Letter) -> Commit:
        """Send a letter; what comes back is to be committed, as often as it takes.

        Raises:
            TelegramError: it was not taken.
        """
        match letter:
            case EventLetter():
                return await self._event(letter)
            case CardLetter():
                return await self._card(letter)
            case FilesLetter():
                return await self._files(letter)
            case PromptLetter():
                return await self._prompt(letter)
            case RemindersLetter():
                return await self._reminders(letter)

    async def _event(self, letter: EventLetter) -> Commit:
        message_id = await self._say(letter.parcel, letter.message)
        return partial(_event_sent, letter, message_id)

    async def _card(self, letter: CardLetter) -> Commit:
        shown = letter.shown
        if shown and shown.live and (await self._edit(letter, shown.message_id) or not letter.live):
            return partial(_card_edited, letter, shown.message_id)
        message_id = await self._say(letter.parcel, letter.message)
        return partial(_card_sent, letter, message_id)

    async def _edit(self, letter: CardLetter, message_id: int) -> bool:
        """Edit a card in place; False if it is gone."""
        chat_id = letter.parcel.to.chat_id
        try:
            await self._bot.edit_message_text(
                letter.message.text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=letter.message.keyboard,
            )
        except TelegramError as error:
            match outcome_of(error).fate:
                case Fate.UNCHANGED:
                    return True
                case Fate.CARD_GONE:
                    return False
            raise
        return True

    async def _prompt(self, letter: PromptLetter) -> Commit:
        # The keyboard is in the form in which it goes over the wire.
        keyboard = {"reply_markup": letter.keyboard} if letter.keyboard else None
        await self._bot.send_message(
            letter.parcel.to.chat_id, letter.text, parse_mode=ParseMode.HTML, api_kwargs=keyboard
        )
        return _nothing

    async def _files(self, letter: FilesLetter) -> Commit:
        chat_id, reply_to = letter.parcel.to.chat_id, _reply_to(letter.reply_to)
        if len(letter.files) > 1:
            try:
                message_id = await send_album(self._bot, chat_id, letter.files, reply_to)
            except TelegramError as error:
                if outcome_of(error).fate is not Fate.FILE_REFUSED:
                    raise
                # Telegram does not say which one: each goes alone.
                return partial(_album_refused, letter)
        else:
            message_id = await send_file(self._bot, chat_id, letter.files[0], reply_to, self._files_dir)
        return partial(_sent, letter.parcel, message_id)

    async def _reminders(self, letter: RemindersLetter) -> Commit:
        sent = await self._bot.send_message(
            letter.parcels[0].to.chat_id,
            letter.message.text,
            parse_mode=ParseMode.HTML,
            reply_markup=letter.message.keyboard,
            disable_notification=not any(parcel.rings for parcel in letter.parcels),
        )
        return partial(_reminders_sent, letter, sent.message_id)

    async def _say(self, parcel: Parcel, message: Message) -> int:
        sent = await self._bot.send_message(
            parcel.to.chat_id,
            message.text,
            parse_mode=ParseMode.HTML,
            reply_markup=message.keyboard,
            disable_notification=not parcel.rings,
            reply_parameters=_reply_to(parcel.card_message_id),
        )
        return sent.message_id


def _reply_to(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    # There is no quotation whose parse mode the library would have to send along.
    return ReplyParameters(message_id, allow_sending_without_reply=True, quote_parse_mode=None)


def _nothing(session: LedgerSession, now: datetime) -> bool:
    """A prompt leaves no trace but its own row."""
    return False


def _sent(parcel: Parcel, message_id: int, session: LedgerSession, now: datetime) -> bool:
    mark_sent(session, parcel.notice.id, chat_id=parcel.to.chat_id, message_id=message_id, now=now)
    return False


def _reminders_sent(letter: RemindersLetter, message_id: int, session: LedgerSession, now: datetime) -> bool:
    for parcel in letter.parcels:
        _sent(parcel, message_id, session, now)
    return False


def _event_sent(letter: EventLetter, message_id: int, session: LedgerSession, now: datetime) -> bool:
    _sent(letter.parcel, message_id, session, now)
    return _queue_files(letter.parcel, letter.bundles, message_id, session)


def _card_edited(letter: CardLetter, message_id: int, session: LedgerSession, now: datetime) -> bool:
    assert letter.parcel.notice.case_id is not None
    shown = ShownCard(message_id=message_id, rendered=letter.digest, live=letter.live)
    keep_card(session, letter.parcel.notice.case_id, letter.parcel.to.chat_id, shown)
    return False


def _card_sent(letter: CardLetter, message_id: int, session: LedgerSession, now: datetime) -> bool:
    _card_edited(letter, message_id, session, now)
    return _queue_files(letter.parcel, letter.bundles, message_id, session)


def _album_refused(letter: FilesLetter, session: LedgerSession, now: datetime) -> bool:
    notice = letter.parcel.notice
    drop_notice(session, notice.id, wanted=notice.wanted, reason="the album was refused", now=now)
    return _queue_files(letter.parcel, [(place,) for place in letter.places], letter.reply_to, session)


def _queue_files(
    parcel: Parcel, bundles: list[tuple[int, ...]], reply_to: int, session: LedgerSession
) -> bool:
    notice = parcel.notice
    if not bundles:
        return False
    assert notice.case_id is not None
    queue_files(
        session,
        case_id=notice.case_id,
        entry_id=notice.entry_id,
        to=parcel.to,
        reply_to=reply_to,
        bundles=bundles,
        urgent=notice.urgent,
        now=notice.created_at,
    )
    return True
