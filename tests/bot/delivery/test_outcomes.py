"""What each error of the API means for a notice."""

from __future__ import annotations

import sqlite3

import pytest
from jinja2 import UndefinedError
from sqlalchemy.exc import OperationalError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.delivery.outcomes import Fate, Outcome, outcome_of


@pytest.mark.parametrize(
    ("message", "fate"),
    [
        (
            "Bad Request: message is not modified: specified new message content is exactly the same",
            Fate.UNCHANGED,
        ),
        ("Bad Request: message to edit not found", Fate.CARD_GONE),
        ("Bad Request: message can't be edited", Fate.CARD_GONE),
        ("Bad Request: MESSAGE_ID_INVALID", Fate.CARD_GONE),
        ("Bad Request: chat not found", Fate.UNREACHABLE),
        ("Bad Request: wrong file identifier/HTTP URL specified", Fate.FILE_REFUSED),
        ("Bad Request: wrong remote file identifier specified: can't unserialize it", Fate.FILE_REFUSED),
        ("Bad Request: can't use file of type Photo as Document", Fate.FILE_REFUSED),
        ("Bad Request: file is too big", Fate.FILE_REFUSED),
        (
            "Bad Request: file of size 11534336 bytes is too big for a photo; the maximum size is 10485760 bytes",
            Fate.FILE_REFUSED,
        ),
        ("Bad Request: file must be non-empty", Fate.FILE_REFUSED),
        ("Bad Request: failed to get HTTP URL content", Fate.FILE_REFUSED),
        ("Bad Request: FILE_REFERENCE_EXPIRED", Fate.FILE_REFUSED),
        ("Bad Request: IMAGE_PROCESS_FAILED", Fate.FILE_REFUSED),
        ("Bad Request: PHOTO_INVALID_DIMENSIONS", Fate.FILE_REFUSED),
        ("Bad Request: VOICE_MESSAGES_FORBIDDEN", Fate.FILE_REFUSED),
        ("Bad Request: Document can't be mixed with other media types", Fate.FILE_REFUSED),
        ("Bad Request: can't parse entities: unsupported start tag", Fate.REFUSED),
        ("Bad Request: message is too long", Fate.REFUSED),
        ("Bad Request: BUTTON_DATA_INVALID", Fate.REFUSED),
    ],
)
def test_a_bad_request_is_read_by_its_words(message: str, fate: Fate) -> None:
    assert outcome_of(BadRequest(message)).fate is fate


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Fate.UNREACHABLE),
        (Forbidden("Forbidden: user is deactivated"), Fate.UNREACHABLE),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Fate.UNREACHABLE),
        (RetryAfter(3), Fate.HELD),
        (NetworkError("Bad Gateway"), Fate.RETRY),
        (TimedOut(), Fate.RETRY),
        (InvalidToken(), Fate.RETRY),
        (Conflict("terminated by other getUpdates request"), Fate.RETRY),
        (OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked")), Fate.RETRY),
        (OSError(28, "No space left on device"), Fate.RETRY),
        (EndPointNotFound("Not Found"), Fate.REFUSED),
        (UndefinedError("'case' is undefined"), Fate.BROKEN),
        (AssertionError(), Fate.BROKEN),
    ],
)
def test_every_other_error_is_read_by_its_class(error: Exception, fate: Fate) -> None:
    assert outcome_of(error).fate is fate


def test_a_group_that_moved_tells_where_to() -> None:
    assert outcome_of(ChatMigrated(-100123)) == Outcome(
        fate=Fate.MOVED,
        reason="ChatMigrated: Group migrated to supergroup. New chat id: -100123",
        chat_id=-100123,
    )


def test_the_reason_names_the_error() -> None:
    assert (
        outcome_of(BadRequest("Bad Request: message is too long")).reason == "BadRequest: Message is too long"
    )
