"""A call is held to the table of the Bot API before anything is done."""

import pytest

from bot.sandbox.checks import check, method_name
from bot.sandbox.methods import METHODS
from bot.sandbox.refusals import Refusal
from bot.sandbox.schema import METHODS as NAMED
from bot.sandbox.uploads import Upload


def test_every_method_of_the_table_is_played() -> None:
    assert sorted(METHODS) == sorted(NAMED)
    assert [method_name(name.upper()) for name in METHODS] == list(METHODS)


def test_form_values_get_their_types() -> None:
    sent = {
        "chat_id": "-5",
        "text": "12",
        "disable_notification": "true",
        "reply_parameters": '{"message_id": 7, "allow_sending_without_reply": true}',
        "reply_markup": '{"inline_keyboard": [[{"text": "好", "callback_data": "x"}]]}',
    }
    assert check("sendMessage", dict(sent), {}).values == {
        "chat_id": -5,
        "text": "12",
        "disable_notification": True,
        "reply_parameters": {"message_id": 7, "allow_sending_without_reply": True},
        "reply_markup": {"inline_keyboard": [[{"text": "好", "callback_data": "x"}]]},
    }


def test_a_name_stays_a_name() -> None:
    assert check("getChat", {"chat_id": "@shili"}, {}).get("chat_id") == "@shili"


@pytest.mark.parametrize(
    ("method", "sent", "words"),
    [
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("getFile", {}, "file_id not specified"),
        ("sendMessage", {"chat_id": 1, "text": "x", "txt": "y"}, "sendMessage: unknown parameter 'txt'"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "business_connection_id": "b"},
            "sendMessage: unknown parameter 'business_connection_id'",
        ),
        ("sendMessage", {"chat_id": 1, "text": 5}, "sendMessage.text must be a string, not int"),
        (
            "deleteMessage",
            {"chat_id": 1, "message_id": "x"},
            "deleteMessage.message_id must be an integer, not 'x'",
        ),
        (
            "deleteMessage",
            {"chat_id": 1, "message_id": 1.5},
            "deleteMessage.message_id must be an integer, not 1.5",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "好", "txt": "好"}]]}},
            "can't parse inline keyboard button: unknown field 'txt'",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "disable_notification": "maybe"},
            "sendMessage.disable_notification must be true or false, not 'maybe'",
        ),
        (
            "editMessageMedia",
            {"chat_id": 1, "message_id": 1, "media": {"type": "animation", "media": "x"}},
            'can\'t parse InputMedia: type "animation" is unsupported',
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat"}},
            "can't parse BotCommandScope: Can't find field \"chat_id\"",
        ),
    ],
)
def test_what_the_table_does_not_know_is_refused(method: str, sent: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(method, sent, {})
    assert refused.value.description == f"Bad Request: {words}"


def test_a_file_that_nothing_points_at_is_refused() -> None:
    stray = Upload(name="x.txt", mime_type="text/plain", data=b"x")
    with pytest.raises(Refusal, match="no parameter takes the file 'stray'"):
        check("sendMessage", {"chat_id": 1, "text": "x"}, {"stray": stray})


def test_no_such_method() -> None:
    with pytest.raises(Refusal) as refused:
        method_name("sendInvoice")
    assert (refused.value.code, refused.value.description) == (404, "Not Found: method not found")
