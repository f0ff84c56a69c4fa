"""One look at the outbox: what is due, whom it means now, and what goes to those who can be told at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.delivery.composing import Letter, Moot, compose_parcel
from storage.database import LedgerSession
from storage.ledger.outbox import Notice, dispatch, due_notices
from storage.tables import NoticeKind

# As many as go out while they are fresh.
LETTERS: Final = 25
FRESH: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A notice that is due, and the chats that it goes to now; none: nobody is to be told.

    Attributes:
        letters: what to send to whom; not to those who get something else before it, on which it may depend.
        composed_at: how things stood when the letters were made.
    """

    notice: Notice
    chats: frozenset[int]
    composed_at: datetime
    letters: dict[int, Letter | Moot | None] = field(default_factory=dict)


def look(
    session: LedgerSession, now: datetime, *, besides: Collection[int], busy: Collection[int], limit: int
) -> list[Found]:
    """Everything that is due, besides those under way; `busy`: the chats for which something waits already.

    What a case's notices have in common is read once for all of them.
    """
    found: list[Found] = []
    served, letters = set(busy), LETTERS
    for notice in due_notices(session, now, besides=besides, limit=limit):
        one = address(session, notice, now, busy=served, most=letters)
        letters -= len(one.letters)
        served |= one.chats
        found.append(one)
    return found


def address(
    session: LedgerSession, notice: Notice, now: datetime, *, busy: Collection[int] = (), most: int = 0
) -> Found:
    """To whom a notice goes now, with up to so many letters for those who are not busy."""
    parcels = dispatch(session, notice.id, now).parcels
    chats = frozenset(parcel.to.chat_id for parcel in parcels)
    if notice.kind is NoticeKind.REMINDER:
        # All of which somebody is reminded is one message, and is checked again when it goes.
        most = 0
    free = [parcel for parcel in parcels if parcel.to.chat_id not in busy][:most]
    letters = {parcel.to.chat_id: compose_parcel(session, parcel, now) for parcel in free}
    return Found(notice=notice, chats=chats, composed_at=now, letters=letters)
