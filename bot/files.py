"""Copies of what is attached to cases: file ids belong to one bot, and Telegram keeps files as long as it likes."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from storage.database import Ledger
from storage.ledger.files import FileToCopy, files_to_copy, note_copy

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")

_log = logging.getLogger(__name__)


class Copier:
    """Copies in the background what has no copy yet, one file after the other; nobody waits for it."""

    def __init__(self, bot: Bot, ledger: Ledger, folder: Path) -> None:
        self._bot = bot
        self._ledger = ledger
        self._folder = folder
        # What Telegram refuses to hand out; asked for again after the next start.
        self._refused: set[int] = set()

    async def copy_all(self) -> None:
        """Make all copies that are missing. Idempotent; what the network prevents is left for the next time."""
        last = 0
        while files := await self._ledger.read(files_to_copy, after=last):
            for file in files:
                last = file.attachment_id
                if last not in self._refused:
                    await self._copy(file)

    async def _copy(self, file: FileToCopy) -> None:
        limit = self._ledger.policy.attachments.copy_max_bytes
        try:
            remote = await self._bot.get_file(file.file_id)
            if (remote.file_size or 0) > limit:
                self._refused.add(file.attachment_id)
                return
            data = bytes(await remote.download_as_bytearray())
        except (BadRequest, Forbidden) as refusal:
            _log.warning("no copy of attachment %s: %s", file.attachment_id, refusal.message)
            self._refused.add(file.attachment_id)
            return
        except TelegramError as error:
            _log.info("attachment %s is copied later: %s", file.attachment_id, error.message)
            return
        path = _path_for(file, remote.file_path or "")
        await asyncio.to_thread(_write, self._folder / path, data)
        await self._ledger.write(note_copy, file.attachment_id, str(path))


def _path_for(file: FileToCopy, remote_path: str) -> Path:
    """Below the folder, by case; of the name that somebody gave a file only a plain ending is trusted."""
    endings = (Path(file.name).suffix, Path(remote_path).suffix)
    ending = next((one for one in endings if _SUFFIX.fullmatch(one)), "")
    return Path(file.case_number) / f"{file.attachment_id}-{file.kind}{ending.lower()}"


def _write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(path)
