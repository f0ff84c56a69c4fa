"""Lengths as Telegram counts them."""

import pytest

from bot.sandbox.text import found_in, split, utf16_length


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("中文", 2), ("😀", 2), ("a😀中", 4)])
def test_length_in_utf16(text: str, length: int) -> None:
    assert utf16_length(text) == length


def test_a_client_marks_commands_and_mentions() -> None:
    assert found_in("😀 /start@zhuqi_bot 请 @示例 看 @lisi_1，1/2 a@b.com /") == (
        {"type": "bot_command", "offset": 3, "length": 16},
        {"type": "mention", "offset": 28, "length": 7},
    )


def test_split_never_cuts_a_character() -> None:
    assert split("a😀b", limit=2) == ["a", "😀", "b"]
    assert split("abcd", limit=4) == ["abcd"]
