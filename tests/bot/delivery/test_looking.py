"""One look at the outbox: what it finds, what is composed at once, and for how long that is good."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.delivery import looking
from bot.delivery.composing import CardLetter, EventLetter
from bot.delivery.looking import FRESH, Found, look
from storage.rules.words import Action
from tests.bot.delivery.conftest import NUMBER, Post
from tests.bot.delivery.slow import OneAtATime, one_by_one
from tests.storage.ledger.zone import Zone, chat_of


def looked(zone: Zone, busy: Sequence[int] = ()) -> list[Found]:
    return zone.ledger.read_now(look, zone.now, besides=(), busy=busy, limit=100)


def told(found: list[Found]) -> list[tuple[str, int, type]]:
    """The topic of each letter, whom it goes to, and what it is."""
    return [
        (one.notice.topic, chat_id - chat_of(0), type(letter))
        for one in found
        for chat_id, letter in one.letters.items()
    ]


def test_letters_are_composed_for_all_who_are_free(zone: Zone) -> None:
    zone.open()

    assert told(looked(zone)) == [
        ("open", zone.who.reporter, EventLetter),
        ("open", zone.who.colleague, EventLetter),
        ("card", zone.who.lead, CardLetter),
    ]
    assert told(looked(zone, busy=[chat_of(zone.who.lead), chat_of(zone.who.reporter)])) == [
        ("open", zone.who.colleague, EventLetter)
    ]


def test_what_comes_after_something_else_in_a_chat_may_depend_on_it(zone: Zone) -> None:
    zone.open()
    zone.open()
    found = looked(zone)

    assert [one.notice.topic for one in found] == ["open", "card", "open", "card"]
    assert [len(one.letters) for one in found] == [2, 1, 0, 0]
    assert [len(one.chats) for one in found] == [2, 1, 2, 1]


def test_no_more_letters_than_go_out_while_they_are_fresh(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LETTERS", 2)
    zone.open()

    assert [len(one.letters) for one in looked(zone)] == [2, 0]


class TestOneAtATime(OneAtATime):
    """One message a second: the last of three has waited longer than letters are good for."""

    async def test_letter_that_has_waited_is_composed_anew(self, post: Post) -> None:
        post.everybody()
        case_id = post.zone.open()
        await one_by_one(post, messages=2)
        assert post.time.seconds <= FRESH.total_seconds()
        post.zone.act(Action.ACCEPT, case_id, post.who.lead)

        await one_by_one(post, messages=3)

        assert post.chats()[-1] == (post.who.lead, f"{NUMBER} · 办理中")
