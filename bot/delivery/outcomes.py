"""What an error means for the notice that met it: the one place where errors of the API are translated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)


class Fate(Enum):
    """What becomes of a message that was not simply taken (design.md, "Telegram's ways")."""

    UNCHANGED = auto()  # it shows that already: done
    CARD_GONE = auto()  # it cannot be edited any more: a new card
    UNREACHABLE = auto()  # blocked, deleted or never begun: the next one in that part gets it
    MOVED = auto()  # the group has another id
    FILE_REFUSED = auto()  # the file cannot be had by this id or in this form: another way, at last a text
    HELD = auto()  # too fast: the pacer holds the chat
    RETRY = auto()  # the network, the server or the disk: again, with growing delay
    BROKEN = auto()  # our own error: kept, and tried much later, perhaps by a version that can
    REFUSED = auto()  # it will never be taken: dropped, with the reason on record


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A fate with its reason. `chat_id`: the new id of a group that has moved."""

    fate: Fate
    reason: str
    chat_id: int | None = None


# Parts of Telegram's words, which it nowhere promises; the first that is found counts.
_WORDS: Final = {
    "not modified": Fate.UNCHANGED,
    "message to edit not found": Fate.CARD_GONE,
    "can't be edited": Fate.CARD_GONE,
    "message_id_invalid": Fate.CARD_GONE,
    "no text in the message to edit": Fate.CARD_GONE,
    "chat not found": Fate.UNREACHABLE,
    "user not found": Fate.UNREACHABLE,
    "peer_id_invalid": Fate.UNREACHABLE,
    "chat_write_forbidden": Fate.UNREACHABLE,
    "not enough rights": Fate.UNREACHABLE,
    "have no rights": Fate.UNREACHABLE,
    "wrong file": Fate.FILE_REFUSED,
    "remote file": Fate.FILE_REFUSED,
    "file is": Fate.FILE_REFUSED,
    "file must": Fate.FILE_REFUSED,
    "file of": Fate.FILE_REFUSED,
    "file_": Fate.FILE_REFUSED,
    "http url": Fate.FILE_REFUSED,
    "image_process_failed": Fate.FILE_REFUSED,
    "photo_": Fate.FILE_REFUSED,
    "document_": Fate.FILE_REFUSED,
    "media_": Fate.FILE_REFUSED,
    "wrong type of": Fate.FILE_REFUSED,
    "voice_messages_forbidden": Fate.FILE_REFUSED,
    "video_messages_forbidden": Fate.FILE_REFUSED,
    "mixed with other media": Fate.FILE_REFUSED,
}


def outcome_of(error: Exception) -> Outcome:
    """What an error means.

    The library counts `BadRequest` among the network errors, and calls a wrong token what may be a token on its way
    to be exchanged: nothing is given up for that.
    """
    name = type(error).__name__
    # Some of Telegram's words begin with the name already.
    reason = f"{name}: {str(error).removeprefix(f'{name}: ')}"
    match error:
        case ChatMigrated():
            return Outcome(fate=Fate.MOVED, reason=reason, chat_id=error.new_chat_id)
        case Forbidden():
            fate = Fate.UNREACHABLE
        case RetryAfter():
            fate = Fate.HELD
        case BadRequest():
            fate = _read(error.message)
        case NetworkError() | InvalidToken() | Conflict() | SQLAlchemyError() | OSError():
            fate = Fate.RETRY
        case TelegramError():
            fate = Fate.REFUSED
        case _:
            fate = Fate.BROKEN
    return Outcome(fate=fate, reason=reason)


def _read(message: str) -> Fate:
    words = message.lower()
    return next((fate for part, fate in _WORDS.items() if part in words), Fate.REFUSED)
