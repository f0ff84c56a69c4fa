"""What a message brings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Location, Message, MessageOriginHiddenUser, PhotoSize, Voice

from handlers.contents import LONG, content_of, is_visible

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SMALL = PhotoSize(file_id="small", file_unique_id="s", width=1, height=1)
LARGE = PhotoSize(file_id="large", file_unique_id="l", width=9, height=9)
PHOTO = (SMALL, LARGE)
VOICE = Voice(file_id="voice", file_unique_id="v", duration=3)
PLACE = Location(latitude=43.8, longitude=125.1)
ELSEWHERE = MessageOriginHiddenUser(date=TUESDAY, sender_user_name="示例")


def said(at: datetime = TUESDAY, **brings: Any) -> Message:
    return Message(message_id=7, date=at, chat=Chat(id=1, type="private"), **brings)


def test_of_a_photo_the_largest_is_taken_with_its_caption() -> None:
    content = content_of(said(photo=PHOTO, caption="漏水"))

    assert (content.message_id, content.text, content.is_mute) == (7, "漏水", False)
    assert content.attachment is not None
    assert content.attachment.file_id == "large"


@pytest.mark.parametrize(
    ("brings", "mute"),
    [
        ({"photo": PHOTO}, True),
        ({"location": PLACE}, True),
        ({"photo": PHOTO, "caption": "\u200b"}, True),
        ({"photo": PHOTO, "caption": "漏水"}, False),
        ({"voice": VOICE}, False),  # it speaks
        ({"text": "漏水"}, False),
    ],
)
def test_is_mute_what_says_nothing_by_itself(brings: dict[str, Any], mute: bool) -> None:
    assert content_of(said(**brings)).is_mute is mute


@pytest.mark.parametrize(
    ("brings", "piece"),
    [
        ({"text": "漏水"}, False),
        ({"text": "水" * LONG}, True),
        ({"photo": PHOTO, "media_group_id": "1"}, True),
        ({"text": "漏水", "forward_origin": ELSEWHERE}, True),
    ],
)
def test_is_piece_what_more_may_follow(brings: dict[str, Any], piece: bool) -> None:
    assert content_of(said(**brings)).is_piece is piece


@pytest.mark.parametrize("text", ["漏水", "🙏", "\u202eمرحبا", "！", "\U0001fae9"])
def test_is_visible_whatever_has_a_shape(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize("text", ["", " \u3000\n", "\u200b\u200d\ufeff", "\u202e\u202c", "\u3164\u2800"])
def test_is_not_visible_what_is_blank(text: str) -> None:
    assert not is_visible(text)
    assert content_of(said(text=text or None)).is_empty
