"""From a file that Telegram keeps to the roster in it."""

from __future__ import annotations

import asyncio

from telegram.error import BadRequest

from handlers.context import Context
from storage.errors import ZhuqiError
from storage.rules.roster import Roster
from storage.workbook import read_roster_workbook


class FileGone(ZhuqiError):
    """这个文件取不到了，请重新发送。"""


async def fetch_roster(context: Context, file_id: str) -> Roster:
    """Download a file and read it, off the event loop: it takes a process of its own and a fraction of a second.

    What the network prevents is raised as it is; the update waits and is handled again.

    Raises:
        FileGone: Telegram does not hand it out.
        BadRoster: it is no roster; names everything that is wrong.
    """
    try:
        file = await context.bot.get_file(file_id)
        data = bytes(await file.download_as_bytearray())
    except BadRequest:
        raise FileGone() from None
    return await asyncio.to_thread(read_roster_workbook, data, context.policy)
