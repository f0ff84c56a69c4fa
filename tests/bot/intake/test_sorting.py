"""Whose an update is, and whether it is for the bot: made by hand, as Telegram's Bot API describes updates."""

from __future__ import annotations

from typing import Any

import pytest

from bot.intake.sorting import NOBODY, Me, sender_of, sort_update
from storage.ledger.inbox import NewUpdate

ME = Me(id=1000, username="Zhuqi_Bot")
SENDER = {"id": 501, "is_bot": False, "first_name": "示例甲"}
PRIVATE = {"id": 501, "type": "private"}
GROUP = {"id": -77, "type": "supergroup", "title": "示例群"}


def update(kind: str, **body: Any) -> dict[str, Any]:
    return {"update_id": 7, kind: body}


def test_private_message_has_its_senders_lane_and_somebody_who_spoke() -> None:
    raw = update("message", **{"from": SENDER, "chat": PRIVATE, "text": "车间停电了"})

    assert sort_update(raw, ME) == NewUpdate(update_id=7, lane=501, payload=raw, speaker=501)
    assert sender_of(raw) == 501


def test_press_has_its_senders_lane_wherever_it_was_pressed() -> None:
    raw = update("callback_query", **{"from": SENDER, "message": {"chat": GROUP}, "data": "x"})

    assert sort_update(raw, ME) == NewUpdate(update_id=7, lane=501, payload=raw, speaker=501)


def test_who_blocks_the_bot_has_not_spoken() -> None:
    raw = update("my_chat_member", **{"from": SENDER, "chat": PRIVATE})

    assert sort_update(raw, ME) == NewUpdate(update_id=7, lane=501, payload=raw, speaker=None)


def test_without_a_person_the_chat_has_the_lane() -> None:
    raw = update("message", chat={"id": -88, "type": "channel"}, text="x")

    assert sort_update(raw, ME) == NewUpdate(update_id=7, lane=-88, payload=raw, speaker=None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("among ourselves", False),
        ("/report", True),
        ("/report@zhuqi_bot 停电", True),
        ("/report@ZHUQI_BOT", True),
        ("/report@zhuqi_bot2", False),
        ("/report@other_bot", False),
        ("/report@", False),
        ("see /report@zhuqi_bot", False),
        ("/停电", False),
        ("@zhuqi_bot 停电", False),
    ],
)
@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_of_a_groups_talk_only_commands_for_the_bot_are_kept(text: str, kept: bool, kind: str) -> None:
    raw = update("message", **{"from": SENDER, "chat": GROUP | {"type": kind}, "text": text})

    assert (sort_update(raw, ME) is not None) == kept


def test_edit_in_a_group_is_not_kept() -> None:
    raw = update("edited_message", **{"from": SENDER, "chat": GROUP, "text": "/report"})

    assert sort_update(raw, ME) is None


def test_kind_that_is_not_handled_is_not_kept() -> None:
    assert sort_update(update("channel_post", chat=GROUP, text="x"), ME) is None


@pytest.mark.parametrize(
    "body",
    [
        *(None, [], "text", {"from": "nobody", "chat": 5}, {"from": {"id": "501"}, "chat": {"id": "x"}}),
        *(
            {"from": {"id": 2**63}, "chat": {"id": -(2**63) - 1}},
            {"from": {"id": True}, "chat": {"type": []}},
        ),
    ],
)
@pytest.mark.parametrize("kind", ["message", "callback_query", "my_chat_member"])
def test_what_cannot_be_understood_is_kept_in_a_lane_of_its_own(kind: str, body: object) -> None:
    raw = {"update_id": 7, kind: body}

    assert sort_update(raw, ME) == NewUpdate(update_id=7, lane=NOBODY, payload=raw, speaker=None)


@pytest.mark.parametrize("number", [{}, {"update_id": 2**63}, {"update_id": True}, {"update_id": "7"}])
def test_without_a_number_that_the_ledger_takes_it_is_not_kept(number: dict[str, Any]) -> None:
    assert sort_update(number | {"message": {"from": SENDER, "chat": PRIVATE, "text": "x"}}, ME) is None
