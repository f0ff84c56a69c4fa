"""Attachments on their way to Telegram: by the id that it gave them, else from our copy, else named in a text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

from telegram import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery.outcomes import Fate, outcome_of
from handlers.render import message
from storage.ledger.case_view import FileView
from storage.tables import AttachmentKind

_ALBUM_ITEMS: Final[dict[AttachmentKind, Any]] = {
    AttachmentKind.PHOTO: InputMediaPhoto,
    AttachmentKind.VIDEO: InputMediaVideo,
    AttachmentKind.DOCUMENT: InputMediaDocument,
    AttachmentKind.AUDIO: InputMediaAudio,
}


async def send_album(
    bot: ExtBot[None], chat_id: int, files: Sequence[FileView], reply_to: ReplyParameters | None
) -> int:
    """Send 2–10 files of fitting kinds by their ids; the id of the first message.

    Raises:
        TelegramError: it was refused as a whole.
    """
    items = [_ALBUM_ITEMS[file.kind](file.file_id) for file in files]
    sent = await bot.send_media_group(chat_id, items, disable_notification=True, reply_parameters=reply_to)
    return sent[0].message_id


async def send_file(
    bot: ExtBot[None], chat_id: int, file: FileView, reply_to: ReplyParameters | None, files_dir: Path
) -> int:
    """Send one file or place; what cannot be had is named in a text. Silent: it belongs to what has just rung.

    Raises:
        TelegramError: refused for another reason than the file.
    """
    place: dict[str, Any] = {
        "chat_id": chat_id,
        "disable_notification": True,
        "reply_parameters": reply_to,
    }
    if file.kind is AttachmentKind.LOCATION:
        located = await bot.send_location(latitude=file.latitude, longitude=file.longitude, **place)
        return located.message_id
    send = getattr(bot, f"send_{file.kind}")
    async for source in _sources(file, files_dir):
        try:
            sent = await send(**{file.kind.value: source}, filename=file.name or None, **place)
        except TelegramError as error:
            if outcome_of(error).fate is not Fate.FILE_REFUSED:
                raise
        else:
            return int(sent.message_id)
    words = message("files", "refused", name=file.name, kind=file.kind)
    named = await bot.send_message(text=words.text, parse_mode=ParseMode.HTML, **place)
    return named.message_id


async def _sources(file: FileView, files_dir: Path) -> AsyncIterator[str | bytes]:
    """The id first; the copy is read only where that was refused."""
    if file.file_id:
        yield file.file_id
    if file.copied_to:
        try:
            yield await asyncio.to_thread((files_dir / file.copied_to).read_bytes)
        except OSError:
            return
